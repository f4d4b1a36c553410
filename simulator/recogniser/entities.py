"""The values of slot types: where they occur in what is said, and what they stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from simulator.recogniser.language import Language
from simulator.recogniser.times import Times
from simulator.recogniser.words import Speller

NUMBER, ORDINAL = "AMAZON.NUMBER", "AMAZON.Ordinal"
FOUR_DIGITS = "AMAZON.FOUR_DIGIT_NUMBER"
TIME = "AMAZON.TIME"
FIGURES = frozenset({NUMBER, ORDINAL, FOUR_DIGITS, TIME})
_LONGEST = 6
_CODE = 4
_MOST_SLIPS = 2


@dataclass(frozen=True)
class Value:
    """A value of a slot type."""

    id: str
    name: str


@dataclass(frozen=True)
class Match:
    """Words `start:end` are the type `kind`; `likeness` is 100 for the very words, `values` what they stand for.

    `parts` are the single values of a row of them, for a slot that collects several.
    """

    start: int
    end: int
    kind: str
    values: tuple[Value, ...]
    likeness: float = 100.0
    parts: "tuple[Match, ...]" = ()


class Entities:
    """Finds the values of a model's slot types, and Alexa's numbers, ordinals and times, among words."""

    def __init__(self, types: list[dict[str, Any]], language: Language, speller: Speller) -> None:
        self._exact: dict[tuple[str, ...], dict[str, tuple[Value, ...]]] = {}
        self._names: dict[str, list[str]] = {}
        for entry in types:
            for value in entry.get("values", []):
                self._add(entry["name"], value, speller)
        self._ordinals = {speller.forms(word): value for word, value in language.ordinals.items()}
        self._times = Times(language.times, speller)
        self._quantities = {speller.forms(words): value for words, value in language.quantities.items()}
        self.known = {word for forms in self._exact for word in forms}

    def _add(self, kind: str, value: dict[str, Any], speller: Speller) -> None:
        name = value["name"]["value"]
        entity = Value(value.get("id") or name, name)
        for text in (name, *value["name"].get("synonyms", [])):
            forms = speller.forms(text)
            of_kind = self._exact.setdefault(forms, {})
            if entity not in of_kind.get(kind, ()):
                of_kind[kind] = (*of_kind.get(kind, ()), entity)
            self._names.setdefault(kind, []).append(" ".join(forms))

    def matches(self, words: list[str], strange: set[str]) -> Iterator[Match]:
        """Every value among `words`; words that are `strange` (of no sample) may also be near misses of a value."""
        for start in range(len(words)):
            yield from self._numbers(words, start)
            for end, value in self._times.starting(words, start):
                yield Match(start, end, TIME, (Value(value, value),))
            for end in range(start + 1, min(len(words), start + _LONGEST) + 1):
                forms = tuple(words[start:end])
                found = self._exact.get(forms, {})
                for kind, values in found.items():
                    yield Match(start, end, kind, values)
                if forms in self._ordinals:
                    yield Match(start, end, ORDINAL, (Value(self._ordinals[forms], self._ordinals[forms]),))
                if not found and end - start <= 3 and not strange.isdisjoint(forms):
                    yield from self._near(" ".join(forms), start, end)

    def is_value(self, word: str) -> bool:
        """Whether `word` alone is a value of some type."""
        return (word,) in self._exact

    def _near(self, text: str, start: int, end: int) -> Iterator[Match]:
        for kind, names in self._names.items():
            near = process.extractOne(text, names, scorer=Levenshtein.distance, score_cutoff=_MOST_SLIPS)
            if near and near[1] <= _slips_allowed(min(len(text), len(near[0]))):
                likeness = 100 * (1 - near[1] / len(text))
                yield Match(start, end, kind, self._exact[tuple(near[0].split())][kind], likeness)

    def _numbers(self, words: list[str], start: int) -> Iterator[Match]:
        for forms, value in self._quantities.items():
            if tuple(words[start : start + len(forms)]) == forms:
                yield Match(start, start + len(forms), NUMBER, (Value(value, value),))
        total, last, end = "", 0, start
        while end < len(words) and words[end].isdecimal():
            total, last, end = _joined(total, last, int(words[end])), int(words[end]), end + 1
            yield Match(start, end, NUMBER, (Value(total, total),))
            figures = words[start] if end == start + 1 else total
            if abs(len(figures) - _CODE) <= 1:
                # Alexa fills the slot with what she hears, and leaves it to the skill to count.
                likeness = 100.0 if len(figures) == _CODE else 80.0
                yield Match(start, end, FOUR_DIGITS, (Value(figures, figures),), likeness)


def _slips_allowed(letters: int) -> int:
    """How many letters may differ: in a short word one makes another word."""
    return 0 if letters < 5 else 1 if letters < 9 else _MOST_SLIPS


def _joined(total: str, last: int, number: int) -> str:
    """Number words in a row: "twenty one" adds, "two hundred" multiplies, "one oh four two" lines up figures."""
    if not total:
        return str(number)
    if number in {100, 1000}:
        return str(int(total) * number)
    if last in {100, 1000} or (last in range(20, 100, 10) and 0 < number < 10):
        return str(int(total) + number).zfill(len(total))
    return f"{total}{number}"
