"""A yes that never arrived is taken back by a cancel, a no or a stop, whatever is down, and nobody goes in circles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.linking import link
from tests.support.lost_orders import lose_an_order
from tests.unit.skill.household import PLACED, Household, Speaker
from voiceshop.adapters.ucp.checkouts import Checkouts
from voiceshop.adapters.ucp.standings import Standings
from voiceshop.shop.errors import LedgerTrouble, StoreTrouble
from voiceshop.shop.purchase import PlacedOrder, Purchase, PurchaseState, Standing
from voiceshop.shop.settling import end, settle_as_placed

pytestmark = pytest.mark.usefixtures("emptied")
CHECK_AGAIN = {"question": {"name": "check_again", "data": {}}}
TAKEN_BACK = (
    "I can't reach the store, so I don't know yet whether that order was placed. I won't place it now. "
    "Shall I look again?"
)
NOTHING_CHARGED = "Your last order didn't go through, and nothing was charged."


@contextmanager
def down(*calls: str) -> Iterator[None]:
    """The store answers none of these calls, while the block lasts."""

    def lost(*_: Any) -> None:
        raise StoreTrouble

    with pytest.MonkeyPatch.context() as patch:
        for call in calls:
            patch.setattr(Standings, call, lost)
        yield


@pytest.fixture
def speaker(home: Household) -> Speaker:
    """The one at which it was said yes, before the turn died."""
    asked = home.asked()
    home.die_after_yes()
    return asked


class TestWhileTheStoreIsDown:
    @pytest.mark.parametrize("intent", ["AMAZON.CancelIntent", "CancelOrderIntent"])
    @pytest.mark.parametrize("calls", [("standing", "end"), ("end",)])
    def test_a_cancel_is_kept(self, home: Household, speaker: Speaker, intent: str, calls: tuple[str, ...]) -> None:
        before, speaker.attributes = home.orders(), dict(CHECK_AGAIN)
        with down(*calls):
            assert speaker.say(intent) in (TAKEN_BACK, TAKEN_BACK.replace("Shall I look again?", "Goodbye."))
        assert speaker.launch().startswith(NOTHING_CHARGED)
        assert home.orders_since(before) == []

    @pytest.mark.parametrize("intent", ["AMAZON.NoIntent", "AMAZON.StopIntent"])
    def test_a_no_or_a_stop_to_the_question_is_kept(self, home: Household, speaker: Speaker, intent: str) -> None:
        before = home.orders()
        with down("end"):
            assert speaker.say(intent).startswith(TAKEN_BACK.removesuffix("Shall I look again?"))
        assert speaker.launch().startswith(NOTHING_CHARGED)
        assert home.orders_since(before) == []


def test_a_cancel_after_an_answer_of_the_ledger_that_was_lost_is_kept(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, speaker, place = home.orders(), home.asked(), home.ledger.place

    def lost(*arguments: Any) -> None:
        place(*arguments)
        raise LedgerTrouble

    with monkeypatch.context() as patch:
        patch.setattr(home.ledger, "place", lost, raising=False)
        speaker.say("AMAZON.YesIntent")
    assert speaker.say("AMAZON.CancelIntent").startswith(NOTHING_CHARGED)
    speaker.launch()
    assert home.orders_since(before) == []


def test_a_yes_on_its_way_is_ended_by_no_cancel_of_something_else(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, here, there = home.orders(), home.asked(), home.speaker()
    there.say("DealsIntent")
    complete = Checkouts.complete

    def meanwhile(*arguments: Any) -> Any:
        monkeypatch.undo()
        assert there.say("AMAZON.CancelIntent") == "Goodbye."
        return complete(*arguments)

    monkeypatch.setattr(Checkouts, "complete", meanwhile)
    assert here.say("AMAZON.YesIntent").startswith(PLACED)
    assert len(home.orders_since(before)) == 1


def test_a_yes_that_a_no_overtakes_is_told_why_nothing_was_ordered(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, here, there = home.orders(), home.asked(), home.speaker()
    there.attributes = dict(here.attributes)
    complete = Checkouts.complete

    def meanwhile(*arguments: Any) -> Any:
        monkeypatch.undo()
        assert there.say("AMAZON.NoIntent").startswith(NOTHING_CHARGED)
        return complete(*arguments)

    monkeypatch.setattr(Checkouts, "complete", meanwhile)
    assert here.say("AMAZON.YesIntent") == "Okay, nothing was ordered. Your cart is kept. Anything else?"
    assert home.orders_since(before) == []


class TestTheWayOut:
    def heard(self, speaker: Speaker, intent: str) -> list[str]:
        return [speaker.say(intent) for _ in range(6)]

    @pytest.mark.parametrize("intent", ["AMAZON.NoIntent", "AMAZON.CancelIntent"])
    def test_while_the_bank_waits(self, home: Household, intent: str) -> None:
        home.pay_with("3220")
        speaker = home.asked()
        speaker.say("AMAZON.YesIntent")
        assert any(each.endswith("Goodbye.") for each in self.heard(speaker, intent))

    def test_while_the_store_is_charging(self, speaker: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Standings, "standing", lambda *_: (Standing.PAYING, None))
        speaker.attributes = {}
        assert any(each.endswith("Goodbye.") for each in self.heard(speaker, "AMAZON.CancelIntent"))

    def test_when_the_link_was_revoked(self, speaker: Speaker) -> None:
        speaker.token, speaker.attributes = "dead", {}
        assert speaker.say("AMAZON.CancelIntent") == "Goodbye."

    def test_when_the_ledger_is_down(self, home: Household) -> None:
        home.ledger.down = {"customer"}
        assert home.speaker().say("AMAZON.CancelIntent") == "Goodbye."

    def test_when_there_is_less_than_was_wanted(self, home: Household) -> None:
        speaker = home.speaker()
        speaker.say("AddToCartIntent", product="croissant", quantity="4")
        with home.stock("croissant", 3):
            assert speaker.say("CheckoutIntent").endswith("Shall I take what's left?")
            assert "Goodbye." in self.heard(speaker, "AMAZON.NoIntent")


class TestAnotherAccount:
    @pytest.fixture
    def ben(self, home: Household) -> Speaker:
        speaker = home.speaker(token=link(home.store_url, "ben", "demo").access_token())
        speaker.attributes = dict(CHECK_AGAIN)
        return speaker

    def test_is_not_told_for_ever_that_an_order_is_being_placed(self, home: Household, ben: Speaker) -> None:
        home.asked()
        home.die_after_yes()
        assert ben.say("AMAZON.YesIntent") == "I can't find that order. Anything else?"

    def test_hears_nothing_of_what_is_untold_to_this_one(self, home: Household, ben: Speaker) -> None:
        before = home.orders()
        lose_an_order(home)
        (order,) = home.orders_since(before)
        settle_as_placed(home.ledger, home.latest(), PlacedOrder(order["id"], order["label"]), datetime.now(UTC))
        assert order["label"] not in ben.say("AMAZON.YesIntent")
        assert home.latest().untold


@pytest.mark.parametrize("between", [(), ("AMAZON.NoIntent",)], ids=["at once", "after a no"])
def test_what_another_device_has_placed_meanwhile_is_what_a_cancel_means(
    home: Household, speaker: Speaker, between: tuple[str, ...]
) -> None:
    speaker.attributes = dict(CHECK_AGAIN)
    for intent in between:
        speaker.say(intent)
    home.speaker().say("OrderStatusIntent")
    assert speaker.say("AMAZON.CancelIntent").endswith("Shall I cancel it?")


def test_who_looks_while_it_is_taken_back_carries_nothing_on(
    home: Household, speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, placing = home.orders(), home.latest()
    speaker.attributes = {}
    home.just_before(monkeypatch, "move", lambda: home.ledger.move(placing, PurchaseState.UNWANTED))
    assert speaker.say("OrderStatusIntent").startswith(NOTHING_CHARGED)
    assert home.orders_since(before) == []


def test_an_order_is_written_down_by_who_is_overtaken_at_each_step(home: Household, speaker: Speaker) -> None:
    """Taken for unknown, and then taken back, while its own turn has the order in its hand."""
    placing, steps = home.latest(), [PurchaseState.UNKNOWN, PurchaseState.UNWANTED]
    real = home.ledger

    class Overtaking:
        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

        def move(self, purchase: Purchase, *how: Any) -> Any:
            if steps:
                real.move(home.latest(), steps.pop(0))
            return real.move(purchase, *how)

    ended = end(Overtaking(), placing, PlacedOrder("order_1", "1042"))
    assert ended
    assert home.latest().state is PurchaseState.PLACED
