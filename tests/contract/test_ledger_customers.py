"""What every Ledger promises of customers: what is known of each, told to them, and forgotten."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from tests.support.at_once import AT_ONCE, at_once
from tests.support.purchases import ANA, BEN, NOON, brought_to, past_order, purchase
from voiceshop.shop.customer import Customer, PastOrder
from voiceshop.shop.errors import Stale
from voiceshop.shop.limits import Limits, Spent
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Ledger
from voiceshop.shop.purchase import PurchaseState
from voiceshop.shop.quiet_hours import QuietHours
from voiceshop.shop.voice_code import VoiceCode
from voiceshop.shop.want import Want


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
        code = VoiceCode("scrypt$1$2", "scrypt$3$4", tries=2, offered=True, set_at=noon, pin_at=noon)

        saved = ledger.save(Customer(ANA, code=code))

        assert ledger.customer(ANA) == saved == Customer(ANA, 1, code=code)

    def test_limits_are_read_back_with_what_was_spent(self, ledger: Ledger) -> None:
        spent = (Spent("purchase_1", Money(1431, "USD"), NOON.date()),)

        saved = ledger.save(Customer(ANA, limits=Limits(Money(5_000, "USD"), None, spent)))

        assert ledger.customer(ANA) == saved == Customer(ANA, 1, limits=Limits(Money(5_000, "USD"), None, spent))

    def test_quiet_hours_are_read_back(self, ledger: Ledger) -> None:
        quiet = Limits(quiet=QuietHours(time(22, 30), time(7)))

        saved = ledger.save(Customer(ANA, limits=quiet))

        assert ledger.customer(ANA) == saved == Customer(ANA, 1, limits=quiet)

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


def test_letters_of_all_languages_take_no_more_of_a_row_than_they_need(ledger: Ledger) -> None:
    """DynamoDB takes 400 kB a row: written as escapes, these would be seven bytes a letter."""
    wants = tuple(Want("é" * 148 + f"{number:02}", 1) for number in range(20))
    orders = tuple(PastOrder(f"order_{number}", str(number), NOON, wants) for number in range(20))
    ledger.save(Customer(ANA, orders=orders))
    assert ledger.customer(ANA).orders == orders
