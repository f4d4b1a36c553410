"""What every reply has to keep to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulator.speech_report.measure import questions_in, seconds_of, words_in

LONGEST = 45
"""Words of an ordinary reply: about 17 seconds. Three offers with both of their prices need as many."""
LONGER = {"checkout.quote": 60}
"""Words of replies that have to name more, by their keys: an order, where and when, its price and the card."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A reply as it was heard.

    Attributes:
        place: file and line of what was said to it.
        keys: of the texts that it is made of; none when Alexa spoke by herself.
        listens: whether Alexa listened afterwards for the customer to go on.
    """

    place: str
    title: str
    said: str
    text: str
    keys: tuple[str, ...]
    listens: bool

    @property
    def words(self) -> int:
        return words_in(self.text)

    @property
    def questions(self) -> int:
        return questions_in(self.text, self.keys)

    @property
    def budget(self) -> int:
        return max((LONGER.get(key, LONGEST) for key in self.keys), default=LONGEST)


@dataclass(frozen=True, slots=True)
class Fault:
    """A reply that breaks a rule, and which."""

    reply: Spoken
    rule: str


def _asks_nothing(reply: Spoken) -> str | None:
    return "listens without having asked" if reply.listens and not reply.questions else None


def _asks_twice(reply: Spoken) -> str | None:
    return f"asks {reply.questions} questions at once" if reply.questions > 1 else None


def _asks_and_leaves(reply: Spoken) -> str | None:
    return "asks, and does not listen" if reply.questions and not reply.listens else None


def _is_too_long(reply: Spoken) -> str | None:
    if reply.words <= reply.budget:
        return None
    return f"takes {reply.words} words ({seconds_of(reply.words):.0f} s) where {reply.budget} are allowed"


RULES: tuple[Callable[[Spoken], str | None], ...] = (_asks_nothing, _asks_twice, _asks_and_leaves, _is_too_long)


def faults_of(reply: Spoken) -> Iterator[Fault]:
    """Every rule that a reply breaks."""
    return (Fault(reply, broken) for rule in RULES if (broken := rule(reply)))
