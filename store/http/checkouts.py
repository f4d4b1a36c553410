"""`/checkout-sessions`: from a cart, or lines, to a paid order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from ucp_sdk.models.schemas.shopping import discount, fulfillment

from store.application import Store
from store.buyers import saved_instruments
from store.catalogue.stock import Counter
from store.checkouts import Checkouts, CheckoutView
from store.confirmation import NAME as CONFIRMED
from store.errors import Refused
from store.fulfilment import instant
from store.handlers import Handler
from store.http.answers import answer, refusal
from store.http.bodies import read_body
from store.http.callers import Caller, identify
from store.http.idempotency import Replays
from store.http.requests import CheckoutComplete, CheckoutCreate, CheckoutUpdate
from store.http.signed import SignedCalls
from store.messages import Message, error
from store.oauth import scopes
from store.oauth.tokens import Tokens
from store.payments import CHALLENGED, payments_of
from store.purchase import Show
from store.settings import Settings
from store.shop import shop
from store.tables import Order, Payment
from store.version import VERSION, envelope

CAPABILITIES = (
    "dev.ucp.shopping.checkout",
    "dev.ucp.shopping.cart",
    "dev.ucp.shopping.discount",
    "dev.ucp.shopping.fulfillment",
    CONFIRMED,
)

# Without a message these say nothing for good: of any operation, and of a completion.
_UNKNOWN = frozenset({"complete_in_progress"})
_UNPAID = frozenset({"complete_in_progress", "ready_for_complete", "incomplete"})

# What a platform that comes for itself is told: how its checkout stands, and nothing of the buyer. UCP requires lines.
_STANDING = ("ucp", "id", "status", "currency", "totals", "links", "expires_at", "order", "continue_url", "messages")
_LINE, _ITEM = ("id", "quantity", "totals"), ("id", "title", "price")

Document = dict[str, Any]
Act = Callable[[Checkouts], CheckoutView]


def routes(store: Store, tokens: Tokens, replays: Replays, signed: SignedCalls) -> Blueprint:
    """Create, get, update, complete, cancel."""
    sessions = Blueprint("checkouts", __name__, url_prefix="/checkout-sessions")
    desk = _Desk(store, tokens, replays, signed)
    sessions.add_url_rule("", "create", desk.create, methods=["POST"])
    sessions.add_url_rule("/<checkout_id>", "get", desk.get, methods=["GET"])
    sessions.add_url_rule("/<checkout_id>", "update", desk.update, methods=["PUT"])
    sessions.add_url_rule("/<checkout_id>/complete", "complete", desk.complete, methods=["POST"])
    sessions.add_url_rule("/<checkout_id>/cancel", "cancel", desk.cancel, methods=["POST"])
    return sessions


@dataclass(frozen=True)
class _Visit:
    """Whose sessions a caller may touch, whose idempotency keys these are, and what of a session is shown."""

    customer_id: str | None
    principal: str
    shown: Callable[[Document], Document]


@dataclass(frozen=True)
class _Desk:
    """The five operations on checkout sessions."""

    store: Store
    tokens: Tokens
    replays: Replays
    signed: SignedCalls

    def create(self) -> Response:
        caller = identify(self.tokens, scopes.CHECKOUT)
        body = read_body(CheckoutCreate)

        def open_session() -> Response:
            if body.get("cart_id"):
                self.store.cashier.settle_unknown_of_cart(body["cart_id"], caller.customer_id)
            return self._perform(_own(caller), 201, lambda owned: owned.create(body, caller.platform))

        return self._once(caller.principal, open_session)

    def get(self, checkout_id: str) -> Response:
        visit = self._visit(checkout_id)
        self.store.cashier.settle_unknown(checkout_id, visit.customer_id)
        return self._perform(visit, 200, lambda owned: owned.get(checkout_id))

    def update(self, checkout_id: str) -> Response:
        visit = _own(identify(self.tokens, scopes.CHECKOUT))
        body = read_body(CheckoutUpdate)

        def change() -> Response:
            return self._perform(visit, 200, lambda owned: owned.update(checkout_id, body))

        return self._once(visit.principal, change)

    def complete(self, checkout_id: str) -> Response:
        caller = identify(self.tokens, scopes.CHECKOUT)
        body = read_body(CheckoutComplete)

        def pay() -> Response:
            document = self.store.cashier.complete(checkout_id, caller.customer_id, body, self._showing(checkout_id))
            return _respond(document, 200)

        return self.replays.once(caller.principal, pay, partial(_decides, undecided=_UNPAID))

    def cancel(self, checkout_id: str) -> Response:
        visit = self._visit(checkout_id)

        def end() -> Response:
            try:
                return self._perform(visit, 200, lambda owned: owned.cancel(checkout_id))
            except Refused as problem:
                # UCP: a checkout that is completed, or being completed, cannot be canceled any more.
                return refusal([error(problem.code, problem.content, severity=problem.severity)], 409)

        return self._once(visit.principal, end)

    def _visit(self, checkout_id: str) -> _Visit:
        """The caller's own, or that of the platform which opened the session and comes for itself."""
        caller = identify(self.tokens, scopes.CHECKOUT)
        opened = self.signed.opened(checkout_id, caller)
        if opened is None:
            return _own(caller)
        return _Visit(opened.customer_id, f"platform {caller.platform}", _standing)

    def _once(self, principal: str, act: Callable[[], Response]) -> Response:
        return self.replays.once(principal, act, partial(_decides, undecided=_UNKNOWN))

    def _perform(self, visit: _Visit, status: int, act: Act) -> Response:
        with self.store.database.writing() as session:
            view = act(Checkouts(session, Counter(session, self.store.clock()), visit.customer_id))
            document = visit.shown(_document(session, view, (), self.store.settings))
        return _respond(document, status)

    def _showing(self, checkout_id: str) -> Show[Document]:
        def show(session: Session, owned: Checkouts, messages: tuple[Message, ...]) -> Document:
            return _document(session, owned.get(checkout_id), messages, self.store.settings)

        return show


