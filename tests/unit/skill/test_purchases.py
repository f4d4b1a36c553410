"""One yes is one order, of what was said and at the price that was said, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from simulator.linking import link
from store.launch import running_store
from tests.unit.skill.household import Household
from voiceshop.adapters.ucp import UcpStores
from voiceshop.alexa.entry import answer
from voiceshop.shop.customer import Customer
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.purchase import PurchaseState

PLACED = "Done. Order"


class World:
    """A store with two customers, for all tests of this file."""

    def __init__(self, url: str, data: Path) -> None:
        self.url, self.data = url, data
        self.tokens = {name: link(url, name, "demo").access_token() or "" for name in ("ana", "ben")}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    data = tmp_path_factory.mktemp("store")
    with running_store(data_dir=data) as store:
        yield World(store.url, data)


@pytest.fixture
def home(world: World) -> Iterator[Household]:
    household = Household(world.url, world.data, world.tokens["ana"])
    yield household
    household.pay_with("4242")


def test_the_same_yes_five_times_at_once_is_one_order(home: Household) -> None:
    before, speaker = home.orders(), home.asked()
    yes = speaker.request("AMAZON.YesIntent", {})
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: str(answer(speaker.skill, yes)), range(5)))
    assert sum(PLACED in heard for heard in answers) >= 1
    assert not any("went wrong" in heard or "cart is empty" in heard for heard in answers)
    assert len(home.orders_since(before)) == 1


def test_the_same_yes_again_later_reports_the_order(home: Household) -> None:
    before, speaker = home.orders(), home.asked()
    question = speaker.attributes
    assert speaker.say("AMAZON.YesIntent").startswith(PLACED)
    speaker.attributes = question
    assert speaker.say("AMAZON.YesIntent").startswith("That order is placed: it's order")
    assert len(home.orders_since(before)) == 1


def test_a_yes_that_arrives_after_the_no_orders_nothing(home: Household) -> None:
    before, speaker = home.orders(), home.asked()
    question = speaker.attributes
    assert speaker.say("AMAZON.NoIntent").startswith("Okay, nothing was ordered.")
    speaker.attributes = question
    assert speaker.say("AMAZON.YesIntent").startswith("That question is too old to order by.")
    assert home.orders_since(before) == []


@pytest.mark.parametrize("intent", ["AMAZON.NoIntent", "AMAZON.CancelIntent"])
def test_a_no_that_arrives_after_the_yes_hears_of_the_order(home: Household, intent: str) -> None:
    before, speaker = home.orders(), home.asked()
    question = speaker.attributes
    speaker.say("AMAZON.YesIntent")
    (order,) = home.orders_since(before)
    speaker.attributes = question
    assert speaker.say(intent) == f"That order is placed: it's order {order['label']}. Anything else?"


def test_leaving_after_the_yes_hears_of_the_order(home: Household) -> None:
    before, speaker = home.orders(), home.asked()
    question = speaker.attributes
    speaker.say("AMAZON.YesIntent")
    (order,) = home.orders_since(before)
    speaker.attributes = question
    assert speaker.say("AMAZON.StopIntent") == f"That order is placed: it's order {order['label']}. Goodbye."
    assert speaker.attributes == {}


def test_a_touched_no_that_arrives_after_the_yes_hears_of_the_order(home: Household) -> None:
    hub = home.hub()
    hub.say("AddToCartIntent", product="croissant")
    hub.say("CheckoutIntent")
    question, shown = hub.attributes, hub.screen["token"]
    hub.say("AMAZON.YesIntent")
    hub.attributes = question
    assert hub.touch("No", token=shown).startswith("That order is placed: it's order")


def test_a_yes_that_arrives_after_leaving_orders_nothing(home: Household) -> None:
    before, speaker = home.orders(), home.asked()
    question = speaker.attributes
    assert speaker.say("AMAZON.StopIntent") == "Okay, nothing was ordered. Your cart is kept. Goodbye."
    speaker.attributes = question
    assert speaker.say("AMAZON.YesIntent").startswith("That question is too old to order by.")
    assert home.orders_since(before) == []


def test_a_no_after_a_declined_yes_is_true(home: Household) -> None:
    home.pay_with("0002")
    before, speaker = home.orders(), home.asked()
    question = speaker.attributes
    speaker.say("AMAZON.YesIntent")
    speaker.attributes = question
    assert speaker.say("AMAZON.NoIntent").startswith("Okay, nothing was ordered.")
    assert home.orders_since(before) == []


def interrupted_by(home: Household, monkeypatch: pytest.MonkeyPatch, elsewhere: Callable[[], object]) -> None:
    """Have something else happen just before the customer's row is written next; the rest goes on as ever."""

    def save(customer: Customer) -> Customer:
        monkeypatch.undo()
        elsewhere()
        return home.ledger.save(customer)  # type: ignore[no-any-return]

    monkeypatch.setattr(home.ledger, "save", save, raising=False)


