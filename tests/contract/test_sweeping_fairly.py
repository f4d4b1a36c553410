"""Which purchases a sweep looks at where there are more than it can, and which of them an operator is told of."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest

from tests.support.purchases import ANA, BEN, NOON, ORDER, purchase
from voiceshop.shop import sweeping
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.ports import Ledger
from voiceshop.shop.purchase import PlacedOrder, Purchase, PurchaseState, Standing
from voiceshop.shop.sweeping import Swept, sweep

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def address(sqlite: str) -> str:
    """None of it depends on the kind of the Ledger."""
    return sqlite


@dataclass
class Night:
    """Purchases of unknown outcome, and what the store says of each when it is asked as the platform."""

    ledger: Ledger
    standings: dict[str, Standing] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    dice: Random = field(default_factory=lambda: Random(7))
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def unknown(self, standing: Standing, age: timedelta, user: str = "") -> Purchase:
        number = next(self._numbers)
        new = purchase(user or f"amzn1.ask.account.{number}", checkout_id=f"c{number}", quoted_at=NOON - age)
        self.ledger.quote(new)
        self.standings[new.checkout_id] = standing
        return self.ledger.move(self.ledger.move(new, PurchaseState.PLACING), PurchaseState.UNKNOWN)

    def standing(self, checkout_id: str) -> tuple[Standing, PlacedOrder | None]:
        self.asked.append(checkout_id)
        standing = self.standings[checkout_id]
        return standing, ORDER if standing is Standing.PLACED else None

    def end(self, checkout_id: str) -> tuple[Standing, PlacedOrder | None]:
        raise AssertionError(f"nothing is open, not even {checkout_id}")

    def swept(self, later: timedelta = timedelta()) -> Swept:
        return sweep(self.ledger, NOON + later, lambda _: self, Deadline.after(300), self.dice)


@pytest.fixture
def night(ledger: Ledger) -> Night:
    return Night(ledger)


def test_who_has_bought_just_now_is_not_kept_waiting_by_those_before(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "MOST_LOOKS", 2)
    for _ in range(20):
        night.unknown(Standing.CHALLENGED, HOUR)
    new = night.unknown(Standing.PLACED, 11 * MINUTE)
    assert [one.id for one in night.swept().placed] == [new.id]
    assert len(night.asked) == 2


def test_none_is_kept_waiting_for_ever(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "MOST_LOOKS", 4)
    for minutes in (*range(11, 21), *range(31, 41)):
        night.unknown(Standing.CHALLENGED, minutes * MINUTE)
    between = night.unknown(Standing.PLACED, 25 * MINUTE)
    found = next(done.placed for done in iter(night.swept, None) if done.placed)
    assert [one.id for one in found] == [between.id]


def test_one_customer_does_not_have_all_the_looks(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "MOST_LOOKS_OF_ONE", 3)
    monkeypatch.setattr(sweeping, "MOST_LOOKS", 4)
    for minutes in range(11, 31):
        night.unknown(Standing.CHALLENGED, minutes * MINUTE, ANA)
    ben = night.unknown(Standing.PLACED, HOUR, BEN)
    assert [one.id for one in night.swept().placed] == [ben.id]


def test_who_leaves_the_banks_page_alone_is_no_alarm_and_whose_outcome_nobody_knows_is(night: Night) -> None:
    ignored, lost = (night.unknown(standing, 2 * HOUR) for standing in (Standing.CHALLENGED, Standing.GONE))
    done = night.swept()
    assert [[one.id for one in found] for found in (done.challenged, done.overdue)] == [[ignored.id], [lost.id]]
    assert night.ledger.purchase(ignored.user, ignored.id) == ignored


def test_what_nobody_can_settle_is_asked_for_less_and_less(night: Night) -> None:
    night.unknown(Standing.GONE, timedelta())
    looks = []
    for age in (DAY, 2 * DAY, 4 * DAY, 1000 * DAY):
        night.asked.clear()
        for _ in range(100):
            night.swept(age)
        looks.append(len(night.asked))
    assert looks[0] == 100 > looks[1] > looks[2] > looks[3]


def test_it_is_settled_all_the_same_once_the_store_knows_it_again(night: Night) -> None:
    lost = night.unknown(Standing.PLACED, timedelta())
    found = next(done.placed for done in iter(lambda: night.swept(3 * DAY), None) if done.placed)
    assert [one.id for one in found] == [lost.id]
