"""The sweeper where the store cannot be asked, on every Ledger: it marks, tells, and guesses at nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.purchases import NOON, ORDER, brought_to
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import LedgerTrouble
from voiceshop.shop.ports import Ledger
from voiceshop.shop.purchase import Purchase, PurchaseState
from voiceshop.shop.sweeping import GIVEN_UP_AFTER, INTERRUPTED_AFTER, OVERDUE_AFTER, Swept, sweep

MOMENT = timedelta(seconds=1)


def swept_after(age: timedelta, ledger: Ledger) -> Swept:
    """A sweep so long after noon, which can ask nobody."""
    return sweep(ledger, NOON + age, None, Deadline.after(60))


def test_a_purchase_whose_turn_died_becomes_unknown(ledger: Ledger) -> None:
    died = brought_to(ledger, PurchaseState.PLACING)

    swept = swept_after(INTERRUPTED_AFTER + MOMENT, ledger)

    assert swept.interrupted == (died,)
    assert ledger.purchase(died.user, died.id) == replace(died, state=PurchaseState.UNKNOWN)
    assert swept_after(INTERRUPTED_AFTER + MOMENT, ledger).interrupted == ()


def test_a_purchase_that_may_still_be_under_way_is_left_alone(ledger: Ledger) -> None:
    placing = brought_to(ledger, PurchaseState.PLACING)

    swept = swept_after(INTERRUPTED_AFTER, ledger)

    assert (swept.open, swept.interrupted, swept.overdue) == (1, (), ())
    assert ledger.purchase(placing.user, placing.id) == placing


@pytest.mark.parametrize("state", [state for state in PurchaseState if not state.is_open])
def test_what_is_known_is_never_touched(ledger: Ledger, state: PurchaseState) -> None:
    known = brought_to(ledger, state)

    swept = swept_after(OVERDUE_AFTER + MOMENT, ledger)

    assert (swept.open, swept.interrupted, swept.overdue) == (0, (), ())
    assert ledger.purchase(known.user, known.id) == known


def test_no_age_makes_an_outcome_of_what_is_unknown(ledger: Ledger) -> None:
    unknown = brought_to(ledger, PurchaseState.UNKNOWN)

    swept_after(timedelta(days=365), ledger)

    assert ledger.purchase(unknown.user, unknown.id) == unknown


def test_a_person_hears_of_it_from_an_hour_to_a_day(ledger: Ledger) -> None:
    unknown = brought_to(ledger, PurchaseState.UNKNOWN)

    ages = (OVERDUE_AFTER, OVERDUE_AFTER + MOMENT, GIVEN_UP_AFTER, GIVEN_UP_AFTER + MOMENT)

    assert [swept_after(age, ledger).overdue for age in ages] == [(), (unknown,), (unknown,), ()]


class Overtaken:
    """A Ledger whose purchases are moved by their own turn just before the sweeper would."""

    def __init__(self, real: Ledger) -> None:
        self._real = real

    def open_purchases(self) -> tuple[Purchase, ...]:
        found = self._real.open_purchases()
        for purchase in found:
            self._real.move(purchase, PurchaseState.PLACED, ORDER)
        return found

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


def test_a_turn_that_was_only_slow_is_believed(ledger: Ledger) -> None:
    slow = brought_to(ledger, PurchaseState.PLACING)

    swept = swept_after(INTERRUPTED_AFTER + MOMENT, Overtaken(ledger))  # type: ignore[arg-type]

    assert swept.interrupted == ()
    found = ledger.purchase(slow.user, slow.id)
    assert found is not None
    assert found.state is PurchaseState.PLACED


def test_marking_ends_with_the_run(ledger: Ledger) -> None:
    """While writes are slow: or the sweep would be ended from outside, before it has counted or looked at anything."""
    for _ in range(10):
        brought_to(ledger, PurchaseState.PLACING)
    run, tried = Deadline.after(60), []

    class Slow:
        def __getattr__(self, name: str) -> Any:
            return getattr(ledger, name)

        def move(self, purchase: Purchase, *_: Any) -> None:
            tried.append(purchase)
            object.__setattr__(run, "at", 0.0)
            raise LedgerTrouble

    sweep(Slow(), datetime.now(UTC), None, run)
    assert len(tried) == 1
