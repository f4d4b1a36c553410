"""What a conversation file expects to hear, and which intent: small notations that read like the script itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

ANYTHING = "..."


@dataclass(frozen=True)
class Pattern:
    """A text in which `...` stands for anything; spaces and line breaks are all the same."""

    text: str

    @cached_property
    def _expression(self) -> str:
        # The dots may stand against a word: "that's $4.70..." has no space before them.
        parts = [r"\s+".join(map(re.escape, part.split())) for part in self.text.split(ANYTHING)]
        return r"\s*.*?\s*".join(parts)

    def matches(self, heard: str) -> bool:
        """Whether this is the whole of what was heard."""
        return re.fullmatch(self._expression, heard.strip(), re.DOTALL) is not None

    def found_in(self, heard: str, start: int = 0) -> int | None:
        """Where this ends in what was heard, looking from `start` on; None when it is not there."""
        found = re.compile(self._expression, re.DOTALL).search(heard, start)
        return found.end() if found else None


@dataclass(frozen=True)
class Hearing:
    """What has to be heard: one pattern for the whole speech, or several that occur in this order."""

    patterns: tuple[Pattern, ...]
    whole: bool

    def satisfied_by(self, heard: str) -> bool:
        if self.whole:
            return self.patterns[0].matches(heard)
        return self.heard_in(heard) == len(self.patterns)

    def heard_in(self, heard: str) -> int:
        """How many of the patterns occur, up to the first that does not, each after the one before."""
        position = 0
        for number, pattern in enumerate(self.patterns):
            found = pattern.found_in(heard, position)
            if found is None:
                return number
            position = found
        return len(self.patterns)

    def __str__(self) -> str:
        return " ".join(self.patterns[0].text.split()) if self.whole else " | ".join(p.text for p in self.patterns)


@dataclass(frozen=True)
class ExpectedIntent:
    """`RemoveFromCart(product = muffin)`; `slots` is None when there are no parentheses, and then not compared."""

    name: str
    slots: dict[str, str] | None

    @classmethod
    def parse(cls, text: str) -> ExpectedIntent:
        """Read the notation.

        Raises:
            ValueError: it is not `Name` or `Name(slot = value, ...)`.
        """
        found = re.fullmatch(r"\s*(\w+)\s*(?:\((.*)\))?\s*", text, re.DOTALL)
        if not found:
            raise ValueError(f"should read Name(slot = value, ...), not {text!r}")
        name, inside = found.groups()
        if inside is None:
            return cls(name, None)
        return cls(name, dict(_slot(part) for part in inside.split(",") if part.strip()))

    def __str__(self) -> str:
        return self.name if self.slots is None else f"{self.name}({_listed(self.slots)})"


def _slot(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise ValueError(f"a slot should read name = value, not {text.strip()!r}")
    return name.strip(), value.strip()


def _listed(slots: dict[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in slots.items())


def short_name(intent: str) -> str:
    """An intent's name as conversation files write it: without `AMAZON.` and `Intent`."""
    return intent.removeprefix("AMAZON.").removesuffix("Intent")