def _own(caller: Caller) -> _Visit:
    return _Visit(caller.customer_id, caller.principal, lambda document: document)


def _standing(document: Document) -> Document:
    told = {name: document[name] for name in _STANDING if name in document}
    return {**told, "line_items": [_bare(line) for line in document["line_items"]]}


def _bare(line: Document) -> Document:
    return {**{name: line[name] for name in _LINE}, "item": {name: line["item"][name] for name in _ITEM}}


def _decides(response: Response, undecided: frozenset[str]) -> bool:
    """Whether an answer may be repeated under its key: it is final, or says what stands in the way."""
    document = response.get_json()
    return bool(document.get("messages")) or document.get("status") not in undecided


def _respond(document: Document, status: int) -> Response:
    fulfillment.Checkout.model_validate(document)
    return answer(discount.Checkout, document, status)


def _document(
    session: Session, view: CheckoutView, messages: tuple[Message, ...], settings: Settings
) -> dict[str, Any]:
    checkout, handler, base_url = view.checkout, settings.handler, settings.base_url
    sold = {key: part for key, part in view.document.items() if key != "handover"}
    document = {
        "ucp": {
            **envelope(*CAPABILITIES),
            "payment_handlers": {handler.name: [{"id": handler.id, "version": VERSION}]},
        },
        "id": checkout.id,
        "status": view.status,
        **sold,
        "payment": {"instruments": _instruments(session, view, handler)},
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
        payment = session.scalars(payments_of(checkout.id, CHALLENGED)).one()
        document["continue_url"] = f"{base_url}/payments/{payment.id}"
        text = "Your bank wants you to approve this payment."
        told = (error("payment_challenge_required", text, "$.payment", "requires_buyer_review"), *told)
    return {**document, "messages": list(told)} if told else document


def _instruments(session: Session, view: CheckoutView, handler: Handler) -> list[dict[str, Any]]:
    if view.status != "completed":
        return saved_instruments(session, view.checkout.customer_id, view.checkout.selected_instrument, handler)
    paid = session.get_one(Payment, _order_of(session, view.checkout.id).payment_id)
    return [{**paid.instrument, "selected": True}]


def _confirmation(session: Session, checkout_id: str) -> dict[str, Any]:
    order = _order_of(session, checkout_id)
    return {"id": order.id, "label": str(order.number), "permalink_url": order.document["permalink_url"]}


def _order_of(session: Session, checkout_id: str) -> Order:
    return session.scalars(select(Order).where(Order.checkout_id == checkout_id)).one()
