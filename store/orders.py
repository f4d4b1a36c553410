"""Orders: placed when a payment succeeds, moved along by the shop, read and cancelled by their buyer."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.catalogue.stock import Counter
from store.database import Database
from store.errors import NotFound, Refused
from store.fulfilment import PICKUP, SHIPPING, instant
from store.ids import new_id
from store.outbox import announce
from store.payments import REFUNDING
from store.refunds import Refunds
from store.shop import shop
from store.tables import Checkout, Order, Payment

FIRST_NUMBER = 1042
RECEIVED, PREPARING, READY, SHIPPED, DELIVERED, CANCELED = (
    "received",
    "preparing",
    "ready",
    "shipped",
    "delivered",
    "canceled",
)
_NEXT = {
    PICKUP: {RECEIVED: PREPARING, PREPARING: READY, READY: DELIVERED},
    SHIPPING: {RECEIVED: PREPARING, PREPARING: SHIPPED, SHIPPED: DELIVERED},
}
_WORDS = {
    RECEIVED: "We have the order.",
    PREPARING: "It is being prepared.",
    READY: "It is ready for pick-up.",
    SHIPPED: "It is on its way.",
    DELIVERED: "It was handed over.",
    CANCELED: "It was canceled.",
}


def place_order(session: Session, checkout: Checkout, payment: Payment, now: datetime, base_url: str) -> Order:
    """Makes the one order of a paid checkout and announces it."""
    sold = dict(checkout.sold or {})
    order_id = new_id("order")
    number = (session.scalar(select(func.max(Order.number))) or FIRST_NUMBER - 1) + 1
    document = {
        "id": order_id,
        "label": str(number),
        "checkout_id": checkout.id,
        # Whoever has the address sees the page: it is no other document's id, and the order's id alone opens nothing.
        "permalink_url": f"{base_url}/orders/{order_id}/{new_id('page')}",
        "line_items": [_order_line(line) for line in sold["line_items"]],
        "fulfillment": {"expectations": [_expectation(sold)], "events": [_event(RECEIVED, sold["line_items"], now)]},
        "adjustments": [],
        "currency": sold["currency"],
        "totals": sold["totals"],
    }
    order = Order(
        id=order_id,
        number=number,
        customer_id=checkout.customer_id,
        checkout_id=checkout.id,
        platform=checkout.platform,
        payment_id=payment.id,
        state=RECEIVED,
        document=document,
        created_at=now,
    )
    session.add(order)
    session.flush()
    announce(session, order, now)
    return order


def read_order(session: Session, order_id: str, customer_id: str | None) -> Order:
    """The caller's order. An order of a guest is known by its unguessable id alone.

    Raises:
        NotFound: no such order, or another buyer's.
    """
    order = session.get(Order, order_id)
    if order is None or order.customer_id not in {None, customer_id}:
        raise NotFound(f"order {order_id}")
    return order


def advance(session: Session, order: Order, now: datetime) -> None:
    """Moves an order to its next state and announces it.

    Raises:
        Refused: it has been handed over or canceled already.
    """
    method = order.document["fulfillment"]["expectations"][0]["method_type"]
    following = _NEXT[method].get(order.state)
    if following is None:
        raise Refused("order_final", f"Order {order.number} is {order.state} already.")
    document = deepcopy(order.document)
    event = _event(following, document["line_items"], now)
    if following == SHIPPED:
        event |= {"tracking_number": f"BB{order.number}", "carrier": "Bluebird couriers"}
    document["fulfillment"]["events"].append(event)
    if following == DELIVERED:
        for line in document["line_items"]:
            line["quantity"]["fulfilled"] = line["quantity"]["total"]
            line["status"] = "fulfilled"
    order.state, order.document = following, document
    announce(session, order, now)


@dataclass(frozen=True)
class Cancellations:
    """Cancels orders and gives the money back."""

    database: Database
    refunds: Refunds
    clock: Callable[[], datetime]

    def cancel(self, order_id: str, customer_id: str) -> Order:
        """Cancels an order that is received or being prepared, refunds it, and puts its goods back.

        Cancelling again returns the canceled order.

        Raises:
            NotFound: no such order, or not this buyer's. An id alone is enough to read a guest's order, not to end it.
            Refused: it is too late.
            ProcessorTimeout: it is canceled, and the processor did not say that the money is back. That is tried again.
        """
        with self.database.writing() as session:
            order = read_order(session, order_id, customer_id)
            if order.customer_id != customer_id:
                raise NotFound(f"order {order_id}")
            if order.state not in {RECEIVED, PREPARING, CANCELED}:
                raise Refused(
                    "order_not_cancelable", f"Order {order.number} is {order.state}: it is too late to cancel."
                )
            if order.state != CANCELED:
                self._withdraw(session, order)
        self.refunds.settle(order.payment_id)
        with self.database.reading() as session:
            return read_order(session, order_id, customer_id)

    def _withdraw(self, session: Session, order: Order) -> None:
        now = self.clock()
        counter = Counter(session, now)
        document = deepcopy(order.document)
        for line in document["line_items"]:
            if order.state == RECEIVED:
                counter.put_back(line["item"]["id"], line["quantity"]["total"])
        affected = [{"id": line["id"], "quantity": -line["quantity"]["total"]} for line in document["line_items"]]
        document["fulfillment"]["events"].append(_event(CANCELED, document["line_items"], now))
        for line in document["line_items"]:
            line["quantity"]["total"], line["status"] = 0, "removed"
        document["adjustments"].append(
            {
                "id": new_id("adjustment"),
                "type": "cancellation",
                "occurred_at": instant(now, shop()),
                "status": "pending",
                "line_items": affected,
                "totals": [{"type": "total", "amount": -_total_of(order)}],
                "description": "Canceled by the customer, refunded to the card.",
            }
        )
        order.state, order.document = CANCELED, document
        session.get_one(Payment, order.payment_id).status = REFUNDING


def _total_of(order: Order) -> int:
    return next(int(entry["amount"]) for entry in order.document["totals"] if entry["type"] == "total")


def _order_line(line: dict[str, Any]) -> dict[str, Any]:
    quantity = line["quantity"]
    counts = {"original": quantity, "total": quantity, "fulfilled": 0}
    return {
        "id": line["id"],
        "item": line["item"],
        "quantity": counts,
        "totals": line["totals"],
        "status": "processing",
    }


def _expectation(sold: dict[str, Any]) -> dict[str, Any]:
    handover = sold["handover"]
    place = _place(sold)
    shared = {
        "id": new_id("expectation"),
        "line_items": [{"id": line["id"], "quantity": line["quantity"]} for line in sold["line_items"]],
        "fulfillable_on": handover["earliest"],
        "latest_fulfillment_time": handover["latest"],
    }
    if place is not None:
        where = {"location": {"id": place["id"], "name": place["name"]}, "destination": place["address"]}
        return {**shared, **where, "method_type": PICKUP, "description": f"Pick up at {place['name']}"}
    return {
        **shared,
        "method_type": SHIPPING,
        "destination": handover["address"],
        "description": "Brought to your door",
    }


def _place(sold: dict[str, Any]) -> dict[str, Any] | None:
    """Where it is picked up, as it was sold: the shop may have closed the place since. None when it is brought."""
    shown = (destination for method in sold["fulfillment"]["methods"] for destination in method["destinations"])
    return next((place for place in shown if place["id"] == sold["handover"]["place_id"]), None)


def _event(state: str, lines: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    counted = [(line["id"], line["quantity"]) for line in lines]
    return {
        "id": new_id("event"),
        "occurred_at": instant(now, shop()),
        "type": state,
        "line_items": [
            {"id": line_id, "quantity": count if isinstance(count, int) else count["total"]}
            for line_id, count in counted
        ],
        "description": _WORDS[state],
    }
