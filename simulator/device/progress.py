"""Progressive responses: what a skill lets Alexa say while it still works on its answer.

Source: Amazon's "Send the User a Progressive Response": at most five for a request, only VoicePlayer.Speak, only for a
launch or an intent, and only until the answer is there. They arrive on another thread than the turn's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from simulator.device.ssml import InvalidSsml, spoken_text
from simulator.device.turn import Fault, Problem, Speech

if TYPE_CHECKING:
    from simulator.device.account import Json

MOST_DIRECTIVES = 5
_MOST_PROBLEMS = 20  # of one turn, so that a skill that never stops fills no memory
_ANSWERED_WITH_WORDS = ("LaunchRequest", "IntentRequest")


class DirectiveRefused(Exception):
    """Alexa does not say it; the message tells the skill why."""


class DirectiveInvalid(DirectiveRefused):
    """It is not a directive that Alexa can say."""


class DirectiveUntimely(DirectiveRefused):
    """The skill is not allowed to send it now: too many, or the request it names is not open."""


class Progress:
    """What was heard before the answer; may be called from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: str | None = None
        self._count = 0
        self._heard: list[Speech] = []
        self._problems: list[Problem] = []

    @contextmanager
    def during(self, request: Json) -> Iterator[None]:
        """Accept directives for a request of the skill until the block ends."""
        accepts = request["type"] in _ANSWERED_WITH_WORDS
        with self._lock:
            self._open, self._count = (request["requestId"] if accepts else None), 0
        try:
            yield
        finally:
            with self._lock:
                self._open = None

    def interject(self, body: object) -> None:
        """Say a directive, the body of a POST to /v1/directives; what is refused becomes a problem of the turn.

        Raises:
            DirectiveInvalid, DirectiveUntimely: Alexa does not say it.
        """
        with self._lock:
            try:
                self._take(body)
            except DirectiveRefused as error:
                if len(self._problems) < _MOST_PROBLEMS:
                    self._problems.append(Problem(Fault.INVALID_RESPONSE, f"progressive response: {error}"))
                raise

    def heard(self) -> tuple[Speech, ...]:
        """What was said so far in the turn that goes on."""
        with self._lock:
            return tuple(self._heard)

    def collected(self) -> tuple[tuple[Speech, ...], tuple[Problem, ...]]:
        """What was said and what went wrong since this was last asked."""
        with self._lock:
            result = tuple(self._heard), tuple(self._problems)
            self._heard, self._problems = [], []
            return result

    def _take(self, body: object) -> None:
        request_id, speech = _read(body)
        if request_id != self._open:
            raise DirectiveUntimely("the request that it names is not open")
        if self._count >= MOST_DIRECTIVES:
            raise DirectiveUntimely(f"Alexa takes {MOST_DIRECTIVES} for a request")
        self._heard.append(_spoken(speech))
        self._count += 1


def _read(body: object) -> tuple[str, str]:
    """The request id and the speech in a body."""
    match body:
        case {"header": {"requestId": str() as request_id}, "directive": {"type": str() as kind, **fields}}:
            if kind != "VoicePlayer.Speak":
                raise DirectiveInvalid(f"{kind!r} is not VoicePlayer.Speak")
            speech = fields.get("speech")
            if not isinstance(speech, str) or not speech.strip():
                raise DirectiveInvalid("it has no speech")
            return request_id, speech
    raise DirectiveInvalid("it needs header.requestId, directive.type and directive.speech")


def _spoken(speech: str) -> Speech:
    """Plain text is taken as well as SSML."""
    if not speech.lstrip().startswith("<"):
        return Speech(speech, " ".join(speech.split()))
    try:
        return Speech(speech, spoken_text(speech))
    except InvalidSsml as error:
        raise DirectiveInvalid(f"its speech is not valid SSML: {error}") from error
