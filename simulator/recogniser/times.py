"""Times of day among words, as Alexa sends an AMAZON.TIME: "22:00", or a code such as `NI` for a part of the day.

Source: Amazon's "Slot Type Reference". What is said without a half of the day is taken as it stands: "ten" is 10:00.
"""

from collections.abc import Iterator

from simulator.recogniser.language import TimeWords
from simulator.recogniser.words import Speller

_HOUR, _DAY = 60, 24 * 60
_NOON = 12

Forms = tuple[str, ...]


class Times:
    """Finds times of day."""

    def __init__(self, told: TimeWords, speller: Speller) -> None:
        self._names = {speller.forms(words): value for words, value in told.names.items()}
        self._shifts = {speller.forms(words): minutes for words, minutes in told.shifts.items()}
        self._halves = {speller.forms(words): frozenset(hours) for words, hours in told.halves.items()}
        self._signs = {speller.forms(word): 1 for word in told.past} | {speller.forms(word): -1 for word in told.to}
        self._sharp = [speller.forms(word) for word in told.sharp]

    def starting(self, words: list[str], start: int) -> Iterator[tuple[int, str]]:
        """Every time of day that begins at `start`: where it ends, and its value."""
        for forms, value in self._names.items():
            if _stands(forms, words, start):
                yield start + len(forms), value
        for place, shift in self._shifted(words, start):
            for end, hour, minutes in self._hours(words, place, full=place > start):
                yield from self._told(words, end, hour, minutes + shift)

    def _shifted(self, words: list[str], start: int) -> Iterator[tuple[int, int]]:
        """Where an hour may stand, and by how many minutes what is said before it is off."""
        yield start, 0
        for forms, minutes in self._shifts.items():
            if _stands(forms, words, start):
                yield start + len(forms), minutes
        for end, minutes in _minutes(words, start):
            for forms, sign in self._signs.items():
                if _stands(forms, words, end):
                    yield end + len(forms), sign * minutes

    def _hours(self, words: list[str], start: int, *, full: bool) -> Iterator[tuple[int, int, int]]:
        """An hour with its minutes: where they end, the hour, the minutes; `full` hours have none of their own."""
        for end, hour in self._hour(words, start):
            yield end, hour, 0
            for sharp in self._sharp:
                if _stands(sharp, words, end):
                    yield end + len(sharp), hour, 0
            if not full:
                yield from ((last, hour, minutes) for last, minutes in _minutes_after_hour(words, end))

    def _hour(self, words: list[str], start: int) -> Iterator[tuple[int, int]]:
        one = _number(words, start)
        if one is not None and one < 24:
            yield start + 1, one
        more = _number(words, start + 1)
        if one == 20 and more in (1, 2, 3):
            yield start + 2, one + more

    def _told(self, words: list[str], end: int, hour: int, minutes: int) -> Iterator[tuple[int, str]]:
        yield end, _clock(hour, minutes)
        if not 1 <= hour <= _NOON:
            return
        for forms, mornings in self._halves.items():
            if _stands(forms, words, end):
                yield end + len(forms), _clock(hour % _NOON + (0 if hour in mornings else _NOON), minutes)


def _stands(forms: Forms, words: list[str], place: int) -> bool:
    return tuple(words[place : place + len(forms)]) == forms


def _number(words: list[str], place: int) -> int | None:
    return int(words[place]) if place < len(words) and words[place].isdecimal() else None


def _minutes(words: list[str], start: int) -> Iterator[tuple[int, int]]:
    """Minutes in one word or, from twenty-one on, in two."""
    tens, ones = _number(words, start), _number(words, start + 1)
    if tens is not None and 0 < tens < _HOUR:
        yield start + 1, tens
        if tens % 10 == 0 and tens >= 20 and ones is not None and 0 < ones < 10:
            yield start + 2, tens + ones


def _minutes_after_hour(words: list[str], start: int) -> Iterator[tuple[int, int]]:
    """The same after an hour, where a single figure needs its nought: "ten oh five", "10:00"."""
    first, second = _number(words, start), _number(words, start + 1)
    if first == 0:
        if words[start] == "00":
            yield start + 1, 0
        elif second is not None and 0 < second < 10:
            yield start + 2, second
        return
    yield from ((end, minutes) for end, minutes in _minutes(words, start) if minutes >= 10 or len(words[start]) == 2)


def _clock(hour: int, minutes: int) -> str:
    minute = (hour * _HOUR + minutes) % _DAY
    return f"{minute // _HOUR:02}:{minute % _HOUR:02}"
