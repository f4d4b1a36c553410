"""Checkouts at stores that are not ours: asked for step by step, refused, looked at again; and orders."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.support.scripted_store import Reply, ScriptedStore, ok, refused
from tests.unit.adapters import documents
from tests.unit.adapters.purchases import VISA
from voiceshop.shop.cart import Cart, Line
from voiceshop.shop.catalogue import Variant
from voiceshop.shop.errors import (
    BelowMinimum,
    CannotCheckOut,
    EmptyCart,
    NoCard,
    NotEnough,
    ShopError,
    SoldOut,
    StoreSlow,
    StoreTrouble,
    TooLateToCancel,
    UnknownOrder,
)
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Store
from voiceshop.shop.purchase import Fulfillment, Instrument, OrderState
from voiceshop.shop.want import Want

PRICE = Money(520, "USD")
CART = Cart("cart_1", (Line(Variant("latte:large", "latte", "latte", (), PRICE), 2, Money(1040, "USD")),), PRICE)
KEY = str(uuid.uuid4())
READY_AT = datetime(2026, 11, 22, 8, 40, tzinfo=timezone(timedelta(hours=-5)))
AT_HARBOR = Fulfillment("pickup", "Harbor Street", READY_AT, "harbor-street")

CREATE, GET, PUT = "POST /checkout-sessions", "GET /checkout-sessions/checkout_1", "PUT /checkout-sessions/checkout_1"
ORDER, CANCEL = "GET /orders/order_1", "POST /orders/order_1/cancel"
COMPLETED = documents.checkout("completed", order={"id": "order_1", "label": "1042"})


@pytest.fixture(autouse=True)
def shelves(scripted: ScriptedStore) -> None:
    scripted.on("POST /catalog/lookup", ok(products=[documents.product()]))


def error(code: str, content: str = "No.", **more: object) -> dict[str, Any]:
    return {"type": "error", "code": code, "content": content, "severity": "recoverable", **more}


class TestQuoting:
    def test_a_quote_holds_all_that_is_read_out(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(CREATE, Reply(documents.checkout(), status=201))

        quote = store.quote(CART, "harbor-street")

        assert (quote.id, quote.total, quote.fulfillment) == ("checkout_1", Money(1132, "USD"), AT_HARBOR)
        assert quote.instrument == VISA
        assert [(line.variant.name, line.quantity) for line in quote.lines] == [("latte", 2)]

    def test_a_store_that_listens_is_asked_once(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(CREATE, Reply(documents.checkout()))

        store.quote(CART, "harbor-street")

        asked = scripted.asked[-1].body
        assert scripted.calls()[-1] == CREATE
        assert asked["cart_id"] == "cart_1"
        method = {"type": "pickup", "selected_destination_id": "harbor-street"}
        assert asked["fulfillment"] == {"methods": [method]}

    def test_a_store_that_wants_to_be_told_step_by_step(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(CREATE, Reply(documents.checkout("incomplete", fulfillment=documents.pickup(None, None))))
        chosen = documents.checkout("incomplete", fulfillment=documents.pickup("harbor-street", None))
        scripted.on(PUT, Reply(chosen), Reply(documents.checkout()))

        quote = store.quote(CART, None)

        assert quote.fulfillment == AT_HARBOR
        place, option = [asked.body["fulfillment"]["methods"][0] for asked in scripted.asked if asked.method == "PUT"]
        assert place["selected_destination_id"] == "harbor-street"
        assert option["groups"] == [{"id": "group_1", "selected_option_id": "counter"}]

    def test_a_checkout_that_was_open_for_another_place_moves_there(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        scripted.on(CREATE, Reply(documents.checkout()))
        scripted.on(PUT, Reply(documents.checkout(fulfillment=documents.pickup("market-square"))))

        assert store.quote(CART, "market-square").fulfillment.place == "Market Square"

    def test_the_selected_card_is_the_one(self, scripted: ScriptedStore, store: Store) -> None:
        other = {**documents.VISA, "id": "instrument_0", "selected": False}
        scripted.on(CREATE, Reply(documents.checkout(payment={"instruments": [other, documents.VISA]})))

        assert store.quote(CART, None).instrument.id == "instrument_1"

    def test_with_none_selected_it_is_the_first(self, scripted: ScriptedStore, store: Store) -> None:
        bare = {"id": "instrument_9", "handler_id": "processor_1", "type": "wallet"}
        scripted.on(CREATE, Reply(documents.checkout(payment={"instruments": [bare]})))

        assert store.quote(CART, None).instrument == Instrument("instrument_9", "processor_1", "wallet", "wallet", "")

    @pytest.mark.parametrize("payment", [{}, {"instruments": []}])
    @pytest.mark.parametrize("status", ["ready_for_complete", "incomplete"])
    def test_no_card(self, scripted: ScriptedStore, store: Store, status: str, payment: dict[str, Any]) -> None:
        messages = [error("payment_required", "Add a card.")] if status == "incomplete" else []
        scripted.on(CREATE, Reply(documents.checkout(status, payment=payment, messages=messages)))

        with pytest.raises(NoCard):
            store.quote(CART, None)

    @pytest.mark.parametrize(
        ("message", "expected"),
        [
            (error("out_of_stock", path="$.line_items[0]"), SoldOut),
            (error("insufficient_stock", path="$.line_items[0]", available=1), NotEnough),
            (error("minimum_not_met", path="$.line_items", minimum=1500), BelowMinimum),
            (error("minimum_not_met", "Ten dollars at least."), CannotCheckOut),
            (error("closed", "We are closed."), CannotCheckOut),
        ],
    )
    def test_the_store_says_why_it_will_not(
        self, scripted: ScriptedStore, store: Store, message: dict[str, Any], expected: type[ShopError]
    ) -> None:
        scripted.on(CREATE, Reply(documents.checkout("incomplete", messages=[message])))

        with pytest.raises(expected):
            store.quote(CART, None)

    def test_a_store_that_wants_to_see_the_customer(self, scripted: ScriptedStore, store: Store) -> None:
        age = {**error("age_check", "Show your passport."), "severity": "requires_buyer_review"}
        scripted.on(CREATE, Reply(documents.checkout("requires_escalation", messages=[age])))

        with pytest.raises(CannotCheckOut) as refusal:
            store.quote(CART, None)

        assert refusal.value.values["reason"] == "Show your passport."

    def test_a_refused_coupon_does_not_stop_a_checkout_that_is_ready(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        scripted.on(CREATE, Reply(documents.checkout(messages=[error("discount_code_expired")])))

        assert store.quote(CART, None).total == Money(1132, "USD")

    def test_a_cart_that_is_gone(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(CREATE, refused("not_found", status=404))

        with pytest.raises(EmptyCart):
            store.quote(CART, None)

    def test_not_ready_and_no_reason_is_a_trouble(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(CREATE, Reply(documents.checkout("incomplete")))

        with pytest.raises(StoreTrouble):
            store.quote(CART, None)


class TestLookingAgain:
    def test_the_price_of_now(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(GET, Reply(documents.checkout(totals=documents.totals(1204))))

        again = store.checkout("checkout_1")

        assert again is not None
        assert again.total == Money(1204, "USD")

    @pytest.mark.parametrize(
        "answer",
        [
            refused("not_found", status=404),
            refused("not_found"),
            Reply(COMPLETED),
            Reply(documents.checkout("canceled")),
        ],
        ids=["404", "not found", "completed", "canceled"],
    )
    def test_one_that_can_no_longer_be_completed(self, scripted: ScriptedStore, store: Store, answer: Reply) -> None:
        scripted.on(GET, answer)

        assert store.checkout("checkout_1") is None

    def test_one_that_is_being_completed_is_not_over(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(GET, Reply(documents.checkout("complete_in_progress")))

        with pytest.raises(StoreSlow):
            store.checkout("checkout_1")

    def test_a_time_without_a_zone_is_not_believed(self, scripted: ScriptedStore, store: Store) -> None:
        option = {**documents.PICKUP_OPTION, "earliest_fulfillment_time": "2026-11-22T08:40:00"}
        fulfillment = documents.pickup()
        fulfillment["methods"][0]["groups"][0]["options"] = [option]
        scripted.on(GET, Reply(documents.checkout(fulfillment=fulfillment)))

        with pytest.raises(StoreTrouble):
            store.checkout("checkout_1")

    def test_what_has_sold_out_meanwhile(self, scripted: ScriptedStore, store: Store) -> None:
        gone = error("out_of_stock", path="$.line_items[0]")
        scripted.on(GET, Reply(documents.checkout("incomplete", messages=[gone])))

        with pytest.raises(SoldOut):
            store.checkout("checkout_1")


class TestOrders:
    @pytest.mark.parametrize(
        ("events", "state"),
        [
            ([], OrderState.RECEIVED),
            (["processing"], OrderState.PREPARING),
            (["processing", "ready_for_pickup"], OrderState.READY),
            (["processing", "shipped", "in_transit"], OrderState.SHIPPED),
            (["shipped", "delivered"], OrderState.DELIVERED),
            (["processing", "canceled"], OrderState.CANCELED),
            (["processing", "sung_about"], OrderState.PREPARING),
        ],
    )
    def test_its_state_is_the_last_event_that_means_something(
        self, scripted: ScriptedStore, store: Store, events: list[str], state: OrderState
    ) -> None:
        happened = [(kind, f"2026-11-22T08:3{minute}:00-05:00") for minute, kind in enumerate(events)]
        scripted.on(ORDER, Reply(documents.order(*reversed(happened))))

        assert store.order("order_1").state is state

    def test_an_order_says_what_when_and_where(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(ORDER, Reply(documents.order()))

        order = store.order("order_1")

        assert (order.id, order.label, order.total) == ("order_1", "1042", Money(1132, "USD"))
        assert order.fulfillment == Fulfillment("pickup", "12 Harbor Street", READY_AT)
        assert [line.want for line in order.lines] == [Want("latte:large", 2)]

    def test_a_canceled_order_still_says_what_was_in_it(self, scripted: ScriptedStore, store: Store) -> None:
        quantity = {"original": 2, "total": 0, "fulfilled": 0}
        line = {**documents.ORDER_LINE, "quantity": quantity, "status": "removed"}
        scripted.on(ORDER, Reply(documents.order(line_items=[line])))

        order = store.order("order_1")

        assert (order.state, order.lines[0].quantity) == (OrderState.CANCELED, 2)

    @pytest.mark.parametrize("code", ["not_found", "unauthorized"])
    def test_an_order_that_is_not_ours(self, scripted: ScriptedStore, store: Store, code: str) -> None:
        scripted.on(ORDER, refused(code))

        with pytest.raises(UnknownOrder):
            store.order("order_1")

    def test_canceled(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(CANCEL, Reply(documents.order(("canceled", "2026-11-22T08:31:00-05:00"))))

        assert store.cancel_order("order_1", KEY).state is OrderState.CANCELED
        (canceling,) = [asked for asked in scripted.asked if asked.path.endswith("/cancel")]
        assert canceling.headers["Idempotency-Key"] == KEY

    @pytest.mark.parametrize(
        "answer",
        [
            refused("not_cancelable"),
            Reply(b"{}", status=409),
            Reply(documents.order(("ready", "2026-11-22T08:31:00-05:00"), messages=[error("order_not_cancelable")])),
        ],
        ids=["refused", "409", "shown as it is"],
    )
    def test_too_late(self, scripted: ScriptedStore, store: Store, answer: Reply) -> None:
        scripted.on(CANCEL, answer)
        scripted.on(ORDER, Reply(documents.order(("ready", "2026-11-22T08:31:00-05:00"))))

        with pytest.raises(TooLateToCancel) as refusal:
            store.cancel_order("order_1", KEY)

        assert refusal.value.values["label"] == "1042"

    def test_one_that_was_canceled_before_is_as_wished(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(CANCEL, refused("not_cancelable"))
        scripted.on(ORDER, Reply(documents.order(("canceled", "2026-11-22T08:31:00-05:00"))))

        assert store.cancel_order("order_1", KEY).state is OrderState.CANCELED
