"""Skill connections: Alexa asks for the profile PIN of who speaks, and the session goes on with what came of it.

Source: Amazon's "Add PIN Confirmation to Alexa Skills".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import SessionResumedRequest

from ..conversation.turn import Handover
from ..conversation.verification import Finding, Verification

# By voice and PIN; 300 is by voice alone.
_LEVEL = 400
# No voice profile or PIN there; not wanted for this skill by who speaks.
_NO_PIN = ("VERIFICATION_METHOD_NOT_SETUP", "PREREQUISITE_NOT_SETUP_ERROR")


def directive_of(handover: Handover) -> Mapping[str, Any]:
    """What hands the turn over to Alexa until the PIN was said. A response with it leaves out `shouldEndSession`."""
    level = {"level": _LEVEL, "customPolicy": {"policyName": "VOICE_PIN"}}
    return {
        "type": "Connections.StartConnection",
        "uri": "connection://AMAZON.VerifyPerson/2",
        "input": {"requestedAuthenticationConfidenceLevel": level},
        "token": handover.token,
        "onCompletion": "RESUME_SESSION",
    }


def verification_of(handler_input: HandlerInput) -> Verification | None:
    """What came of it; None where the request does not tell how a task of Alexa's ended.

    The level that was reached counts, and not only that the task says it was.
    """
    request = handler_input.request_envelope.request
    if not isinstance(request, SessionResumedRequest):
        return None
    system = handler_input.request_envelope.context and handler_input.request_envelope.context.system
    person = system and system.person
    token = getattr(request.cause, "token", None)
    speaker = (person and person.person_id) or None
    return Verification(token if isinstance(token, str) else None, speaker, _finding(request.cause, _level(person)))


def _finding(cause: object, level: int) -> Finding:
    result = getattr(cause, "result", None)
    told = result if isinstance(result, Mapping) else {}
    if str(getattr(getattr(cause, "status", None), "code", None)) != "200":
        return Finding.IMPOSSIBLE
    match told.get("status"), told.get("reason"):
        case "ACHIEVED", _:
            return Finding.PROVEN if level >= _LEVEL else Finding.NOT_PROVEN
        case "NOT_ENABLED", _:
            return Finding.IMPOSSIBLE
        case "NOT_ACHIEVED", reason if reason in _NO_PIN:
            return Finding.IMPOSSIBLE
        case "NOT_ACHIEVED", "METHOD_LOCKOUT":
            return Finding.LOCKED
    return Finding.NOT_PROVEN


def _level(person: object) -> int:
    # The SDK's class has no member for it, and leaves it on the object as it came.
    reached = getattr(person, "authenticationConfidenceLevel", None)
    level = reached.get("level") if isinstance(reached, Mapping) else None
    return level if isinstance(level, int) else 0
