"""Second thoughts: what is said, set or changed after the question, or after a yes that never arrived, holds."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.skill.household import PLACED, Household, Speaker
from voiceshop.adapters.ucp import checkouts
from voiceshop.adapters.ucp.carts import Carts
from voiceshop.shop.cart import Cart
from voiceshop.shop.purchase import Instrument, Purchase

pytestmark = pytest.mark.usefixtures("emptied")


def set_code(speaker: Speaker, code: str = "6045") -> None:
    speaker.say("SetVoiceCodeIntent")
    speaker.say("VoiceCodeIntent", code=code)
    assert speaker.say("VoiceCodeIntent", code=code).startswith("Your voice code is set.")


class TestANoAfterAYesThatHasNotComeToTheStore:
    @pytest.mark.parametrize("intent", ["AMAZON.NoIntent", "AMAZON.CancelIntent", "AMAZON.StopIntent"])
    def test_to_the_question_itself_buys_nothing(self, home: Household, intent: str) -> None:
        before, speaker = home.orders(), home.asked()
        home.die_after_yes()
        speaker.say(intent)
        speaker.say("AMAZON.NoIntent")
        speaker.say("AMAZON.NoIntent")
        speaker.launch()
        assert home.orders_since(before) == []

    def test_touched_buys_nothing(self, home: Household) -> None:
        before, hub = home.orders(), home.hub()
        hub.say("AddToCartIntent", product="croissant")
        hub.say("CheckoutIntent")
        home.die_after_yes()
        hub.touch("No")
        hub.say("AMAZON.NoIntent")
        hub.say("AMAZON.NoIntent")
        assert home.orders_since(before) == []


class TestAYesOfBefore:
    def test_a_limit_is_held_to_it(self, home: Household) -> None:
        before, speaker = home.orders(), home.asked()
        home.die_after_yes()
        speaker.attributes = {}
        assert speaker.say("SetLimitIntent", amount="1", limitPeriod="order").startswith("Okay, no more than $1.00")
        speaker.say("OrderStatusIntent")
        assert home.orders_since(before) == []

    def test_quiet_hours_are_held_to_it(self, home: Household) -> None:
        before, speaker = home.orders(), home.asked()
        home.die_after_yes()
        speaker.attributes = {}
        start, until = ((datetime.now(UTC) + timedelta(hours=hours)).strftime("%H:%M") for hours in (-1, 1))
        request = speaker.request("SetQuietHoursIntent", {"quietFrom": "0", "quietUntil": "0"})
        slots = request["request"]["intent"]["slots"]
        slots["quietFrom"]["value"], slots["quietUntil"]["value"] = start, until
        assert "I won't take orders" in speaker.ask(request)
        speaker.launch()
        assert home.orders_since(before) == []

    def test_is_carried_out_for_nobody_who_wants_to_be_forgotten(self, home: Household) -> None:
        before, speaker = home.orders(), home.asked()
        home.die_after_yes()
        speaker.attributes = {}
        speaker.say("ForgetMeIntent")
        speaker.say("AMAZON.YesIntent")
        assert home.orders_since(before) == []


class TestAVoiceCodeThatWasSetSince:
    def test_the_question_is_needed_to_be_forgotten(self, home: Household) -> None:
        here, there = home.speaker(), home.speaker()
        here.say("AddToCartIntent", product="croissant")
        here.say("ForgetMeIntent")
        there.say("SetLimitIntent", amount="5", limitPeriod="order")
        set_code(there)
        here.say("AMAZON.YesIntent")
        customer = home.ledger.customer(home.user)
        assert customer.code.is_set
        assert customer.limits.are_set

    def test_the_yes_was_read_is_needed_for_a_large_order(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, here, there = home.orders(), home.asked("drip-coffee-maker"), home.speaker()
        home.just_before(monkeypatch, "place", lambda: set_code(there))
        here.say("AMAZON.YesIntent")
        assert home.orders_since(before) == []


def test_who_says_no_to_the_order_and_to_anything_else_is_not_asked_again(home: Household) -> None:
    speaker = home.asked()
    speaker.say("AMAZON.NoIntent")
    assert speaker.say("AMAZON.NoIntent") == "Goodbye."


def test_the_card_that_is_charged_is_the_one_that_was_just_said_to_be(home: Household) -> None:
    before, speaker = home.orders(), home.asked()
    home.pay_with("0002")  # chosen in the account; it declines
    assert speaker.say("ChangeCardIntent").startswith("I charge the card that your B account pays with.")
    speaker.say("AMAZON.YesIntent")
    assert home.orders_since(before) == []


def test_what_is_left_is_never_more_than_is_in_the_cart(home: Household) -> None:
    here, there = home.speaker(), home.speaker()
    here.say("AddToCartIntent", product="croissant", quantity="4")
    with home.stock("croissant", 3):
        assert here.say("CheckoutIntent").endswith("Shall I take what's left?")
        there.say("ChangeQuantityIntent", product="croissant", quantity="1")
        assert "one croissant" in here.say("AMAZON.YesIntent")


def test_taking_what_is_left_takes_nothing_else_out(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some stores keep one variant on two lines."""
    speaker, cart_of = home.speaker(), Carts.cart
    speaker.say("AddToCartIntent", product="plain-bagel", quantity="4")
    speaker.say("AddToCartIntent", product="croissant", quantity="2")

    def split(carts: Carts, cart_id: str) -> Cart | None:
        cart = cart_of(carts, cart_id)
        assert cart
        bagels, croissants = cart.lines
        return replace(cart, lines=(replace(bagels, quantity=3), replace(bagels, quantity=1), croissants))

    monkeypatch.setattr(Carts, "cart", split)
    data = {"variant": "croissant:standard", "left": 1}
    speaker.attributes = {"question": {"name": "take_what_is_left", "data": data}}
    assert "four plain bagels" in speaker.say("AMAZON.YesIntent")


def test_a_card_is_the_same_whatever_id_the_store_gives_it_in_each_answer(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, speaker, read, confirmed = home.orders(), home.speaker(), checkouts.read_instrument, checkouts._confirmed
    real: dict[str, str] = {}

    def minted(body: Any) -> Instrument | None:
        instrument = read(body)
        if instrument is None:
            return None
        minted_id = f"pi_{uuid.uuid4()}"
        real[minted_id] = instrument.id
        return replace(instrument, id=minted_id)

    def known(purchase: Purchase) -> Any:
        return confirmed(replace(purchase, instrument=replace(purchase.instrument, id=real[purchase.instrument.id])))

    monkeypatch.setattr(checkouts, "read_instrument", minted)
    monkeypatch.setattr(checkouts, "_confirmed", known)
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("CheckoutIntent")
    assert speaker.say("AMAZON.YesIntent").startswith(PLACED)
    assert len(home.orders_since(before)) == 1


def test_a_code_that_was_set_after_a_yes_that_never_arrived_guards_that_order(home: Household) -> None:
    before, speaker = home.orders(), home.asked("drip-coffee-maker")
    home.die_after_yes()
    speaker.attributes = {}
    set_code(home.speaker())
    speaker.launch()
    assert home.orders_since(before) == []


def test_the_right_code_is_no_try_where_a_limit_forbids_the_order(home: Household) -> None:
    set_code(home.speaker())
    speaker = home.asked("drip-coffee-maker")
    speaker.say("AMAZON.YesIntent")
    home.speaker().say("SetLimitIntent", amount="5", limitPeriod="order")
    assert speaker.say("VoiceCodeIntent", code="6045").startswith("That's over your limit of $5.00")
    assert home.ledger.customer(home.user).code.tries == 0
