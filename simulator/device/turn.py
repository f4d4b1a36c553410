"""What happened when something was said: plain data that a page, a terminal or a test can show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.device.account import Json
    from simulator.device.connections import Connection
    from simulator.device.deeds import Deed
    from simulator.device.dialog import Dialog
    from simulator.device.endpoint import Step
    from simulator.device.screen import Screen
    from simulator.recogniser import Recognition


@dataclass(frozen=True, slots=True)
class Speech:
    """What Alexa says: `ssml` as the skill wrote it, `text` as it is heard."""

    ssml: str
    text: str


class Fault(StrEnum):
    """Why a turn went wrong, in the words of SessionEndedRequest's error types."""

    INVALID_RESPONSE = "INVALID_RESPONSE"
    ENDPOINT_TIMEOUT = "ENDPOINT_TIMEOUT"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in an answer that Alexa would not accept."""

    fault: Fault
    message: str

    def __str__(self) -> str:
        return f"{self.fault}: {self.message}"


class Ended(StrEnum):
    """Why a session ended; the last three are the reasons that Alexa tells the skill."""

    BY_SKILL = "BY_SKILL"
    USER_INITIATED = "USER_INITIATED"
    ERROR = "ERROR"
    EXCEEDED_MAX_REPROMPTS = "EXCEEDED_MAX_REPROMPTS"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to the skill and what came back; `response` is None when nothing usable did."""

    request: Json
    response: Json | None
    milliseconds: float
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said or done and all that came of it.

    `deed` is what was done, `said` the words of it. `progress` was heard before `speech`, while the skill still worked.
    `exchanges` is empty when Alexa answered alone (nobody invoked the skill, or a dialog prompt of the model), and
    holds several when a dialog was delegated or an error closed the session. `dialog` is the question of the dialog
    that stands open after it, `connection` the task of Alexa's that the session waits for, `screen` what is shown then,
    and `commands` are those that run on it.
    """

    said: str
    deed: Deed
    recognition: Recognition | None = None
    exchanges: tuple[Exchange, ...] = ()
    progress: tuple[Speech, ...] = ()
    speech: Speech | None = None
    reprompt: Speech | None = None
    card: Json | None = None
    directives: tuple[Json, ...] = ()
    screen: Screen | None = None
    commands: tuple[Json, ...] = ()
    dialog: Dialog | None = None
    connection: Connection | None = None
    session_open: bool = False
    ended: Ended | None = None
    problems: tuple[Problem, ...] = ()
    milliseconds: float = 0.0

    @property
    def kind(self) -> str:
        """How the turn began: "said", "silence", "opened", "touched", "left", "resumed", "event" or "sent"."""
        return self.deed.kind

    @property
    def answered(self) -> Exchange | None:
        """The last exchange in which the skill was asked for an answer."""
        asked = (item for item in reversed(self.exchanges) if item.request["request"]["type"] != "SessionEndedRequest")
        return next(asked, None)
