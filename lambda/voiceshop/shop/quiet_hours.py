"""Quiet hours: a part of every day in which a customer lets nothing be ordered by voice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` on and before `until`, on the shop's clock; over midnight where `until` is the earlier.

    They are read from a clock on the wall: when it is put forward or back, a night is an hour shorter or longer. Both
    are whole minutes, and not the same.
    """

    start: time
    until: time

    @property
    def minutes(self) -> int:
        """How long they are on an ordinary day."""
        return _from(self.start, self.until)

    def hold_at(self, now: time) -> bool:
        return _from(self.start, now) < self.minutes

    def cover(self, other: QuietHours) -> bool:
        """Whether nothing of the other ones lies outside of these."""
        return _from(self.start, other.start) + other.minutes <= self.minutes


def _from(start: time, end: time) -> int:
    return (_minute(end) - _minute(start)) % _DAY


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
