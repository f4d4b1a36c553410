"""What every Ledger promises of purchases; `conftest.py` names them all."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.support.at_once import AT_ONCE, at_once
from tests.support.purchases import ANA, BEN, NOON, ORDER, brought_to, past_order, purchase
from voiceshop.shop.customer import Customer
from voiceshop.shop.errors import IllegalMove, OverDayLimit, Stale
from voiceshop.shop.limits import Limits
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Ledger
from voiceshop.shop.purchase import Purchase, PurchaseState

Open = Callable[[], Ledger]

LEGAL = (
    (PurchaseState.QUOTED, PurchaseState.PLACING),
    (PurchaseState.PLACING, PurchaseState.PLACED),
    (PurchaseState.PLACING, PurchaseState.DECLINED),
    (PurchaseState.PLACING, PurchaseState.UNKNOWN),
    (PurchaseState.UNKNOWN, PurchaseState.PLACED),
    (PurchaseState.UNKNOWN, PurchaseState.FAILED),
    (PurchaseState.PLACING, PurchaseState.UNWANTED),
    (PurchaseState.UNKNOWN, PurchaseState.UNWANTED),
    (PurchaseState.UNWANTED, PurchaseState.PLACED),
    (PurchaseState.UNWANTED, PurchaseState.FAILED),
)


class TestPurchases:
    def test_what_was_quoted_is_read_back(self, ledger: Ledger) -> None:
        quoted = purchase()

        ledger.quote(quoted)

        assert ledger.purchase(ANA, quoted.id) == quoted

    def test_nothing_is_known_of_a_purchase_that_was_never_quoted(self, ledger: Ledger) -> None:
        assert ledger.purchase(ANA, str(uuid.uuid4())) is None

    def test_a_purchase_is_shown_to_its_owner_only(self, ledger: Ledger) -> None:
        anas = purchase(ANA)
        ledger.quote(anas)

        assert ledger.purchase(BEN, anas.id) is None
        with pytest.raises(Stale):
            ledger.move(replace(anas, user=BEN), PurchaseState.PLACING)

    def test_a_purchase_is_quoted_once(self, ledger: Ledger) -> None:
        quoted = purchase()
        ledger.quote(quoted)
        ledger.move(quoted, PurchaseState.PLACING)

        with pytest.raises(Stale):
            ledger.quote(quoted)

        assert ledger.purchase(ANA, quoted.id) == replace(quoted, state=PurchaseState.PLACING)

    def test_a_time_is_the_same_moment_wherever_it_was_read_off_a_clock(self, ledger: Ledger) -> None:
        quoted = purchase(quoted_at=datetime(2026, 11, 22, 7, 0, tzinfo=timezone(timedelta(hours=-5))))

        ledger.quote(quoted)

        read = ledger.purchase(ANA, quoted.id)
        assert read is not None
        assert read.quoted_at == datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
        assert read.quoted_at.utcoffset() == timedelta(0)

    def test_amounts_keep_their_unit_and_their_sign(self, ledger: Ledger) -> None:
        totals = [Money(1, "JPY"), Money(52_003, "KWD"), Money(-250, "EUR"), Money(9_007_199_254_740_991, "USD")]
        quotes = [purchase(total=total) for total in totals]
        for quoted in quotes:
            ledger.quote(quoted)

        assert [ledger.purchase(ANA, quoted.id) for quoted in quotes] == quotes


class TestMoves:
    @pytest.mark.parametrize(("state", "to"), LEGAL)
    def test_a_step_that_purchases_take(self, ledger: Ledger, state: PurchaseState, to: PurchaseState) -> None:
        here = brought_to(ledger, state)

        there = ledger.move(here, to, ORDER if to is PurchaseState.PLACED else None)

        assert there == replace(here, state=to, order=ORDER if to is PurchaseState.PLACED else None)
        assert ledger.purchase(ANA, here.id) == there

    @pytest.mark.parametrize(
        ("state", "to"), [(state, to) for state in PurchaseState for to in PurchaseState if (state, to) not in LEGAL]
    )
    def test_a_step_that_no_purchase_takes(self, ledger: Ledger, state: PurchaseState, to: PurchaseState) -> None:
        here = brought_to(ledger, state)

        with pytest.raises(IllegalMove):
            ledger.move(here, to, ORDER if to is PurchaseState.PLACED else None)

        assert ledger.purchase(ANA, here.id) == here

    def test_no_purchase_is_placed_without_its_order(self, ledger: Ledger) -> None:
        placing = brought_to(ledger, PurchaseState.PLACING)

        with pytest.raises(IllegalMove):
            ledger.move(placing, PurchaseState.PLACED)

        assert ledger.purchase(ANA, placing.id) == placing

    def test_no_order_comes_of_a_purchase_that_was_not_placed(self, ledger: Ledger) -> None:
        placing = brought_to(ledger, PurchaseState.PLACING)

        with pytest.raises(IllegalMove):
            ledger.move(placing, PurchaseState.DECLINED, ORDER)

        assert ledger.purchase(ANA, placing.id) == placing

    def test_who_read_it_before_another_moved_it_is_too_late(self, ledger: Ledger) -> None:
        quoted = brought_to(ledger, PurchaseState.QUOTED)
        placing = ledger.move(quoted, PurchaseState.PLACING)
        unknown = ledger.move(placing, PurchaseState.UNKNOWN)

        for too_late, to in ((quoted, PurchaseState.PLACING), (placing, PurchaseState.DECLINED)):
            with pytest.raises(Stale):
                ledger.move(too_late, to)

        assert ledger.purchase(ANA, quoted.id) == unknown

    def test_a_purchase_that_is_not_there_cannot_be_moved(self, ledger: Ledger) -> None:
        with pytest.raises(Stale):
            ledger.move(purchase(), PurchaseState.PLACING)

    def test_of_the_same_yes_delivered_twenty_times_at_once_one_places(self, ledger: Ledger) -> None:
        quoted = brought_to(ledger, PurchaseState.QUOTED)

        results = at_once(lambda: ledger.move(quoted, PurchaseState.PLACING))

        assert results.count(replace(quoted, state=PurchaseState.PLACING)) == 1
        assert sum(isinstance(result, Stale) for result in results) == AT_ONCE - 1

    def test_twenty_different_purchases_at_once_do_not_disturb_each_other(self, open_ledger: Open) -> None:
        def buy() -> Purchase | None:
            ledger, quoted = open_ledger(), purchase()
            ledger.quote(quoted)
            ledger.move(ledger.move(quoted, PurchaseState.PLACING), PurchaseState.PLACED, ORDER)
            return ledger.purchase(ANA, quoted.id)

        results = at_once(buy)

        assert [result.state for result in results if isinstance(result, Purchase)] == [PurchaseState.PLACED] * AT_ONCE

    def test_of_twenty_purchases_at_once_those_are_placed_that_fit_under_one_limit(self, open_ledger: Open) -> None:
        ledger, limit, total = open_ledger(), Money(5_000, "USD"), Money(1_000, "USD")
        ledger.save(Customer(ANA, limits=Limits(per_day=limit)))

        def buy() -> bool:
            here, quoted = open_ledger(), purchase(total=total)
            here.quote(quoted)
            while True:
                ana = here.customer(ANA)
                try:
                    here.place(quoted, replace(ana, limits=ana.limits.spending(quoted.id, total, NOON)))
                except OverDayLimit:
                    return False
                except Stale:
                    continue
                return True

        results = at_once(buy)

        assert results.count(True) == 5
        assert results.count(False) == AT_ONCE - 5
        assert ledger.customer(ANA).limits.left_on(NOON.date()) == Money(0, "USD")
        assert len(ledger.open_purchases()) == 5


class TestTelling:
    def test_what_was_settled_while_nobody_talked_is_told_once(self, ledger: Ledger) -> None:
        unknown = brought_to(ledger, PurchaseState.UNKNOWN)
        untold = ledger.move(replace(unknown, untold=True), PurchaseState.PLACED, ORDER)
        assert ledger.purchase(ANA, unknown.id) == untold == replace(untold, untold=True)

        results = at_once(lambda: ledger.mark_told(untold))

        assert [result for result in results if not isinstance(result, Stale)] == [replace(untold, untold=False)]
        assert ledger.purchase(ANA, unknown.id) == replace(untold, untold=False)

    def test_nobody_is_told_what_was_forgotten(self, ledger: Ledger) -> None:
        unknown = brought_to(ledger, PurchaseState.UNKNOWN)
        untold = ledger.move(replace(unknown, untold=True), PurchaseState.PLACED, ORDER)
        ledger.forget(ANA)

        with pytest.raises(Stale):
            ledger.mark_told(untold)


class TestFindingByCheckout:
    def test_every_purchase_of_a_checkout_is_found_and_no_other(self, ledger: Ledger) -> None:
        checkout = f"checkout_{uuid.uuid4()}"
        first = purchase(checkout_id=checkout)
        again = purchase(BEN, checkout_id=checkout, quoted_at=NOON + timedelta(minutes=1))
        for quoted in (again, first, purchase()):
            ledger.quote(quoted)
        again = ledger.move(again, PurchaseState.PLACING)

        assert ledger.purchases_of(checkout) == (first, again)

    def test_what_was_forgotten_is_not_found(self, ledger: Ledger) -> None:
        quoted = purchase(checkout_id=f"checkout_{uuid.uuid4()}")
        ledger.quote(quoted)
        ledger.forget(ANA)

        assert ledger.purchases_of(quoted.checkout_id) == ()


class TestDeliveries:
    def test_a_delivery_is_noted_once_however_many_bring_it(self, ledger: Ledger) -> None:
        now = datetime.now(UTC)
        delivery = str(uuid.uuid4())
        assert not ledger.was_delivered(delivery, now)

        results = at_once(lambda: ledger.note_delivery(delivery, now + timedelta(days=4)))

        assert results.count(None) == 1
        assert ledger.was_delivered(delivery, now)
        assert not ledger.was_delivered(str(uuid.uuid4()), now)

    def test_it_is_remembered_for_as_long_as_was_said(self, ledger: Ledger) -> None:
        now = datetime.now(UTC)
        delivery = str(uuid.uuid4())
        ledger.note_delivery(delivery, now + timedelta(hours=1))

        assert ledger.was_delivered(delivery, now + timedelta(minutes=59))
        assert not ledger.was_delivered(delivery, now + timedelta(minutes=61))

    def test_one_that_was_remembered_long_enough_may_come_again(self, ledger: Ledger) -> None:
        now = datetime.now(UTC)
        delivery = str(uuid.uuid4())
        ledger.note_delivery(delivery, now - timedelta(hours=1))

        ledger.note_delivery(delivery, now + timedelta(hours=1))

        assert ledger.was_delivered(delivery, now)


class TestSweeping:
    def test_only_those_whose_outcome_is_not_known_are_swept(self, ledger: Ledger) -> None:
        led = {state: brought_to(ledger, state) for state in PurchaseState}

        found = ledger.open_purchases()

        assert set(found) == {led[state] for state in PurchaseState if state.is_open}

    def test_everybodys_are_found(self, ledger: Ledger) -> None:
        for user in (ANA, BEN):
            quoted = purchase(user)
            ledger.quote(quoted)
            ledger.move(quoted, PurchaseState.PLACING)

        assert {found.user for found in ledger.open_purchases()} == {ANA, BEN}


def test_all_of_it_survives_the_process(open_ledger: Open) -> None:
    before = open_ledger()
    ana = before.save(Customer(ANA, cart_id="cart_1", orders=(past_order(1042),)))
    placed = brought_to(before, PurchaseState.PLACED)
    unknown = brought_to(before, PurchaseState.UNKNOWN)

    after = open_ledger()

    assert after.customer(ANA) == ana
    assert after.purchase(ANA, placed.id) == placed
    assert after.open_purchases() == (unknown,)
