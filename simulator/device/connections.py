"""Skill connections: a task of Alexa's own, such as asking for the profile PIN, in the middle of a session.

Sources: Amazon's "Use Skill Connections to Request Tasks" and "Add PIN Confirmation to Alexa Skills"; ask_sdk_model's
StartConnectionDirective and SessionResumedRequest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.device.response import InvalidResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.device.account import Json

START = "Connections.StartConnection"
VERIFY_PERSON = "connection://AMAZON.VerifyPerson/"


@dataclass(frozen=True, slots=True)
class Connection:
    """A task that Alexa does for the skill; `token` comes back with the result."""

    uri: str
    input: Mapping[str, Any] = field(default_factory=dict)
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """How a task ended: an HTTP-like status, and the task's own result.

    `proven` is the authentication confidence level that the speaker reached with it (400: voice and PIN), if any.
    """

    result: Mapping[str, Any] = field(default_factory=dict)
    code: str = "200"
    message: str = "OK"
    proven: int | None = None


def _denied(reason: str) -> Completion:
    return Completion({"status": "NOT_ACHIEVED", "reason": reason})


PIN_COMPLETIONS: Mapping[str, Completion] = {
    "achieved": Completion({"status": "ACHIEVED"}, proven=400),
    "locked out": _denied("METHOD_LOCKOUT"),
    "no pin": _denied("VERIFICATION_METHOD_NOT_SETUP"),
    "another voice": _denied("NOT_MATCH"),
    "not enabled": Completion({"status": "NOT_ENABLED"}),
    "not configured": Completion({}, "403", "Developer didn't configure skill personalization for the skill."),
}
"""What can come of AMAZON.VerifyPerson, by a name for the developer who chooses one."""


def connection_in(directives: Iterable[Json], *, ends: bool | None) -> Connection | None:
    """The task that a response starts and wants to hear the end of; None where there is none.

    Raises:
        InvalidResponse: it names no task, or closes a session that a PIN is to be asked in.
    """
    directive = next((entry for entry in directives if entry["type"] == START), None)
    if directive is None:
        return None
    uri = directive.get("uri")
    if not isinstance(uri, str) or not uri.startswith("connection://"):
        raise InvalidResponse(f"{START} needs a uri such as {VERIFY_PERSON}2, not {uri!r}")
    if uri.startswith(VERIFY_PERSON) and ends is not None:
        raise InvalidResponse(f"{START} of {uri} leaves out shouldEndSession: Alexa keeps the session meanwhile")
    if directive.get("onCompletion") == "SEND_ERRORS_ONLY":
        return None
    return Connection(uri, directive.get("input") or {}, directive.get("token"))


def cause(connection: Connection, completion: Completion) -> Json:
    """The `cause` of the SessionResumedRequest that tells a skill how its task ended."""
    status = {"code": completion.code, "message": completion.message}
    told: Json = {"type": "ConnectionCompleted", "status": status, "result": dict(completion.result)}
    return told | ({"token": connection.token} if connection.token is not None else {})
