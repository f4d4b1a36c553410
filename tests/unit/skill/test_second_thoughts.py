"""Second thoughts: what is said, set or changed after the question, or after a yes that never arrived, holds."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from store.admin import Admin
from store.application import build
from store.settings import Settings
from tests.unit.skill.household import Household, Speaker

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
    with closing(Admin(build(Settings(home.data)))) as staff:
        staff.set_stock("croissant", 3)
        try:
            assert here.say("CheckoutIntent").endswith("Shall I take what's left?")
            there.say("ChangeQuantityIntent", product="croissant", quantity="1")
            assert "one croissant" in here.say("AMAZON.YesIntent")
        finally:
            staff.set_stock("croissant", 500)


def test_the_right_code_is_no_try_where_a_limit_forbids_the_order(home: Household) -> None:
    set_code(home.speaker())
    speaker = home.asked("drip-coffee-maker")
    speaker.say("AMAZON.YesIntent")
    home.speaker().say("SetLimitIntent", amount="5", limitPeriod="order")
    assert speaker.say("VoiceCodeIntent", code="6045").startswith("That's over your limit of $5.00")
    assert home.ledger.customer(home.user).code.tries == 0
