"""What a device with a screen draws: the RenderDocument directive of a reply, or the screen that stays."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ask_sdk_core.handler_input import HandlerInput

from ..conversation.turn import Reply, Said
from ..screens.filling import fill
from ..speech.speaker import Speaker

# Alexa takes responses of 120 kB; what is said, its card and what is remembered need their part.
_LARGEST = 80_000


@dataclass(frozen=True, slots=True)
class Display:
    """The token of the screen that shows the reply's question, and the directives that draw it, if they have to."""

    token: str
    directives: tuple[Mapping[str, Any], ...] = ()


def display_of(handler_input: HandlerInput, reply: Reply, said: Said, speaker: Speaker) -> Display | None:
    """What is drawn with a reply; None where there is no screen, or what there is to show is too much for one response.

    The token starts with the name of the view, so that a log of requests can be read.
    """
    if reply.handover or not _has_screen(handler_input):
        return None
    if reply.screen is None and reply.kept:
        return Display(reply.kept)
    filled = fill(reply, said, speaker)
    token = f"{filled.name}:{uuid.uuid4()}"
    directive = {
        "type": "Alexa.Presentation.APL.RenderDocument",
        "token": token,
        "document": filled.document,
        "datasources": {"screen": filled.data},
    }
    if len(json.dumps(directive)) > _LARGEST:
        return None
    return Display(token, (directive,))


def _has_screen(handler_input: HandlerInput) -> bool:
    context = handler_input.request_envelope.context
    device = context and context.system and context.system.device
    interfaces = device and device.supported_interfaces
    return bool(interfaces and interfaces.alexa_presentation_apl)
