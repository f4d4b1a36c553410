"""`/checkout-sessions`: from a cart, or lines, to a paid order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from ucp_sdk.models.schemas.shopping import (
    cart_create_request,
    checkout_complete_request,
    checkout_update_request,
    discount,
    fulfillment,
)

from store.application import Store
from store.buyers import HANDLER, HANDLER_ID, saved_instruments
from store.catalogue.stock import Counter
from store.checkouts import Checkouts, CheckoutView
from store.errors import Refused
from store.fulfilment import instant
from store.http.answers import answer, as_json, read_body
from store.http.callers import Caller, identify
from store.http.idempotency import Replays
from store.messages import Message, error
from store.oauth import scopes
from store.oauth.tokens import Tokens
from store.shop import shop
from store.tables import Order, Payment
from store.version import VERSION, envelope

CAPABILITIES = (
    "dev.ucp.shopping.checkout",
    "dev.ucp.shopping.cart",
    "dev.ucp.shopping.discount",
    "dev.ucp.shopping.fulfillment",
)

Act = Callable[[Checkouts], CheckoutView]


def routes(store: Store, tokens: Tokens, replays: Replays) -> Blueprint:
    """Create, get, update, complete, cancel."""
    sessions = Blueprint("checkouts", __name__, url_prefix="/checkout-sessions")

    def perform(caller: Caller, status: int, act: Act, messages: tuple[Message, ...] = ()) -> Response:
        with store.database.writing() as session:
            view = act(Checkouts(session, Counter(session, store.clock()), caller.customer_id))
            document = _document(session, view, messages, store.settings.base_url)
            fulfillment.Checkout.model_validate(document)
            return answer(discount.Checkout, document, status)

    def change(status: int, act: Act) -> Response:
        caller = identify(tokens, scopes.CHECKOUT)
        return replays.once(caller.principal, lambda: perform(caller, status, act))

    @sessions.post("")
    def create() -> Response:
        body = read_body(cart_create_request.Checkout)
        caller = identify(tokens, scopes.CHECKOUT)
        return replays.once(
            caller.principal, lambda: perform(caller, 201, lambda owned: owned.create(body, caller.platform))
        )

    @sessions.get("/<checkout_id>")
    def get(checkout_id: str) -> Response:
        caller = identify(tokens, scopes.CHECKOUT)
        store.cashier.settle_unknown(checkout_id)
        return perform(caller, 200, lambda owned: owned.get(checkout_id))

    @sessions.put("/<checkout_id>")
    def update(checkout_id: str) -> Response:
        body = read_body(checkout_update_request.CheckoutUpdateRequest)
        return change(200, lambda owned: owned.update(checkout_id, body))

    @sessions.post("/<checkout_id>/complete")
    def complete(checkout_id: str) -> Response:
        body = read_body(checkout_complete_request.CheckoutCompleteRequest)
        caller = identify(tokens, scopes.CHECKOUT)

        def pay() -> Response:
            messages = store.cashier.complete(checkout_id, caller.customer_id, body["payment"])
            return perform(caller, 200, lambda owned: owned.get(checkout_id), messages)

        return replays.once(caller.principal, pay)

    @sessions.post("/<checkout_id>/cancel")
    def cancel(checkout_id: str) -> Response:
        try:
            return change(200, lambda owned: owned.cancel(checkout_id))
        except Refused as problem:
            message = error(problem.code, problem.content, severity=problem.severity)
            return as_json({"ucp": envelope(status="error"), "messages": [message]}, 409)

    return sessions


def _document(session: Session, view: CheckoutView, messages: tuple[Message, ...], base_url: str) -> dict[str, Any]:
    checkout = view.checkout
    sold = {key: part for key, part in view.document.items() if key != "handover"}
    document = {
        "ucp": {**envelope(*CAPABILITIES), "payment_handlers": {HANDLER: [{"id": HANDLER_ID, "version": VERSION}]}},
        "id": checkout.id,
        "status": view.status,
        **sold,
        "payment": {"instruments": _instruments(session, view)},
        "links": [
            {"type": "privacy_policy", "url": f"{base_url}/legal/privacy"},
            {"type": "terms_of_service", "url": f"{base_url}/legal/terms"},
        ],
        "expires_at": instant(checkout.expires_at, shop()),
    }
    told = (*messages, *(message for message in view.messages if message not in messages))
    if view.status == "completed":
        document["order"] = _confirmation(session, checkout.id)
    if view.status == "requires_escalation":
        payment = session.scalars(
            select(Payment).where(Payment.checkout_id == checkout.id, Payment.status == "challenged")
        ).one()
        document["continue_url"] = f"{base_url}/payments/{payment.id}"
        text = "Your bank wants you to approve this payment."
        told = (error("payment_challenge_required", text, "$.payment", "requires_buyer_review"), *told)
    return {**document, "messages": list(told)} if told else document


def _instruments(session: Session, view: CheckoutView) -> list[dict[str, Any]]:
    if view.status != "completed":
        return saved_instruments(session, view.checkout.customer_id, view.checkout.selected_instrument)
    paid = select(Payment).where(Payment.checkout_id == view.checkout.id, Payment.status == "paid")
    return [{**session.scalars(paid).one().instrument, "selected": True}]


def _confirmation(session: Session, checkout_id: str) -> dict[str, Any]:
    order = session.scalars(select(Order).where(Order.checkout_id == checkout_id)).one()
    return {"id": order.id, "label": str(order.number), "permalink_url": order.document["permalink_url"]}
