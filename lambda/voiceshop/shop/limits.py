"""What a customer lets themselves order by voice: spend limits for one order and for a day, and quiet hours."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date, datetime

from .errors import OverDayLimit, OverOrderLimit, QuietNow
from .money import Money
from .quiet_hours import QuietHours


@dataclass(frozen=True, slots=True)
class Spent:
    """What a purchase has taken of its day's limit, from the moment it was sent to the store."""

    purchase_id: str
    total: Money
    day: date


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be spent, None without a limit, what was spent on the last day on which anything was, and quiet hours.

    Times are the shop's own: their date is the day that a daily limit is for, their hour is held to the quiet hours.
    """

    per_order: Money | None = None
    per_day: Money | None = None
    spent: tuple[Spent, ...] = ()
    quiet: QuietHours | None = None

    @property
    def are_set(self) -> bool:
        return self.per_order is not None or self.per_day is not None

    def left_on(self, day: date) -> Money | None:
        """What is left of that day's limit, nothing where all of it is spent; None without a limit."""
        if self.per_day is None:
            return None
        return replace(self.per_day, amount=max(0, self.per_day.amount - self._spent_on(day)))

    def allow(self, total: Money, now: datetime) -> None:
        """Nothing, where that may be spent now.

        Raises:
            QuietNow, OverOrderLimit, OverDayLimit: it may not.
        """
        if self.quiet and self.quiet.hold_at(now.time()):
            raise QuietNow(self.quiet)
        if self.per_order and total.amount > self.per_order.amount:
            raise OverOrderLimit(self.per_order)
        left = self.left_on(now.date())
        if self.per_day and left and total.amount > left.amount:
            raise OverDayLimit(self.per_day, left)

    def spending(self, purchase_id: str, total: Money, now: datetime) -> Limits:
        """With that purchase counted, once however often. Raises as `allow` does."""
        others = self.without({purchase_id})
        others.allow(total, now)
        same_day = (spent for spent in others.spent if spent.day >= now.date())
        return replace(self, spent=(*same_day, Spent(purchase_id, total, now.date())))

    def without(self, purchase_ids: Set[str]) -> Limits:
        """As if these had never been sent."""
        return replace(self, spent=tuple(spent for spent in self.spent if spent.purchase_id not in purchase_ids))

    def _spent_on(self, day: date) -> int:
        return sum(spent.total.amount for spent in self.spent if spent.day == day)
