"""Touches on a screen, out of Alexa's requests and into the dialogs that they start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..conversation.slots import Spoken
from ..conversation.touching import Touch, meant_by
from ..conversation.turn import Reply
from .log import UNKNOWN
from .names import in_model


def touch_of(request: object) -> Touch | None:
    """What was touched on a screen, or None where the request is of another kind.

    Known by the name of its type: a speaker without a screen need not import ask_sdk's many classes of APL.
    """
    if getattr(request, "object_type", None) != "Alexa.Presentation.APL.UserEvent":
        return None
    return Touch(getattr(request, "arguments", None), getattr(request, "token", None))


def name_of(touch: Touch) -> str:
    """The intent that a touch stands for, for the log: never what the device sent instead."""
    meant = meant_by(touch)
    return meant.intent if meant else UNKNOWN


def intent_of(touch: Touch, reply: Reply) -> Mapping[str, Any] | None:
    """The intent that a dialog about the reply goes on with, as a request would describe it.

    A touch holds ids, which Alexa cannot resolve as words; what the reply says in words is left to it.
    """
    meant = meant_by(touch)
    if meant is None:
        return None
    words = reply.elicit.filled if reply.elicit else {}
    slots = {name: _slot(name, spoken) for name, spoken in meant.slots.items() if name not in words}
    return {"name": in_model(meant.intent), "confirmationStatus": "NONE", "slots": slots}


def _slot(name: str, spoken: Spoken) -> Mapping[str, Any]:
    value = {"value": {"name": spoken.words, "id": spoken.id}}
    match = {"authority": "screen", "status": {"code": "ER_SUCCESS_MATCH"}, "values": [value]}
    resolutions = {"resolutionsPerAuthority": [match]}
    return {"name": name, "value": spoken.words, "confirmationStatus": "NONE", "resolutions": resolutions}
