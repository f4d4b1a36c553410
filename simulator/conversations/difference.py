"""What is not as a file says, as plain data; `telling` puts it into words."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.conversations.pattern import Hearing


@dataclass(frozen=True, slots=True)
class Plain:
    """One thing instead of another: a session that is open, a card that is none."""

    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Words:
    """A text that is not what it should be."""

    expected: Hearing
    got: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """Another intent, or other slots; `got` is None where no intent was understood, `reason` is the recogniser's."""

    expected: str
    got: str | None
    wanted: dict[str, str] | None = None
    slots: dict[str, str] | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Things:
    """Lines of a cart, or orders: those that are missing, and those that nobody expected."""

    expected: tuple[str, ...]
    got: tuple[str, ...]
    missing: tuple[str, ...]
    surplus: tuple[str, ...]


Difference = Plain | Words | Meaning | Things


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is not as the file says: which line and key, and how it differs."""

    line: int
    key: str
    difference: Difference
