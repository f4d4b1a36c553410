"""`/orders`: reading an order, and the vendor extension that cancels one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from ucp_sdk.models.schemas.shopping import order as order_models

from store.application import Store
from store.errors import Refused
from store.http.answers import answer
from store.http.callers import identify, identify_buyer
from store.http.idempotency import Replays
from store.messages import Message, error
from store.oauth import scopes
from store.oauth.tokens import Tokens
from store.orders import read_order
from store.tables import Order
from store.version import envelope

ORDER, CANCEL = "dev.ucp.shopping.order", "dev.voiceshop.order_cancel"


def routes(store: Store, tokens: Tokens, replays: Replays) -> Blueprint:
    """Get, and cancel (capability `dev.voiceshop.order_cancel`)."""
    orders = Blueprint("orders", __name__, url_prefix="/orders")

    @orders.get("/<order_id>")
    def get(order_id: str) -> Response:
        caller = identify(tokens, scopes.ORDER)
        with store.database.reading() as session:
            payment_id = read_order(session, order_id, caller.customer_id).payment_id
        store.refunds.attempt(payment_id)
        with store.database.reading() as session:
            return _respond(read_order(session, order_id, caller.customer_id))

    @orders.post("/<order_id>/cancel")
    def cancel(order_id: str) -> Response:
        caller = identify_buyer(tokens, scopes.CANCEL)

        def act() -> Response:
            try:
                return _respond(store.cancellations.cancel(order_id, caller.customer_id))
            except Refused as problem:
                with store.database.reading() as session:
                    order = read_order(session, order_id, caller.customer_id)
                    return _respond(order, error(problem.code, problem.content, severity=problem.severity))

        return replays.once(caller.principal, act)

    return orders


def _respond(order: Order, *messages: Message) -> Response:
    document: dict[str, Any] = {"ucp": envelope(ORDER, CANCEL), **order.document, "state": order.state}
    if messages:
        document["messages"] = list(messages)
    return answer(order_models.Order, document)
