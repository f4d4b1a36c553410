"""While it is not known what became of an order, nothing that is said denies it, hides it or buys it again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.lost_orders import lose_an_order
from tests.unit.skill.household import PLACED, Household, Speaker
from voiceshop.adapters.ucp.standings import Standings
from voiceshop.shop.purchase import PlacedOrder, PurchaseState, Standing

NOTHING_CHARGED = "Your last order didn't go through, and nothing was charged."


class TestAnOrderThatWasNotWrittenDown:
    @pytest.mark.parametrize("intent", ["CancelOrderIntent", "ReorderIntent"])
    def test_is_told_to_who_would_cancel_or_repeat_it(self, home: Household, intent: str) -> None:
        before, speaker = home.orders(), lose_an_order(home)
        (order,) = home.orders_since(before)
        assert speaker.say(intent).startswith(f"Done. Order {order['label']}")

    def test_is_what_is_canceled_and_not_the_one_before(self, home: Household) -> None:
        assert home.asked().say("AMAZON.YesIntent").startswith(PLACED)
        before, speaker = home.orders(), lose_an_order(home)
        (order,) = home.orders_since(before)
        speaker.say("CancelOrderIntent")
        assert f"Order {order['label']}:" in speaker.say("AMAZON.CancelIntent")

    def test_is_told_to_who_would_take_what_is_left_of_another(self, home: Household) -> None:
        speaker, other = lose_an_order(home), home.speaker()
        data = {"variant": "croissant:standard", "left": 1}
        other.attributes = {"question": {"name": "take_what_is_left", "data": data}}
        assert other.say("AMAZON.YesIntent").startswith(PLACED)
        assert speaker.say("OrderStatusIntent").startswith("Order ")


class TestAnOrderThatIsUnderWay:
    def test_is_hidden_by_no_question_that_was_asked_meanwhile(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The other device says yes after this one has seen that nothing is under way, and before it asks anew."""
        before, here, there = home.orders(), home.asked(), home.speaker()
        there.attributes = dict(here.attributes)

        def ordered() -> None:
            home.ledger.down = {"move placed", "save"}
            here.say("AMAZON.YesIntent")
            home.ledger.down = set()

        home.just_before(monkeypatch, "quote", ordered)
        assert there.say("CheckoutIntent") == "I'm still placing that order. Shall I look again?"
        assert there.say("AMAZON.YesIntent").startswith(PLACED)
        assert len(home.orders_since(before)) == 1

    def test_is_not_carried_on_by_who_looks_when_its_own_turn_has_said_that_it_failed(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The turn of the yes could not send it, and said so; another one was just about to carry on with it."""
        before, speaker = home.orders(), home.asked()
        placing, _ = home.ledger.place(home.latest(), home.ledger.customer(home.user))

        home.just_before(monkeypatch, "move", lambda: home.ledger.move(placing, PurchaseState.DECLINED))

        assert speaker.say("OrderStatusIntent").startswith("Your last order didn't go through")
        assert home.orders_since(before) == []

    def test_is_told_to_who_looks_while_its_own_turn_writes_it_down(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, here, there = home.orders(), home.asked(), home.speaker()

        home.just_before(monkeypatch, "move", lambda: there.say("OrderStatusIntent"))

        assert here.say("AMAZON.YesIntent").startswith(PLACED)
        (order,) = home.orders_since(before)
        assert f"rder {order['label']}" in there.heard


class TestAnOrderThatWaitsForTheBank:
    CALL_IT_OFF = "Your bank is still waiting for you to confirm the payment of your last order. Shall I call it off?"

    @pytest.fixture
    def speaker(self, home: Household) -> Iterator[Speaker]:
        home.pay_with("3220")
        speaker = home.asked()
        assert speaker.say("AMAZON.YesIntent").startswith("Your bank wants you to confirm this payment.")
        yield speaker
        home.speaker().say("EmptyCartIntent")

    def test_can_be_called_off_and_bought_with_another_card(self, home: Household, speaker: Speaker) -> None:
        before = home.orders()
        assert speaker.say("CancelOrderIntent") == self.CALL_IT_OFF
        assert speaker.say("AMAZON.YesIntent") == f"{NOTHING_CHARGED} Your cart is kept. Shall I check out?"
        assert home.latest().state is PurchaseState.FAILED
        home.pay_with("4242")
        speaker.say("AMAZON.YesIntent")
        assert speaker.say("AMAZON.YesIntent").startswith(PLACED)
        assert len(home.orders_since(before)) == 1

    def test_is_told_when_it_was_confirmed_before_it_is_called_off(self, home: Household, speaker: Speaker) -> None:
        before = home.orders()
        assert speaker.say("CancelOrderIntent") == self.CALL_IT_OFF
        home.approve_at_the_bank()
        assert speaker.say("AMAZON.YesIntent").startswith(PLACED)
        assert len(home.orders_since(before)) == 1

    def test_is_told_when_it_is_confirmed_in_the_moment_it_is_called_off(
        self, home: Household, speaker: Speaker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = home.orders()
        speaker.say("CancelOrderIntent")
        end = Standings.end

        def confirmed_first(standings: Standings, checkout_id: str) -> tuple[Standing, PlacedOrder | None]:
            home.approve_at_the_bank()
            return end(standings, checkout_id)

        monkeypatch.setattr(Standings, "end", confirmed_first)
        assert speaker.say("AMAZON.YesIntent").startswith(PLACED)
        assert len(home.orders_since(before)) == 1

    def test_is_called_off_by_no_yes_that_another_device_has_made_late(self, home: Household, speaker: Speaker) -> None:
        """What this one asked about is called off there, and bought anew; that order waits for the bank now."""
        there = home.speaker()
        for device in (speaker, there):
            assert device.say("CancelOrderIntent") == self.CALL_IT_OFF
        for _ in range(3):
            there.say("AMAZON.YesIntent")
        assert there.heard.startswith("Your bank wants you to confirm this payment.")
        speaker.say("AMAZON.YesIntent")
        assert home.latest().state is PurchaseState.UNKNOWN
        assert there.say("CancelOrderIntent") == self.CALL_IT_OFF

    def test_is_canceled_by_a_bare_cancel_only_after_a_yes(self, home: Household, speaker: Speaker) -> None:
        assert speaker.say("AMAZON.CancelIntent") == self.CALL_IT_OFF
        assert speaker.say("AMAZON.NoIntent").startswith("Okay. Ask me where your order is")
        home.approve_at_the_bank()
        assert home.speaker().say("OrderStatusIntent").startswith(PLACED)


class TestAYesThatHasNotComeToTheStore:
    @pytest.mark.parametrize("intent", ["CancelOrderIntent", "AMAZON.CancelIntent"])
    def test_buys_nothing_for_who_says_cancel_next(self, home: Household, intent: str) -> None:
        """The turn that said yes died on the way. A yes to "shall I look again" carries it on; a cancel does not."""
        before, speaker = home.orders(), home.asked()
        home.die_after_yes()
        speaker.attributes = {"question": {"name": "check_again", "data": {}}}
        assert speaker.say(intent).startswith(NOTHING_CHARGED)
        assert home.orders_since(before) == []
        speaker.say("EmptyCartIntent")


class TestANoThatIsFaster:
    @pytest.mark.parametrize("intent", ["AMAZON.NoIntent", "AMAZON.CancelIntent", "AMAZON.StopIntent"])
    def test_than_the_yes_is_kept(self, home: Household, monkeypatch: pytest.MonkeyPatch, intent: str) -> None:
        before, here, there = home.orders(), home.asked(), home.speaker()
        there.attributes = dict(here.attributes)
        heard: list[str] = []

        home.just_before(monkeypatch, "place", lambda: heard.append(there.say(intent)))

        assert here.say("AMAZON.YesIntent").startswith("That question is too old to order by.")
        assert heard[0].startswith("Okay, nothing was ordered.")
        assert home.orders_since(before) == []

    @pytest.mark.parametrize("intent", ["AMAZON.NoIntent", "AMAZON.CancelIntent", "AMAZON.StopIntent"])
    def test_than_the_voice_code_is_kept(self, home: Household, intent: str) -> None:
        speaker = home.speaker()
        speaker.say("SetVoiceCodeIntent")
        speaker.say("VoiceCodeIntent", code="6045")
        assert speaker.say("VoiceCodeIntent", code="6045").startswith("Your voice code is set.")
        before, here, there = home.orders(), home.asked("drip-coffee-maker"), home.speaker()
        assert here.say("AMAZON.YesIntent").endswith("What's your code?")
        there.attributes = dict(here.attributes)
        heard: list[str] = []

        home.ledger.meanwhile = lambda: heard.append(there.say(intent))

        assert here.say("VoiceCodeIntent", code="6045").startswith("That question is too old to order by.")
        assert heard[0].startswith("Okay, nothing was ordered.")
        assert home.orders_since(before) == []
        home.speaker().say("EmptyCartIntent")