@pytest.mark.parametrize("intent", ["AMAZON.NoIntent", "AMAZON.StopIntent"])
def test_a_no_that_races_the_yes_hears_of_the_order(
    home: Household, monkeypatch: pytest.MonkeyPatch, intent: str
) -> None:
    before, here, there = home.orders(), home.asked(), home.speaker()
    there.attributes = dict(here.attributes)

    interrupted_by(home, monkeypatch, lambda: here.say("AMAZON.YesIntent"))

    assert there.say(intent).startswith("That order is placed: it's order")
    assert len(home.orders_since(before)) == 1


def test_a_no_that_races_a_yes_of_unknown_outcome_hides_nothing(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.pay_with("0119")
    before, here, there = home.orders(), home.asked(), home.speaker()
    there.attributes = dict(here.attributes)

    interrupted_by(home, monkeypatch, lambda: here.say("AMAZON.YesIntent"))

    assert there.say("AMAZON.NoIntent").startswith(PLACED)
    assert len(home.orders_since(before)) == 1


def test_a_no_that_races_another_change_of_the_row_is_kept(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    before, here, there = home.orders(), home.asked(), home.speaker()
    question = dict(here.attributes)

    interrupted_by(home, monkeypatch, lambda: there.say("SetLimitIntent", amount="100", limitPeriod="order"))

    assert here.say("AMAZON.NoIntent").startswith("Okay, nothing was ordered.")
    here.attributes = question
    assert here.say("AMAZON.YesIntent").startswith("That question is too old to order by.")
    assert home.orders_since(before) == []


def test_other_goods_at_the_same_price_are_read_out_anew(home: Household) -> None:
    before, here = home.orders(), home.asked()
    there = home.speaker()
    there.say("RemoveFromCartIntent", product="croissant")
    there.say("AddToCartIntent", product="plain-bagel")
    assert here.say("AMAZON.YesIntent").startswith("Your cart has changed since I read it to you")
    assert "one plain bagel" in here.heard
    assert here.heard.endswith("Shall I place the order?")
    assert home.orders_since(before) == []
    assert here.say("AMAZON.YesIntent").startswith(PLACED)
    (order,) = home.orders_since(before)
    assert "bagel" in str(order)


def test_what_would_be_handed_over_elsewhere_is_read_out_anew(home: Household) -> None:
    """Another device chose another place and checked out, and its turn died: no question of its own took this one's."""
    before, speaker = home.orders(), home.asked()
    store = UcpStores(home.store_url).open(home.token, Deadline.after(8), "en-US")
    cart = store.cart(home.ledger.customer(home.user).cart_id)
    assert cart
    assert store.quote(cart, "market-square").fulfillment.place == "Market Square"

    heard = speaker.say("AMAZON.YesIntent")

    changed = "Where you get your order has changed since I read it to you, so let me read it again. From B:"
    assert heard.startswith(changed)
    assert "at Harbor Street" in heard
    assert heard.endswith("Shall I place the order?")
    assert home.orders_since(before) == []
    assert speaker.say("AMAZON.YesIntent").startswith(PLACED)


def test_a_cart_that_grew_elsewhere_is_read_out_anew(home: Household) -> None:
    before, here = home.orders(), home.asked()
    home.speaker().say("AddToCartIntent", product="hand-grinder")
    assert "hand grinder" in here.say("AMAZON.YesIntent")
    assert home.orders_since(before) == []


def test_a_ledger_that_fails_after_the_charge_never_denies_the_order(home: Household) -> None:
    before, speaker = home.orders(), home.asked()
    home.ledger.down = {"move placed"}
    assert speaker.say("AMAZON.YesIntent").startswith(PLACED)
    home.ledger.down = set()
    assert len(home.orders_since(before)) == 1
    assert speaker.say("OrderStatusIntent").startswith(("Order ", PLACED))
    assert len(home.orders_since(before)) == 1


def test_an_order_that_was_not_written_down_is_found_again(home: Household) -> None:
    before, speaker = home.orders(), home.asked()
    home.ledger.saves_left = 0  # that it is being placed is written with the purchase, that it was is not written
    assert speaker.say("AMAZON.YesIntent").startswith(PLACED)
    home.ledger.saves_left = None
    (order,) = home.orders_since(before)
    assert order["label"] in home.speaker().say("OrderStatusIntent")
    assert order["label"] in home.speaker().say("CancelOrderIntent")
    assert len(home.orders_since(before)) == 1


def test_a_ledger_that_fails_before_the_store_is_asked_orders_nothing(home: Household) -> None:
    before, speaker = home.orders(), home.asked()
    home.ledger.down = {"place"}
    assert not speaker.say("AMAZON.YesIntent").startswith(PLACED)
    home.ledger.down = set()
    assert home.orders_since(before) == []


def test_an_unknown_order_whose_checkout_has_ended_is_told_to_have_failed(home: Household, world: World) -> None:
    before, speaker = home.orders(), home.asked()
    latest = home.ledger.customer(home.user).purchase_id
    asked = home.ledger.purchase(home.user, latest)
    lost = home.ledger.move(home.ledger.move(asked, PurchaseState.PLACING), PurchaseState.UNKNOWN)
    store = UcpStores(world.url).open(world.tokens["ana"], Deadline.after(60), "en-US")
    store.cancel_checkout(asked.checkout_id)  # as the store does by itself after some hours

    assert speaker.launch().startswith("Your last order didn't go through, and nothing was charged.")

    assert home.ledger.purchase(home.user, lost.id).state is PurchaseState.FAILED
    assert speaker.say("AMAZON.YesIntent").endswith("Shall I place the order?")
    assert speaker.say("AMAZON.YesIntent").startswith(PLACED)
    assert len(home.orders_since(before)) == 1


def test_settling_keeps_what_was_added_since(home: Household) -> None:
    home.pay_with("0119")
    speaker = home.asked()
    assert speaker.say("AMAZON.YesIntent").startswith("I've sent your order, but the store hasn't confirmed it yet.")
    speaker.say("AddToCartIntent", product="plain-bagel")
    assert speaker.say("OrderStatusIntent").startswith((PLACED, "Order "))
    assert "one plain bagel" in speaker.say("ViewCartIntent")


def test_another_account_on_the_same_device_hides_no_orders(home: Household, world: World) -> None:
    first = home.asked()
    first.say("AMAZON.YesIntent")
    other = home.speaker(token=world.tokens["ben"])
    other.say("AddToCartIntent", product="plain-bagel")
    other.say("CheckoutIntent")
    assert other.say("AMAZON.YesIntent").startswith(PLACED)
    assert other.say("OrderStatusIntent").startswith("Order ")
    assert home.speaker().say("OrderStatusIntent").startswith("Order ")


def test_undo_does_not_take_away_what_another_device_added(home: Household) -> None:
    here, there = home.speaker(), home.speaker()
    here.say("AddToCartIntent", product="croissant")
    there.say("AddToCartIntent", product="plain-bagel")
    assert here.say("UndoIntent").startswith("Your cart has changed since then, so I left it as it is.")
    assert "plain bagel" in here.say("ViewCartIntent")
