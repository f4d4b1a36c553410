"""While it is not known what became of an order, nothing that is said denies it, hides it or buys it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.lost_orders import lose_an_order
from tests.unit.skill.household import Household
from voiceshop.shop.customer import Customer
from voiceshop.shop.purchase import Purchase, PurchaseState

PLACED = "Done. Order"


def latest(home: Household) -> Purchase:
    customer: Customer = home.ledger.customer(home.user)
    purchase: Purchase = home.ledger.purchase(home.user, customer.purchase_id)
    return purchase


def just_before(home: Household, monkeypatch: pytest.MonkeyPatch, call: str, elsewhere: Callable[[], object]) -> None:
    """Have something else happen just before that call of the Ledger's; the rest goes on as ever."""

    def interrupted(*args: object) -> object:
        monkeypatch.undo()
        elsewhere()
        return getattr(home.ledger, call)(*args)

    monkeypatch.setattr(home.ledger, call, interrupted, raising=False)


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

        just_before(home, monkeypatch, "quote", ordered)
        assert there.say("CheckoutIntent") == "I'm still placing that order. Shall I look again?"
        assert there.say("AMAZON.YesIntent").startswith(PLACED)
        assert len(home.orders_since(before)) == 1

    def test_is_not_carried_on_by_who_looks_when_its_own_turn_has_said_that_it_failed(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The turn of the yes could not send it, and said so; another one was just about to carry on with it."""
        before, speaker = home.orders(), home.asked()
        placing, _ = home.ledger.place(latest(home), home.ledger.customer(home.user))

        just_before(home, monkeypatch, "move", lambda: home.ledger.move(placing, PurchaseState.DECLINED))

        assert speaker.say("OrderStatusIntent").startswith("Your last order didn't go through")
        assert home.orders_since(before) == []

    def test_is_told_to_who_looks_while_its_own_turn_writes_it_down(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, here, there = home.orders(), home.asked(), home.speaker()

        just_before(home, monkeypatch, "move", lambda: there.say("OrderStatusIntent"))

        assert here.say("AMAZON.YesIntent").startswith(PLACED)
        (order,) = home.orders_since(before)
        assert f"rder {order['label']}" in there.heard


class TestANoThatIsFaster:
    @pytest.mark.parametrize("intent", ["AMAZON.NoIntent", "AMAZON.CancelIntent", "AMAZON.StopIntent"])
    def test_than_the_yes_is_kept(self, home: Household, monkeypatch: pytest.MonkeyPatch, intent: str) -> None:
        before, here, there = home.orders(), home.asked(), home.speaker()
        there.attributes = dict(here.attributes)
        heard: list[str] = []

        just_before(home, monkeypatch, "place", lambda: heard.append(there.say(intent)))

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
