"""What every Ledger promises; `conftest.py` names them all."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier

import pytest

from tests.support.purchases import ANA, BEN, NOON, ORDER, brought_to, purchase
from voiceshop.shop.customer import Customer, PastOrder
from voiceshop.shop.errors import IllegalMove, OverDayLimit, Stale
from voiceshop.shop.limits import Limits, Spent
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Ledger
from voiceshop.shop.purchase import Purchase, PurchaseState
from voiceshop.shop.voice_code import VoiceCode
from voiceshop.shop.want import Want

Open = Callable[[], Ledger]

AT_ONCE = 20
LEGAL = (
    (PurchaseState.QUOTED, PurchaseState.PLACING),
    (PurchaseState.PLACING, PurchaseState.PLACED),
    (PurchaseState.PLACING, PurchaseState.DECLINED),
    (PurchaseState.PLACING, PurchaseState.UNKNOWN),
    (PurchaseState.UNKNOWN, PurchaseState.PLACED),
    (PurchaseState.UNKNOWN, PurchaseState.FAILED),
)


def past_order(number: int) -> PastOrder:
    return PastOrder(f"order_{number}", str(number), NOON, (Want("latte:large", 2), Want("muffin", 1)))


def at_once(act: Callable[[], object]) -> list[object]:
    """What comes of doing the same twenty times at the same moment; an exception counts as a result."""
    start = Barrier(AT_ONCE)

    def run(_: int) -> object:
        start.wait()
        try:
            return act()
        except (Stale, IllegalMove) as error:
            return error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


class TestCustomers:
    def test_nobody_has_been_here_yet(self, ledger: Ledger) -> None:
        assert ledger.customer(ANA) == Customer(ANA, version=0)

    def test_what_was_saved_is_read_back(self, ledger: Ledger) -> None:
        ana = Customer(ANA, 0, "cart_1", "harbor-street", "purchase_1", (past_order(1043), past_order(1042)))

        saved = ledger.save(ana)

        assert saved == replace(ana, version=1)
        assert ledger.customer(ANA) == saved

    def test_a_voice_code_is_read_back_with_its_tries(self, ledger: Ledger) -> None:
        noon = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
        code = VoiceCode("scrypt$1$2", "scrypt$3$4", tries=2, offered=True, set_at=noon)

        saved = ledger.save(Customer(ANA, code=code))

        assert ledger.customer(ANA) == saved == Customer(ANA, 1, code=code)

    def test_limits_are_read_back_with_what_was_spent(self, ledger: Ledger) -> None:
        spent = (Spent("purchase_1", Money(1431, "USD"), NOON.date()),)

        saved = ledger.save(Customer(ANA, limits=Limits(Money(5_000, "USD"), None, spent)))

        assert ledger.customer(ANA) == saved == Customer(ANA, 1, limits=Limits(Money(5_000, "USD"), None, spent))

    def test_a_field_and_an_order_can_be_taken_away_again(self, ledger: Ledger) -> None:
        ana = ledger.save(Customer(ANA, cart_id="cart_1", orders=(past_order(1043), past_order(1042))))

        ledger.save(replace(ana, cart_id=None, orders=(past_order(1042),)))

        assert ledger.customer(ANA) == Customer(ANA, version=2, orders=(past_order(1042),))

    def test_of_two_who_read_the_same_row_the_second_is_too_late(self, ledger: Ledger) -> None:
        read = ledger.save(Customer(ANA))
        ledger.save(replace(read, cart_id="first", orders=(past_order(1042),)))

        with pytest.raises(Stale):
            ledger.save(replace(read, cart_id="second"))

        assert ledger.customer(ANA) == Customer(ANA, version=2, cart_id="first", orders=(past_order(1042),))

    def test_of_two_who_found_nothing_the_second_is_too_late(self, ledger: Ledger) -> None:
        ledger.save(Customer(ANA, cart_id="first"))

        with pytest.raises(Stale):
            ledger.save(Customer(ANA, cart_id="second"))

    def test_a_row_that_is_not_there_cannot_be_changed(self, ledger: Ledger) -> None:
        with pytest.raises(Stale):
            ledger.save(Customer(ANA, version=3))

        assert ledger.customer(ANA) == Customer(ANA)

    def test_of_twenty_at_once_one_is_in_time(self, ledger: Ledger) -> None:
        read = ledger.save(Customer(ANA))

        results = at_once(lambda: ledger.save(replace(read, cart_id="mine")))

        assert sum(isinstance(result, Customer) for result in results) == 1
        assert sum(isinstance(result, Stale) for result in results) == AT_ONCE - 1
        assert ledger.customer(ANA).version == 2

    def test_customers_do_not_touch_each_other(self, ledger: Ledger) -> None:
        ana = ledger.save(Customer(ANA, cart_id="cart_ana", orders=(past_order(1042),)))

        ledger.save(Customer(BEN, cart_id="cart_ben", orders=(past_order(1043),)))

        assert ledger.customer(ANA) == ana

    def test_a_name_is_not_a_command(self, ledger: Ledger) -> None:
        bobby = "'; DROP TABLE customers; --"

        ledger.save(Customer(bobby, cart_id="“quotes” 'and' 💥"))

        assert ledger.customer(bobby).cart_id == "“quotes” 'and' 💥"


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
                    here.place(quoted, replace(ana, limits=ana.limits.spending(quoted.id, total, NOON.date())))
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


class TestSweeping:
    def test_only_those_whose_outcome_is_not_known_are_swept(self, ledger: Ledger) -> None:
        led = {state: brought_to(ledger, state) for state in PurchaseState}

        found = ledger.open_purchases()

        assert set(found) == {led[PurchaseState.PLACING], led[PurchaseState.UNKNOWN]}

    def test_everybodys_are_found(self, ledger: Ledger) -> None:
        for user in (ANA, BEN):
            quoted = purchase(user)
            ledger.quote(quoted)
            ledger.move(quoted, PurchaseState.PLACING)

        assert {found.user for found in ledger.open_purchases()} == {ANA, BEN}


class TestTelling:
    def test_a_customer_can_be_told_all_that_is_held_of_them_and_nothing_of_others(self, ledger: Ledger) -> None:
        for user in (ANA, BEN):
            ledger.save(Customer(user, cart_id=f"cart of {user}", orders=(past_order(1042),)))
            ledger.quote(purchase(user, id=f"purchase of {user}"))
            brought_to(ledger, PurchaseState.UNKNOWN)

        told = json.dumps(ledger.held(BEN))

        for part in (f"cart of {BEN}", f"purchase of {BEN}", "order_1042", "checkout_1", "4242"):
            assert part in told
        assert ANA not in told

    def test_of_who_was_forgotten_nothing_is_held(self, ledger: Ledger) -> None:
        ledger.save(Customer(ANA, orders=(past_order(1042),)))
        for state in PurchaseState:
            brought_to(ledger, state)

        ledger.forget(ANA)

        assert not any(ledger.held(ANA).values())

    def test_of_a_stranger_nothing_is_held(self, ledger: Ledger) -> None:
        assert not any(ledger.held("amzn1.ask.account.NOBODY").values())


class TestForgetting:
    def test_nothing_is_left_of_who_is_forgotten_and_all_of_the_others(self, ledger: Ledger) -> None:
        quotes = {user: purchase(user) for user in (ANA, BEN)}
        for user, quoted in quotes.items():
            ledger.save(Customer(user, cart_id="cart", orders=(past_order(1042),)))
            ledger.quote(quoted)
            ledger.move(quoted, PurchaseState.PLACING)

        ledger.forget(ANA)

        assert ledger.customer(ANA) == Customer(ANA)
        assert ledger.purchase(ANA, quotes[ANA].id) is None
        assert [found.user for found in ledger.open_purchases()] == [BEN]
        assert ledger.customer(BEN) == Customer(BEN, version=1, cart_id="cart", orders=(past_order(1042),))

    def test_a_turn_that_was_under_way_does_not_bring_the_row_back(self, ledger: Ledger) -> None:
        read = ledger.save(Customer(ANA, cart_id="cart"))
        ledger.forget(ANA)

        with pytest.raises(Stale):
            ledger.save(read)

        assert ledger.customer(ANA) == Customer(ANA)

    def test_a_stranger_can_be_forgotten(self, ledger: Ledger) -> None:
        kept = ledger.save(Customer(ANA, cart_id="cart_1"))
        ledger.forget("amzn1.ask.account.NOBODY")
        assert ledger.customer(ANA) == kept


def test_all_of_it_survives_the_process(open_ledger: Open) -> None:
    before = open_ledger()
    ana = before.save(Customer(ANA, cart_id="cart_1", orders=(past_order(1042),)))
    placed = brought_to(before, PurchaseState.PLACED)
    unknown = brought_to(before, PurchaseState.UNKNOWN)

    after = open_ledger()

    assert after.customer(ANA) == ana
    assert after.purchase(ANA, placed.id) == placed
    assert after.open_purchases() == (unknown,)
