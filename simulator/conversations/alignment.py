"""What was expected and what was heard, word beneath word, so that as few words differ as can be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from simulator.conversations.pattern import ANYTHING


class Kind(StrEnum):
    """How one word of what was expected stands to one of what was heard."""

    SAME = "same"
    ANYTHING = "anything"
    MISSED = "missed"
    EXTRA = "extra"
    CHANGED = "changed"


_FREE = (Kind.SAME, Kind.ANYTHING)


@dataclass(frozen=True, slots=True)
class Pair:
    """A word that was expected above the one that was heard; empty where there is none."""

    kind: Kind
    expected: str = ""
    heard: str = ""

    @property
    def differs(self) -> bool:
        return self.kind not in _FREE


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A word of a pattern; `expression` is None where it stands for any number of words."""

    shown: str
    expression: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Move:
    """One step of the alignment: a pair, and how many words of either side it takes."""

    pair: Pair
    of_wanted: int
    of_heard: int


def aligned(pattern: str, heard: str) -> tuple[Pair, ...]:
    """The words of a pattern, in which `...` stands for anything, beside those of what was heard."""
    wanted, words = list(_wanted(pattern)), heard.split()
    costs = _costs(wanted, words)
    pairs, i, j = [], 0, 0
    while i < len(wanted) or j < len(words):
        move = min(_moves(wanted, words, i, j), key=lambda move: _total(move, costs, i, j))
        pairs.append(move.pair)
        i, j = i + move.of_wanted, j + move.of_heard
    return tuple(_together(pairs))


def _wanted(pattern: str) -> Iterator[_Wanted]:
    """The words of a pattern; dots that stand against a word also stand for the words beside it."""
    for word in pattern.split():
        if word == ANYTHING:
            yield _Wanted(word, None)
            continue
        first, *others = map(re.escape, word.split(ANYTHING))
        shown = word
        if first:
            yield _Wanted(shown, re.compile(first + ".*" * bool(others)))
            shown = ""
        for number, part in enumerate(others, 1):
            yield _Wanted("", None)
            if part:
                yield _Wanted(shown, re.compile(".*" + part + ".*" * (number < len(others))))
                shown = ""


def _costs(wanted: Sequence[_Wanted], words: Sequence[str]) -> list[list[int]]:
    """For every i and j, in how many words wanted[i:] and words[j:] differ at least."""
    costs = [[0] * (len(words) + 1) for _ in range(len(wanted) + 1)]
    for i in reversed(range(len(wanted) + 1)):
        for j in reversed(range(len(words) + 1)):
            moves = _moves(wanted, words, i, j)
            costs[i][j] = min((_total(move, costs, i, j) for move in moves), default=0)
    return costs


def _total(move: _Move, costs: Sequence[Sequence[int]], i: int, j: int) -> int:
    return move.pair.differs + costs[i + move.of_wanted][j + move.of_heard]


def _moves(wanted: Sequence[_Wanted], words: Sequence[str], i: int, j: int) -> Iterator[_Move]:
    """What can be done with the next words; of two that cost the same, the first is taken."""
    word = words[j] if j < len(words) else None
    if i < len(wanted):
        shown, expression = wanted[i].shown, wanted[i].expression
        if expression is None:
            yield _Move(Pair(Kind.ANYTHING, shown), 1, 0)
            if word is not None:
                yield _Move(Pair(Kind.ANYTHING, "", word), 0, 1)
            return
        if word is not None:
            kind = Kind.SAME if expression.fullmatch(word) else Kind.CHANGED
            yield _Move(Pair(kind, shown, word), 1, 1)
        yield _Move(Pair(Kind.MISSED, shown), 1, 0)
    if word is not None:
        yield _Move(Pair(Kind.EXTRA, "", word), 0, 1)


def _together(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Dots stand above the first of the words that they stand for."""
    run: list[str] = []
    for pair in pairs:
        if pair.kind is Kind.ANYTHING and pair.heard:
            run.append(pair.heard)
            continue
        if pair.kind is Kind.ANYTHING:
            first, *others = run or [""]
            yield from [Pair(Kind.ANYTHING, pair.expected, first)] if pair.expected or first else []
            yield from (Pair(Kind.ANYTHING, "", word) for word in others)
            run = []
            continue
        yield pair
