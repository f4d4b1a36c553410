"""What is said when a store answers in ways that the embedded one never does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.scripted_store import Answer, Last, Reply, ScriptedStore, Wire, ok, scripted_store
from tests.unit.adapters import documents
from tests.unit.skill.household import Household, Speaker
from voiceshop.shop.purchase import PlacedOrder, Purchase, PurchaseState

LATTE = documents.product(documents.variant("latte:large", "large", 520), options=[])
ORDERED = PlacedOrder("order_1", "1042")
ORDER = "GET /orders/order_1"
CHECKOUT = "POST /checkout-sessions"
COMPLETE = "POST /checkout-sessions/checkout_1/complete"
CANCEL = "POST /orders/order_1/cancel"
COMPLETED = Reply(
    documents.checkout("completed", order={"id": "order_1", "label": "1042", "permalink_url": "https://x"})
)
PICKUP = documents.order()["fulfillment"]["expectations"][0]
PROMISELESS = {"expectations": [{name: PICKUP[name] for name in PICKUP if name != "fulfillable_on"}], "events": []}


@pytest.fixture
def store() -> Iterator[ScriptedStore]:
    """Sells lattes of one size, and takes every order."""
    with scripted_store() as scripted:
        scripted.on("POST /catalog/product", ok(product=LATTE))
        scripted.on("POST /catalog/lookup", ok(products=[documents.product()]))
        scripted.on("POST /carts", Reply(documents.cart(), status=201))
        scripted.on("GET /carts/cart_1", Reply(documents.cart()))
        scripted.on(CHECKOUT, Reply(documents.checkout(), status=201))
        scripted.on("GET /checkout-sessions/checkout_1", Reply(documents.checkout()))
        scripted.on(COMPLETE, COMPLETED)
        scripted.on(ORDER, Reply(documents.order()))
        yield scripted


@pytest.fixture
def home(store: ScriptedStore, tmp_path: Path) -> Household:
    return Household(store.url, tmp_path, "a-token")


@pytest.fixture
def speaker(home: Household) -> Speaker:
    return home.speaker()


@pytest.fixture
def asked(speaker: Speaker) -> Speaker:
    """A speaker that has been asked whether to place an order."""
    speaker.say("AddToCartIntent", product="latte", quantity="2")
    assert speaker.say("CheckoutIntent").endswith("Shall I place the order?")
    return speaker


@pytest.fixture
def ordered(asked: Speaker) -> Speaker:
    asked.say("AMAZON.YesIntent")
    return asked


def order(kind: str | None, method: str, **fulfillment: object) -> Reply:
    """An order that has come so far, of which the store does not say when it will be there."""
    [expectation] = PROMISELESS["expectations"]
    happened = documents.order(*([(kind, "2026-11-22T08:31:00-05:00")] if kind else []))["fulfillment"]["events"]
    told = {"expectations": [{**expectation, "method_type": method}], "events": happened}
    return Reply(documents.order(fulfillment=told))


@pytest.mark.parametrize(
    ("kind", "method", "heard"),
    [
        (None, "pickup", "Order 1042 is in. Anything else?"),
        ("processing", "pickup", "Order 1042 is being made. Anything else?"),
        ("ready", "pickup", "Order 1042 is ready for you at 12 Harbor Street. Anything else?"),
        ("shipped", "shipping", "Order 1042 is on its way. Anything else?"),
    ],
)
def test_an_order_without_a_time_is_told_without(
    store: ScriptedStore, ordered: Speaker, kind: str | None, method: str, heard: str
) -> None:
    store.on(ORDER, order(kind, method))
    assert ordered.say("OrderStatusIntent") == heard


def test_an_order_on_its_way_is_told_with_its_time(store: ScriptedStore, ordered: Speaker) -> None:
    told = {**documents.order(("shipped", "2026-11-22T08:31:00-05:00"))["fulfillment"]}
    told["expectations"] = [{**PICKUP, "method_type": "shipping"}]
    store.on(ORDER, Reply(documents.order(fulfillment=told)))
    assert ordered.say("OrderStatusIntent").startswith("Order 1042 is on its way, with you around 8:40 AM")


@pytest.mark.parametrize("answer", [order(None, "pickup"), Reply(b"", status=500)])
def test_a_placed_order_of_which_no_more_is_known_is_still_placed(
    store: ScriptedStore, asked: Speaker, answer: Answer
) -> None:
    store.on(ORDER, answer)
    assert asked.say("AMAZON.YesIntent").startswith("Done. That's order 1042.")


@pytest.mark.parametrize(
    ("message", "heard"),
    [
        ({"code": "minimum_not_met", "minimum": 1500}, "Orders start at $15.00. "),
        (
            {"code": "age_unknown", "content": "Come by in person."},
            "The store can't take this order: Come by in person. Your cart is kept; you can change it, and check out ",
        ),
        (
            {"code": "age_unknown", "content": ""},
            "The store can't take this order right now. Your cart is kept; please try again later. ",
        ),
    ],
)
def test_a_store_that_will_not_take_an_order_says_why(
    store: ScriptedStore, speaker: Speaker, message: dict[str, object], heard: str
) -> None:
    speaker.say("AddToCartIntent", product="latte", quantity="2")
    told = {"type": "error", "severity": "recoverable", "content": "No.", **message}
    store.on(CHECKOUT, Reply(documents.checkout("incomplete", messages=[told])))
    assert speaker.say("CheckoutIntent").startswith(heard)


def test_a_price_that_moves_while_it_is_ordered_is_told_with_the_old_one(store: ScriptedStore, asked: Speaker) -> None:
    moved = {"type": "error", "code": "price_changed", "content": "The total has changed.", "severity": "recoverable"}
    store.on(COMPLETE, Reply(documents.checkout(messages=[moved])))
    looked_at = "GET /checkout-sessions/checkout_1"
    store.on(looked_at, Reply(documents.checkout()), Reply(documents.checkout(totals=documents.totals(1200))))
    heard = "The price has changed: it was $11.32, and now it's $12.00 with tax. Shall I place the order?"
    assert asked.say("AMAZON.YesIntent") == heard


def test_what_is_read_anew_because_it_changed_counts_once_for_the_day(store: ScriptedStore, speaker: Speaker) -> None:
    store.on("POST /catalog/search", ok(products=[LATTE]))
    speaker.say("SetLimitIntent", amount="20", limitPeriod="day")
    speaker.say("AddToCartIntent", product="latte", quantity="2")
    speaker.say("CheckoutIntent")
    changed = {"type": "error", "code": "content_changed", "content": "It has.", "severity": "recoverable"}
    store.on(COMPLETE, Reply(documents.checkout(messages=[changed])))
    heard = speaker.say("AMAZON.YesIntent")
    assert heard.startswith("Your cart has changed since I read it to you for $11.32, so let me read it again. From B:")
    assert heard.endswith("Shall I place the order?")


def test_an_order_that_never_left_is_surely_not_placed(store: ScriptedStore, asked: Speaker) -> None:
    store.on("GET /checkout-sessions/checkout_1", Last(Reply(documents.checkout(), headers={"Connection": "close"})))
    heard = "I couldn't reach the store, so nothing was ordered. Your cart is kept. Shall I check out?"
    assert asked.say("AMAZON.YesIntent") == heard


def test_while_another_turn_is_ordering_a_look_that_cannot_ask_denies_nothing(
    store: ScriptedStore, home: Household, asked: Speaker
) -> None:
    """The store was looked at and then is away, and what the other turn has sent may come to it all the same."""
    quoted = home.ledger.purchase(home.user, home.ledger.customer(home.user).purchase_id)
    home.ledger.move(quoted, PurchaseState.PLACING)
    store.on("GET /checkout-sessions/checkout_1", Last(Reply(documents.checkout(), headers={"Connection": "close"})))

    assert "nothing was ordered" not in asked.say("OrderStatusIntent")

    assert home.ledger.purchase(home.user, quoted.id).state is PurchaseState.UNKNOWN


def test_an_order_that_never_left_may_be_placed_by_another_turn(
    store: ScriptedStore, home: Household, asked: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.on("GET /checkout-sessions/checkout_1", Last(Reply(documents.checkout(), headers={"Connection": "close"})))

    def overtaken(purchase: Purchase, to: PurchaseState) -> Purchase:
        monkeypatch.undo()
        home.ledger.move(home.ledger.move(purchase, PurchaseState.UNKNOWN), PurchaseState.PLACED, ORDERED)
        return home.ledger.move(purchase, to)  # type: ignore[no-any-return]

    monkeypatch.setattr(home.ledger, "move", overtaken, raising=False)

    assert asked.say("AMAZON.YesIntent").startswith("That order is placed: it's order 1042.")


def test_a_cancellation_whose_answer_is_lost_is_not_said_to_have_failed(store: ScriptedStore, ordered: Speaker) -> None:
    store.on(CANCEL, Wire())
    ordered.say("CancelOrderIntent")
    assert ordered.say("AMAZON.YesIntent") == "The store hasn't confirmed that yet. Shall I try again?"


def test_a_size_that_a_thing_does_not_come_in_is_answered_by_those_it_does(
    store: ScriptedStore, speaker: Speaker
) -> None:
    store.on("POST /catalog/product", ok(product=documents.product()))
    heard = speaker.say("AddToCartIntent", product="latte", size="Size:medium")
    assert heard == "Latte doesn't come with Size:medium. Would you like small or large instead?"
    assert speaker.say("AMAZON.HelpIntent").startswith("It doesn't come the way you asked. Would you like small")


def test_a_shop_with_nothing_of_a_kind_says_so(store: ScriptedStore, speaker: Speaker) -> None:
    store.on("POST /catalog/search", ok(products=[]))
    assert speaker.say("BrowseMenuIntent", category="soup").startswith("I couldn't find any soup.")
    assert speaker.say("BrowseMenuIntent", optionGroup="soup").startswith("I couldn't find any choice of soup.")
    assert speaker.say("DealsIntent").startswith("Nothing is on sale right now.")


def test_a_place_that_is_closed_today_is_said_to_be(store: ScriptedStore, speaker: Speaker) -> None:
    store.on("POST /locations/search", ok(locations=[{**documents.LOCATION, "hours": []}]))
    heard = speaker.say("FindStoreIntent", pickupPlace="harbor-street")
    assert heard == "Harbor Street is closed today. Would you like to pick up there?"
    heard = speaker.say("ChooseStoreIntent", pickupPlace="harbor-street")
    assert heard.startswith("Okay, I'll have your orders ready at Harbor Street, 12 Harbor Street. It's closed today.")


def test_a_yes_that_comes_again_while_the_first_is_not_known_of_places_nothing(
    store: ScriptedStore, asked: Speaker
) -> None:
    question = asked.attributes
    store.on(COMPLETE, Wire())
    assert asked.say("AMAZON.YesIntent").startswith("I've sent your order, but the store hasn't confirmed it yet.")
    asked.attributes = question
    assert asked.say("AMAZON.YesIntent") == "I'm still placing that order. Shall I look again?"
    assert store.calls().count(COMPLETE) == 1


@pytest.mark.parametrize("when", ["2026-01-01T12:00:00+00:00", "2526-01-01T12:00:00+00:00"])
def test_an_order_of_long_ago_that_was_not_placed_is_not_placed_now(
    store: ScriptedStore, home: Household, asked: Speaker, when: str
) -> None:
    """By a clock that was put back since, it seems to be one of times to come."""
    store.on(COMPLETE, Wire())
    asked.say("AMAZON.YesIntent")
    home.age_purchases(when)
    store.on("POST /checkout-sessions/checkout_1/cancel", Reply(documents.checkout("canceled")))
    heard = asked.say("OrderStatusIntent")
    assert heard.startswith("Your last order didn't go through, and nothing was charged. Your cart is kept.")
    assert store.calls().count(COMPLETE) == 1


def test_an_order_of_long_ago_that_comes_to_the_store_while_it_is_looked_for_is_told(
    store: ScriptedStore, home: Household, asked: Speaker
) -> None:
    store.on(COMPLETE, Wire())
    asked.say("AMAZON.YesIntent")
    home.age_purchases()
    placed = Reply(documents.checkout("completed", order={"id": "order_1", "label": "1042"}))
    store.on("POST /checkout-sessions/checkout_1/cancel", placed)
    assert "1042" in asked.say("OrderStatusIntent")
    assert store.calls().count(COMPLETE) == 1


def test_a_store_that_died_while_it_was_paid_is_asked_once_more_by_the_same_key(
    store: ScriptedStore, asked: Speaker
) -> None:
    store.on(COMPLETE, Wire())
    assert asked.say("AMAZON.YesIntent").startswith("I've sent your order, but the store hasn't confirmed it yet.")
    store.on("GET /checkout-sessions/checkout_1", Reply(documents.checkout("complete_in_progress")))
    store.on(COMPLETE, Reply(documents.checkout("completed", order={"id": "order_1", "label": "1042"})))
    assert asked.say("OrderStatusIntent").startswith("Done. ")
    first, second = (call for call in store.asked if call.path.endswith("/complete"))
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert first.body == second.body


def test_a_look_again_after_all_was_forgotten_finds_nothing(
    store: ScriptedStore, home: Household, asked: Speaker
) -> None:
    store.on(COMPLETE, Wire())
    asked.say("AMAZON.YesIntent")
    home.ledger.forget(home.user)
    assert asked.say("AMAZON.YesIntent").startswith("There's no order waiting to be confirmed.")


def test_half_a_character_in_a_label_hides_no_order(store: ScriptedStore, asked: Speaker, home: Household) -> None:
    """A store that cuts its labels by half characters sends one; no row can hold it."""
    half = {"id": "order_1", "label": "Latte \ud83d", "permalink_url": "https://x"}
    store.on(COMPLETE, Reply(documents.checkout("completed", order=half)))
    assert asked.say("AMAZON.YesIntent").startswith("Done.")
    assert home.ledger.customer(home.user).orders[0].label == "Latte ?"
