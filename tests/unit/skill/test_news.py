"""What became of an order while nobody talked is told at the next turn, once."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.linking import link
from tests.support.lost_orders import lose_an_order
from tests.unit.skill.household import Household, Speaker
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.purchase import PlacedOrder, Purchase, PurchaseState
from voiceshop.shop.settling import settle_as_not_placed, settle_as_placed
from voiceshop.shop.sweeping import sweep

GOOD_NEWS = "Good news: your order {} for one croissant went through. Anything else?"


def left_in_the_dark(home: Household) -> tuple[Speaker, Purchase]:
    """A customer whose turn died when the order was placed, and before it was written down."""
    speaker = lose_an_order(home)
    (open_one,) = home.ledger.open_purchases()
    return speaker, open_one


def settle(home: Household, purchase: Purchase) -> str:
    """As the store's word does it. Gives the order's number."""
    order = max(home.orders(), key=lambda order: int(order["label"]))
    assert settle_as_placed(home.ledger, purchase, PlacedOrder(order["id"], order["label"]), datetime.now(UTC))
    return str(order["label"])


def test_a_launch_tells_it_and_the_next_one_does_not(home: Household) -> None:
    _, purchase = left_in_the_dark(home)
    number = settle(home, purchase)

    assert home.speaker().launch() == GOOD_NEWS.format(number)
    assert home.speaker().launch().startswith("Welcome back")
    assert number in home.speaker().say("OrderStatusIntent")


@pytest.mark.parametrize("intent", ["CheckoutIntent", "OrderStatusIntent", "CancelOrderIntent", "ReorderIntent"])
def test_who_asks_for_it_or_checks_out_again_hears_it_first(home: Household, intent: str) -> None:
    _, purchase = left_in_the_dark(home)
    number = settle(home, purchase)

    assert home.speaker().say(intent) == GOOD_NEWS.format(number)
    assert "Good news" not in home.speaker().launch()


def test_who_wants_to_be_forgotten_hears_it_first(home: Household) -> None:
    speaker, purchase = left_in_the_dark(home)
    number = settle(home, purchase)
    speaker.say("ForgetMeIntent")

    assert GOOD_NEWS.format(number) in speaker.say("AMAZON.YesIntent")
    assert home.ledger.customer(home.user).orders


def test_the_same_yes_once_more_is_told_by_its_number_and_that_is_all(home: Household) -> None:
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("CheckoutIntent")
    yes = speaker.request("AMAZON.YesIntent", {})
    home.ledger.down = {"save", "move placed"}
    speaker.ask(yes)
    home.ledger.down = set()
    (purchase,) = home.ledger.open_purchases()
    number = settle(home, purchase)

    assert f"it's order {number}" in speaker.ask(yes)
    assert "Good news" not in home.speaker().launch()


def test_an_order_that_was_cancelled_since_is_no_good_news(home: Household) -> None:
    """Not by voice, where the news would have come first."""
    _, purchase = left_in_the_dark(home)
    number = settle(home, purchase)
    store = UcpStores(home.store_url).open(home.token, Deadline.after(8), "en-US")
    store.cancel_order(home.ledger.customer(home.user).orders[0].id, str(uuid.uuid4()))

    assert f"Order {number} was cancelled." in home.speaker().launch()


def test_while_the_store_is_away_the_number_is_told(home: Household) -> None:
    _, purchase = left_in_the_dark(home)
    number = settle(home, purchase)
    away = Household("http://127.0.0.1:9", home.data, home.token, home.user)

    assert away.speaker().launch() == f"Good news: your order {number} went through. Anything else?"


@pytest.mark.parametrize("intent", ["CheckoutIntent", "OrderStatusIntent", "ViewCartIntent"])
def test_another_account_that_was_linked_since_hears_nothing_of_it(
    home: Household, shop: tuple[str, Path, str], intent: str
) -> None:
    _, purchase = left_in_the_dark(home)
    number = settle(home, purchase)
    other = home.speaker(link(shop[0], "ben", "demo").access_token())

    assert number not in other.launch()
    assert number not in other.say(intent)

    assert home.speaker().launch() == GOOD_NEWS.format(number)


def test_a_token_that_the_store_does_not_take_is_told_nothing_of_it(home: Household) -> None:
    _, purchase = left_in_the_dark(home)
    number = settle(home, purchase)

    assert number not in home.speaker("no-such-token").launch()

    assert home.speaker().launch() == GOOD_NEWS.format(number)


def test_what_was_not_placed_is_told_as_well(home: Household) -> None:
    _, purchase = left_in_the_dark(home)
    assert settle_as_not_placed(home.ledger, purchase)

    assert "Your last order didn't go through" in home.speaker().launch()
    assert "Your last order" not in home.speaker().launch()


def test_a_turn_that_was_only_slow_says_it_itself(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store's word arrives between the store's answer and our writing it down."""
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("CheckoutIntent")

    def overtaken(purchase: Purchase, to: PurchaseState, order: PlacedOrder) -> Purchase:
        monkeypatch.undo()
        settle_as_placed(home.ledger, purchase, order, datetime.now(UTC))
        return home.ledger.move(purchase, to, order)  # type: ignore[no-any-return]

    monkeypatch.setattr(home.ledger, "move", overtaken, raising=False)
    assert "Done. Order" in speaker.say("AMAZON.YesIntent")

    customer = home.ledger.customer(home.user)
    assert len(customer.orders) == 1
    purchase = home.ledger.purchase(home.user, customer.purchase_id)
    assert (purchase.state, purchase.untold) == (PurchaseState.PLACED, False)
    assert "Good news" not in home.speaker().launch()


@pytest.mark.parametrize(
    ("card", "told", "end"),
    [("4242", "Done. Order", PurchaseState.PLACED), ("0002", "ending in 0002 was declined", PurchaseState.FAILED)],
)
def test_what_a_turn_tells_is_not_told_again_though_the_sweeper_took_it_for_unknown(
    home: Household, monkeypatch: pytest.MonkeyPatch, card: str, told: str, end: PurchaseState
) -> None:
    """A yes to a question of eleven minutes ago, and a sweep between the store's answer and our writing it down."""
    home.pay_with(card)
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("CheckoutIntent")
    home.age_purchases((datetime.now(UTC) - timedelta(minutes=11)).isoformat())

    def overtaken(*args: object) -> object:
        monkeypatch.undo()
        assert sweep(home.ledger, datetime.now(UTC), None, Deadline.after(60)).interrupted
        return home.ledger.move(*args)

    monkeypatch.setattr(home.ledger, "move", overtaken, raising=False)
    assert told in speaker.say("AMAZON.YesIntent")

    purchase = home.ledger.purchase(home.user, home.ledger.customer(home.user).purchase_id)
    assert (purchase.state, purchase.untold) == (end, False)


def test_another_account_is_not_told_what_came_to_nothing(home: Household, shop: tuple[str, Path, str]) -> None:
    _, purchase = left_in_the_dark(home)
    assert settle_as_not_placed(home.ledger, purchase)

    for token in (link(shop[0], "ben", "demo").access_token(), "no-such-token"):
        assert "didn't go through" not in home.speaker(token).launch()
    assert home.speaker().launch().startswith("Your last order didn't go through")


def test_another_account_with_an_empty_cart_is_not_told_of_the_order_of_the_one_before(
    home: Household, shop: tuple[str, Path, str]
) -> None:
    home.ordered()
    number = home.orders()[0]["label"]
    assert number not in home.speaker(link(shop[0], "ben", "demo").access_token()).say("CheckoutIntent")
