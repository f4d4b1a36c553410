"""`/carts`: UCP's cart operations, for guests and linked buyers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response
from ucp_sdk.models.schemas.shopping import discount

from store.application import Store
from store.carts import Carts, CartView
from store.catalogue.loader import currency
from store.catalogue.stock import Counter
from store.documents import discounts, line_items
from store.fulfilment import instant
from store.http.answers import answer
from store.http.bodies import read_body
from store.http.callers import Caller, identify
from store.http.idempotency import Replays
from store.http.requests import CartCreate, CartUpdate
from store.oauth import scopes
from store.oauth.tokens import Tokens
from store.shop import shop
from store.version import envelope

CART, DISCOUNT = "dev.ucp.shopping.cart", "dev.ucp.shopping.discount"

Act = Callable[[Carts], CartView]


def routes(store: Store, tokens: Tokens, replays: Replays) -> Blueprint:
    """Create, get, update, cancel."""
    carts = Blueprint("carts", __name__, url_prefix="/carts")

    def perform(caller: Caller, status: int, act: Act) -> Response:
        with store.database.writing() as session:
            view = act(Carts(session, Counter(session, store.clock()), caller.customer_id))
            return answer(discount.Cart, _document(view), status)

    def change(caller: Caller, status: int, act: Act) -> Response:
        return replays.once(caller.principal, lambda: perform(caller, status, act))

    @carts.post("")
    def create() -> Response:
        caller, body = identify(tokens, scopes.CART), read_body(CartCreate)
        return change(caller, 201, lambda carts: carts.create(body))

    @carts.get("/<cart_id>")
    def get(cart_id: str) -> Response:
        return perform(identify(tokens, scopes.CART), 200, lambda carts: carts.get(cart_id))

    @carts.put("/<cart_id>")
    def update(cart_id: str) -> Response:
        caller, body = identify(tokens, scopes.CART), read_body(CartUpdate)
        return change(caller, 200, lambda carts: carts.update(cart_id, body))

    @carts.post("/<cart_id>/cancel")
    def cancel(cart_id: str) -> Response:
        return change(identify(tokens, scopes.CART), 200, lambda carts: carts.cancel(cart_id))

    return carts


def _document(view: CartView) -> dict[str, Any]:
    document = {
        "ucp": envelope(CART, DISCOUNT),
        "id": view.cart.id,
        "currency": currency(),
        "line_items": line_items(view.bill),
        "totals": view.bill.totals(),
        "discounts": discounts(view.cart.codes, view.bill),
        "expires_at": instant(view.cart.expires_at, shop()),
    }
    return {**document, "messages": list(view.messages)} if view.messages else document
