"""The way in: takes any JSON that was sent, and always answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from ask_sdk_core.skill import CustomSkill
from ask_sdk_model import RequestEnvelope

from ..shop.errors import LedgerTrouble
from ..speech.speaker import Speaker, texts_of
from . import log
from .requests import DEFAULT_LOCALE

_AWAITED = ("LaunchRequest", "IntentRequest", "SessionResumedRequest", "Alexa.Presentation.APL.UserEvent")
_NOTHING: Mapping[str, Any] = {"version": "1.0", "response": {}}

# Bytes that Alexa takes (Amazon's "Request and Response JSON Reference").
_LARGEST_RESPONSE = 120_000


class TooLarge(Exception):
    """Alexa would refuse the response for its size."""


def answer(skill: CustomSkill, event: Mapping[str, Any]) -> dict[str, Any]:
    """The response to a request, both as Alexa's JSON. Whoever waits for an answer always gets one.

    ask_sdk cannot read request types that it has no model of and raises before any handler is asked; those get an empty
    response, and so does what is no request at all.

    Raises:
        LedgerTrouble: a skill event could not be carried out. Alexa tells an event again, for an hour, when the skill
            failed to take it.
    """
    try:
        # RFC 8259 section 6: what Python reads as infinite is no number, and must not come back in what is remembered.
        envelope = skill.serializer.deserialize(json.dumps(event, allow_nan=False), RequestEnvelope)
        if envelope is None or envelope.request is None:
            return dict(_NOTHING)
        return _fitting(cast("dict[str, Any]", skill.serializer.serialize(skill.invoke(envelope, None))))
    except LedgerTrouble as error:  # a turn makes an answer of it, so this was an event
        log.failure(None, error)
        raise
    except Exception as error:  # nothing may escape: what is raised here would be a 500 for whatever was sent
        log.failure(None, error)
        return _apology(event)


def _fitting(response: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(response)) > _LARGEST_RESPONSE:
        raise TooLarge
    return response


def _apology(event: Mapping[str, Any]) -> dict[str, Any]:
    """What a person hears when not even the last resort could answer them; nothing where no person waits."""
    request = event.get("request") if isinstance(event, Mapping) else None
    if not isinstance(request, Mapping) or request.get("type") not in _AWAITED:
        return dict(_NOTHING)
    speaker = Speaker(texts_of(DEFAULT_LOCALE), {}, datetime.now(UTC))
    speech = {"type": "SSML", "ssml": f"<speak>{speaker.speak('trouble', {})}</speak>"}
    return {"version": "1.0", "response": {"outputSpeech": speech, "shouldEndSession": True}}
