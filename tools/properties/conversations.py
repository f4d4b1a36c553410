"""Random conversations, move after move, each held against what has to hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from simulator.models import SHIPPED
from tools.properties.money import Till, purchase_confirmed_by
from tools.properties.moves import Chooser, Move
from tools.properties.party import LOCALE, Party
from tools.properties.place import Place
from tools.properties.promises import broken
from tools.properties.telling import told


class Broken(AssertionError):
    """A promise was broken; the message is the shortest conversation that was found to do so."""


@dataclass
class Held:
    """What came of many conversations: how many turns they had, and how often which text was spoken."""

    conversations: int = 0
    turns: int = 0
    orders: int = 0
    keys: Counter[str] = field(default_factory=Counter)


@dataclass
class Conversation:
    """One conversation; `wrong` are the promises that its last move broke."""

    place: Place
    held: Held = field(default_factory=Held)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.place.tidy_up()
        self.party = Party(self.place)
        self._till = Till(self.place.books)

    def hold(self, plan: Sequence[Move]) -> bool:
        """Make these moves, until one breaks a promise. Gives whether one did."""
        self.held.conversations += 1
        for move in plan:
            self._make(move)
            if self.wrong:
                break
        self.held.orders += self._till.orders
        return bool(self.wrong)

    def _make(self, move: Move) -> None:
        turn = self.party.play(move)
        asked = turn.answered if turn else self.party.last
        if asked and (confirmed := purchase_confirmed_by(asked.request)):
            self._till.confirmed.add(confirmed)
        self.wrong = [*(broken(self.party, turn) if turn else ()), *self._till.broken()]
        if turn and turn.answered:
            self.held.turns += 1
            self.held.keys.update(step.name for step in turn.answered.steps if step.kind == "speech")


def hold(place: Place, count: int, length: int, seed: int = 0) -> Held:
    """Hold so many conversations of so many moves: the same for the same seed.

    Raises:
        Broken: a promise was.
    """
    held, chooser = Held(), Chooser(SHIPPED.of(LOCALE).model, place.cards())

    # One number a conversation: Hypothesis varies what it has seen before, and every conversation is to be another. It
    # would also try thousands, of a second each, to make a failing one short.
    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(number=st.integers(0, 2**64 - 1))
    def keeps_its_promises(number: int) -> None:
        conversation = Conversation(place, held)
        if conversation.hold(chooser.plan(Random(number ^ seed), length)):  # noqa: S311 - nothing secret
            raise Broken(told(_shortest(conversation)))

    keeps_its_promises()
    return held


def _shortest(failed: Conversation) -> Conversation:
    """The conversation without the moves that it breaks a promise without, too."""
    plan = [move for move, _ in failed.party.played]
    size = len(plan) // 2
    while size:
        start = 0
        while start < len(plan):
            without = [*plan[:start], *plan[start + size :]]
            again = Conversation(failed.place)
            if without and again.hold(without):
                plan, failed = [move for move, _ in again.party.played], again
            else:
                start += size
        size //= 2
    return failed
