"""What can be done with a device: every turn begins with one of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from simulator.device.account import Json
    from simulator.device.connections import Completion
    from simulator.device.events import SkillEvent


@dataclass(frozen=True, slots=True)
class Said:
    """Words; `text` as they were typed or heard."""

    kind: ClassVar[str] = "said"
    text: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing was said while the device listened."""

    kind: ClassVar[str] = "silence"


@dataclass(frozen=True, slots=True)
class Opened:
    """The skill was called in whatever language: with a request, or to launch it (None)."""

    kind: ClassVar[str] = "opened"
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """Something on the screen was touched that sends these arguments; `source` is the component."""

    kind: ClassVar[str] = "touched"
    arguments: tuple[object, ...]
    source: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Left:
    """The customer went away in words that Alexa understands herself."""

    kind: ClassVar[str] = "left"


@dataclass(frozen=True, slots=True)
class Resumed:
    """A task of Alexa's own is over, and the session goes on."""

    kind: ClassVar[str] = "resumed"
    completion: Completion


@dataclass(frozen=True, slots=True)
class Happened:
    """Something happened in the Alexa app."""

    kind: ClassVar[str] = "event"
    event: SkillEvent


@dataclass(frozen=True, slots=True)
class Sent:
    """A request was sent as it stands."""

    kind: ClassVar[str] = "sent"
    request: Json


Deed = Said | Silence | Opened | Touched | Left | Resumed | Happened | Sent


def words(deed: Deed) -> str:
    """What was said with a deed; nothing for most."""
    match deed:
        case Said(text=text) | Opened(request=str() as text):
            return text
        case _:
            return ""
