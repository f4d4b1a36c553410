"""Differences as lines of text: what was expected above what came, and marks beneath what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from simulator.conversations.alignment import Kind, Pair, aligned
from simulator.conversations.difference import Difference, Meaning, Plain, Things, Words
from simulator.conversations.paint import Paint

_WIDTH = 96  # columns of words in a row
_MARKS = {Kind.MISSED: "-", Kind.EXTRA: "+", Kind.CHANGED: "^"}


def told(difference: Difference, paint: Paint) -> Iterator[str]:
    """The lines that tell a difference."""
    match difference:
        case Plain():
            return _plain(difference, paint)
        case Words():
            return _words(difference, paint)
        case Meaning():
            return _meaning(difference, paint)
        case Things():
            return _things(difference, paint)


def _plain(difference: Plain, paint: Paint) -> Iterator[str]:
    if difference.expected:
        yield f"expected  {paint.on(paint.missed, difference.expected)}"
    yield f"got       {paint.on(paint.extra, difference.got)}"


def _words(difference: Words, paint: Paint) -> Iterator[str]:
    if difference.expected.whole:
        for row in _rows(aligned(difference.expected.patterns[0].text, difference.got)):
            yield from _row(row, paint)
        return
    heard = difference.expected.heard_in(difference.got)
    for number, pattern in enumerate(difference.expected.patterns):
        word, colour = ("heard   ", "") if number < heard else ("missing ", paint.missed)
        yield f"{word}  {paint.on(colour, pattern.text)}"
    yield f"in        {difference.got or '(nothing)'}"


def _meaning(difference: Meaning, paint: Paint) -> Iterator[str]:
    yield f"expected  {difference.expected}"
    yield f"got       {difference.got or '(nothing)'}"
    wanted, slots = difference.wanted or {}, difference.slots or {}
    for name in dict.fromkeys((*wanted, *slots)):
        if wanted.get(name) == slots.get(name):
            continue
        expected = paint.on(paint.missed, wanted.get(name, "(empty)"))
        yield f"  {name}: expected {expected}, got {paint.on(paint.extra, slots.get(name, '(empty)'))}"
    if difference.reason:
        yield paint.on(paint.quiet, f"why       {difference.reason}")


def _things(difference: Things, paint: Paint) -> Iterator[str]:
    yield f"expected  {_listed(difference.expected)}"
    yield f"got       {_listed(difference.got)}"
    yield from (f"missing   {paint.on(paint.missed, entry)}" for entry in difference.missing)
    yield from (f"too much  {paint.on(paint.extra, entry)}" for entry in difference.surplus)


def _listed(entries: Iterable[str]) -> str:
    return ", ".join(entries) or "(nothing)"


def _rows(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    row: list[Pair] = []
    for pair in pairs:
        if row and sum(map(_width, [*row, pair])) + len(row) > _WIDTH:
            yield row
            row = []
        row.append(pair)
    yield row


def _width(pair: Pair) -> int:
    return max(len(pair.expected), len(pair.heard))


def _row(row: Sequence[Pair], paint: Paint) -> Iterator[str]:
    expected = " ".join(_cell(pair, pair.expected, paint.missed, paint) for pair in row)
    heard = " ".join(_cell(pair, pair.heard, paint.extra, paint) for pair in row)
    marks = " ".join(_MARKS.get(pair.kind, " ") * _width(pair) for pair in row)
    yield f"expected  {expected}".rstrip()
    yield f"heard     {heard}".rstrip()
    if marks.strip():
        yield paint.on(paint.quiet, f"          {marks}".rstrip())


def _cell(pair: Pair, word: str, colour: str, paint: Paint) -> str:
    padding = " " * (_width(pair) - len(word))
    return (paint.on(colour, word) if pair.differs else word) + padding
