"""Cancelling means the order that a person means, and what is told of it afterwards is what stands."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from simulator.linking import link
from tests.support.lost_orders import lose_an_order
from tests.unit.skill.household import PLACED, Household, Speaker
from voiceshop.adapters.ucp import UcpStores
from voiceshop.adapters.ucp.orders import Orders
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import StoreTrouble

pytestmark = pytest.mark.usefixtures("emptied")


def state_of(home: Household, order_id: str) -> str:
    return next(order["state"] for order in home.orders() if order["id"] == order_id)


class TestCancelOrderAtTheQuestion:
    def test_means_the_order_that_was_asked_about_and_not_the_one_before(self, home: Household) -> None:
        home.ordered()
        (first, *_), speaker = home.orders(), home.asked()
        assert speaker.say("CancelOrderIntent").startswith("Okay, nothing was ordered.")  # "don't place that order"
        speaker.say("AMAZON.YesIntent")
        assert state_of(home, first["id"]) == "received"

    def test_closes_the_question_for_a_yes_that_comes_late(self, home: Household) -> None:
        before, speaker = home.orders(), home.asked()
        question = dict(speaker.attributes)
        speaker.say("CancelOrderIntent")
        speaker.attributes = question
        assert speaker.say("AMAZON.YesIntent").startswith("That question is too old to order by.")
        assert home.orders_since(before) == []

    def test_that_is_faster_than_the_yes_is_kept(self, home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
        before, here, there = home.orders(), home.asked(), home.speaker()
        home.just_before(monkeypatch, "place", lambda: there.say("CancelOrderIntent"))
        here.say("AMAZON.YesIntent")
        assert there.heard.startswith("I don't know of an order to cancel.")
        assert home.orders_since(before) == []


class TestAnotherOrderNamedByItsNumber:
    @pytest.mark.parametrize("touched", [True, False])
    def test_is_the_one_that_is_canceled(self, home: Household, *, touched: bool) -> None:
        home.ordered()
        (first, *_) = home.orders()
        hub = home.hub()
        hub.say("OrderStatusIntent")
        home.asked("plain-bagel")
        home.die_after_yes()
        number = {"orderNumber": first["label"]}
        heard = hub.touch("CancelOrder", number) if touched else hub.say("CancelOrderIntent", **number)
        assert heard.startswith(f"Order {first['label']}: one croissant")
        assert home.latest().state.is_open


class TestAnOrderThatWasCanceled:
    def test_is_not_said_to_be_placed_to_who_checks_out(self, home: Household) -> None:
        speaker = home.ordered()
        speaker.say("CancelOrderIntent")
        assert "is cancelled" in speaker.say("AMAZON.YesIntent")
        assert "is placed" not in speaker.say("CheckoutIntent")

    def test_is_not_said_to_be_placed_to_a_late_yes(self, home: Household) -> None:
        speaker = home.asked()
        question = dict(speaker.attributes)
        speaker.say("AMAZON.YesIntent")
        speaker.say("CancelOrderIntent")
        speaker.say("AMAZON.YesIntent")
        speaker.attributes = question
        assert "is placed" not in speaker.say("AMAZON.YesIntent")

    def test_by_the_shop_before_it_was_told_is_not_said_to_be_done(self, home: Household) -> None:
        before, speaker = home.orders(), lose_an_order(home)
        (order,) = home.orders_since(before)
        store = UcpStores(home.store_url).open(home.token, Deadline.after(8), "en-US")
        store.cancel_order(order["id"], str(uuid.uuid4()))
        speaker.attributes = {}
        assert not speaker.say("OrderStatusIntent").startswith(PLACED)

    def test_though_the_answer_was_lost_is_not_said_to_stay(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        speaker = home.ordered()
        (order, *_) = home.orders()
        speaker.say("CancelOrderIntent")
        cancel = Orders.cancel

        def lost(self: Orders, order_id: str, key: str) -> None:
            cancel(self, order_id, key)
            raise StoreTrouble

        monkeypatch.setattr(Orders, "cancel", lost)
        assert speaker.say("AMAZON.YesIntent") == "The store hasn't confirmed that yet. Shall I try again?"
        monkeypatch.undo()
        assert state_of(home, order["id"]) == "canceled"
        assert not speaker.say("AMAZON.NoIntent").startswith("Okay, your order stays as it is.")


class TestCancelItAfterThatOrderIsPlaced:
    def test_to_a_no_that_came_late(self, home: Household) -> None:
        speaker = home.asked()
        question = dict(speaker.attributes)
        speaker.say("AMAZON.YesIntent")
        speaker.attributes = question
        assert speaker.say("AMAZON.NoIntent").startswith("That order is placed: it's order")
        assert speaker.say("AMAZON.CancelIntent").endswith("Shall I cancel it?")

    def test_to_who_checked_out_again(self, home: Household) -> None:
        speaker = home.ordered()
        assert speaker.say("CheckoutIntent").startswith("That order is placed: it's order")
        assert speaker.say("AMAZON.CancelIntent").endswith("Shall I cancel it?")


def test_who_was_forgotten_is_not_told_that_nothing_was_ordered(home: Household) -> None:
    speaker = home.ordered()
    speaker.say("ForgetMeIntent")
    assert speaker.say("AMAZON.YesIntent").startswith("Done, I've forgotten you.")
    assert not home.speaker().say("CancelOrderIntent").startswith("Nothing has been ordered")


@pytest.mark.parametrize("written", ["#{}", "00{}", "A-{}"])
def test_an_order_is_known_by_its_number_however_the_store_writes_it(home: Household, written: str) -> None:
    speaker = home.ordered()
    customer = home.ledger.customer(home.user)
    label = customer.orders[0].label
    home.ledger.save(replace(customer, orders=(replace(customer.orders[0], label=written.format(label)),)))
    assert speaker.say("CancelOrderIntent", orderNumber=label).endswith("Shall I cancel it?")


def test_the_orders_of_an_account_are_found_behind_those_of_another(home: Household) -> None:
    ben = home.speaker(token=link(home.store_url, "ben", "demo").access_token())
    ben.say("AddToCartIntent", product="plain-bagel")
    ben.say("CheckoutIntent")
    assert ben.say("AMAZON.YesIntent").startswith(PLACED)
    for _ in range(2):
        home.ordered()
    assert ben.say("OrderStatusIntent").startswith("Order ")
    assert ben.say("CancelOrderIntent").endswith("Shall I cancel it?")


def test_a_bare_cancel_calls_off_what_has_not_come_to_the_store(home: Household) -> None:
    before, speaker = home.orders(), home.asked()
    home.die_after_yes()
    speaker.attributes = {}
    assert speaker.say("AMAZON.CancelIntent").startswith("Your last order didn't go through")
    speaker.launch()
    assert home.orders_since(before) == []


def test_cancel_after_i_will_look_later_calls_it_off(home: Household) -> None:
    before, speaker = home.orders(), home.asked()
    home.die_after_yes()
    speaker.attributes = {"question": {"name": "check_again", "data": {}}}
    speaker.say("AMAZON.NoIntent")
    speaker.say("AMAZON.CancelIntent")
    speaker.launch()
    assert home.orders_since(before) == []


def test_a_number_that_was_misheard_closes_no_question_of_another_device(home: Household) -> None:
    home.ordered()
    here, there = home.asked("plain-bagel"), home.speaker()
    assert there.say("CancelOrderIntent", orderNumber="9999").startswith("I can't find that order.")
    assert here.say("AMAZON.YesIntent").startswith(PLACED)


class TestWhileACancellationIsNotConfirmed:
    @pytest.fixture
    def speaker(self, home: Household, monkeypatch: pytest.MonkeyPatch) -> Speaker:
        """One that is asked whether to try again: nothing of it has come to the store, which is up now."""
        home.ordered()
        speaker = home.ordered("plain-bagel")
        speaker.say("CancelOrderIntent")
        with monkeypatch.context() as patch:
            patch.setattr(Orders, "cancel", down)
            assert speaker.say("AMAZON.YesIntent").endswith("Shall I try again?")
        return speaker

    def test_who_says_cancel_my_order_means_that_one(self, home: Household, speaker: Speaker) -> None:
        (latest, *_) = home.orders()
        assert speaker.say("CancelOrderIntent").startswith(f"Order {latest['label']} is cancelled")

    def test_help_says_what_yes_and_no_do(self, speaker: Speaker) -> None:
        assert speaker.say("AMAZON.HelpIntent").startswith("Yes asks the store once more to cancel your order.")
        assert speaker.heard.endswith("Shall I try again?")

    def test_it_is_still_meant_after_a_no_that_nobody_could_look_up(
        self, home: Household, speaker: Speaker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Orders, "order", down)
            speaker.say("AMAZON.NoIntent")
        assert f"Order {home.orders()[0]['label']}:" in speaker.say("AMAZON.CancelIntent")


def down(*_: Any) -> None:
    raise StoreTrouble
