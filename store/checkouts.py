"""Checkout sessions: what is bought, how it is handed over, what it costs, and whether it can be completed.

A session made from a cart has no lines of its own: it reads the cart's, so both always agree (UCP, cart conversion).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store import payments
from store.basket import change, value, without
from store.carts import Carts, codes_of
from store.catalogue.loader import currency
from store.catalogue.stock import Counter
from store.discounts import Basis, apply_codes
from store.documents import discounts, line_items
from store.errors import NotFound, NothingToBuy, Refused
from store.fulfilment import Choice, Fulfilment, judge, read_choice, refuse
from store.ids import new_id
from store.messages import Message, error
from store.payments import payments_of
from store.pricing import Bill, subtotal_of
from store.shop import shop
from store.tables import Cart, Checkout, Customer

LIFETIME = timedelta(hours=6)

# A checkout's stage in the database; `open` covers UCP's incomplete and ready_for_complete: its content tells which.
OPEN, PAYING, CHALLENGED, COMPLETED, CANCELED = "open", "paying", "challenged", "completed", "canceled"
_STATUS = {
    PAYING: "complete_in_progress",
    CHALLENGED: "requires_escalation",
    COMPLETED: "completed",
    CANCELED: "canceled",
}


@dataclass(frozen=True)
class CheckoutView:
    """A session as a customer may see it: its document, its state, and what stands in the way."""

    checkout: Checkout
    status: str
    document: dict[str, Any]
    messages: tuple[Message, ...]
    fulfilment: Fulfilment | None = None

    @property
    def total(self) -> int:
        return next(int(entry["amount"]) for entry in self.document["totals"] if entry["type"] == "total")


class Checkouts:
    """The sessions one buyer, or one guest, may touch within one transaction."""

    def __init__(self, session: Session, counter: Counter, customer_id: str | None) -> None:
        self._session = session
        self._counter = counter
        self._customer_id = customer_id

    def create(self, request: Mapping[str, Any], platform: str | None) -> CheckoutView:
        """Opens a session, or finds the unfinished one of the cart: a cart is never paid in two places at once.

        Raises:
            NotFound: the cart is not the caller's.
            NothingToBuy: none of the wanted lines can be had.
        """
        cart_id = request.get("cart_id")
        existing = self._unfinished_of(cart_id) if cart_id else None
        messages: list[Message] = []
        if existing is None:
            existing, messages = self._new(request, cart_id, platform)
        elif existing.stage == CHALLENGED:
            self.reopen(existing)
        elif existing.stage == PAYING:
            return self._show(existing)
        if not cart_id:
            existing.codes = codes_of(request) or []
        choice = self._choice(existing, request)
        refusal = refuse(shop(), choice)
        self._take_details(existing, request, Choice(**existing.fulfillment) if refusal else choice)
        return self._show(existing, (*messages, *([refusal] if refusal else [])))

    def get(self, checkout_id: str) -> CheckoutView:
        """Reads a session at today's prices.

        Raises:
            NotFound: no such session, or somebody else's.
        """
        return self._show(self.own(checkout_id))

    def update(self, checkout_id: str, request: Mapping[str, Any]) -> CheckoutView:
        """Replaces a session's content. A session that is being paid, or is over, stays as it is and says so.

        Raises:
            NotFound: as for `get`.
        """
        checkout = self.own(checkout_id)
        if checkout.stage == CHALLENGED:
            self.reopen(checkout)
        if checkout.stage != OPEN:
            return self._show(checkout, (error("not_modifiable", "This checkout can no longer be changed."),))
        choice = self._choice(checkout, request)
        refusal = refuse(shop(), choice)
        if refusal:
            return self._show(checkout, (refusal,))
        source = self._source(checkout)
        changed = change(source.lines, request["line_items"], self._counter)
        source.lines = changed.lines
        codes = codes_of(request)
        source.codes = source.codes if codes is None else codes
        self._take_details(checkout, request, choice)
        return self._show(checkout, tuple(changed.messages))

    def cancel(self, checkout_id: str) -> CheckoutView:
        """Ends a session without an order.

        Raises:
            NotFound: as for `get`.
            Refused: it was completed, or is being paid right now.
        """
        checkout = self.own(checkout_id)
        if checkout.stage in {COMPLETED, PAYING}:
            raise Refused("not_cancelable", "This checkout can no longer be canceled.")
        if checkout.stage == CHALLENGED:
            self.reopen(checkout)
        view = self._show(checkout)
        checkout.stage, checkout.sold = CANCELED, view.document
        return CheckoutView(checkout, "canceled", view.document, ())

    def own(self, checkout_id: str) -> Checkout:
        """The caller's session with this id.

        Raises:
            NotFound: as for `get`.
        """
        checkout = self._session.get(Checkout, checkout_id)
        if checkout is None or checkout.customer_id != self._customer_id:
            raise NotFound(f"checkout {checkout_id}")
        if checkout.stage == CHALLENGED and checkout.expires_at <= self._counter.now:
            self.reopen(checkout)
        if checkout.stage == OPEN and (checkout.expires_at <= self._counter.now or self._lost_its_cart(checkout)):
            checkout.sold = self.view(checkout).document
            checkout.stage = CANCELED
        return checkout

    def view(self, checkout: Checkout, messages: tuple[Message, ...] = ()) -> CheckoutView:
        """Prices an open session now; one that is being paid or over is shown as it was frozen."""
        if checkout.stage != OPEN:
            return CheckoutView(checkout, _STATUS[checkout.stage], dict(checkout.sold or {}), messages)
        source = self._source(checkout)
        lines, problems = value(source.lines, self._counter)
        subtotal = subtotal_of(lines)
        choice = Choice(**checkout.fulfillment)
        fulfilment = judge(shop(), choice, [line.id for line in lines], subtotal, self._counter.now)
        basis = Basis(
            tuple(line.subtotal for line in lines), fulfilment.charges.fulfilment, self._customer_id is not None
        )
        outcome = apply_codes(shop(), source.codes, basis)
        bill = Bill(tuple(lines), outcome.applied, fulfilment.charges)
        blocking = [*problems, *fulfilment.messages]
        if not lines:
            blocking.append(error("missing", "The cart is empty.", "$.line_items"))
        document = {
            "currency": currency(),
            "line_items": line_items(bill),
            "totals": bill.totals(),
            "discounts": discounts(source.codes, bill),
            "fulfillment": fulfilment.document,
            "buyer": checkout.buyer,
        }
        told = {message.get("path") for message in messages}
        fresh = [message for message in blocking if message.get("path") not in told]
        status = "incomplete" if blocking else "ready_for_complete"
        return CheckoutView(checkout, status, document, (*messages, *fresh, *outcome.messages), fulfilment)

    def reopen(self, checkout: Checkout) -> None:
        """Ends an unfinished payment without money: its goods go back, and the session can be changed again."""
        for item in (checkout.sold or {})["line_items"]:
            self._counter.put_back(item["item"]["id"], item["quantity"])
        for payment in self._session.scalars(payments_of(checkout.id, payments.CHALLENGED)):
            payment.status = payments.ABANDONED
        checkout.stage, checkout.sold = OPEN, None

    def empty_cart(self, checkout: Checkout) -> None:
        """Takes what was bought out of the session's cart, and closes it unless something was added meanwhile."""
        cart = self._session.get(Cart, checkout.cart_id) if checkout.cart_id else None
        if cart is None or checkout.sold is None:
            return
        cart.lines = without(
            cart.lines, ((item["item"]["id"], item["quantity"]) for item in checkout.sold["line_items"])
        )
        cart.closed = cart.closed or not cart.lines

    def _show(self, checkout: Checkout, messages: tuple[Message, ...] = ()) -> CheckoutView:
        view = self.view(checkout, messages)
        if checkout.stage == OPEN and checkout.shown_total != view.total:
            checkout.shown_total = view.total
        return view

    def _new(
        self, request: Mapping[str, Any], cart_id: str | None, platform: str | None
    ) -> tuple[Checkout, list[Message]]:
        lines, messages = self._first_lines(request, cart_id)
        customer = self._session.get(Customer, self._customer_id) if self._customer_id else None
        checkout = Checkout(
            id=new_id("checkout"),
            customer_id=self._customer_id,
            cart_id=cart_id,
            platform=platform,
            lines=lines,
            codes=[],
            context={},
            buyer=dict(customer.buyer) if customer else {},
            fulfillment=Choice().stored(),
            selected_instrument=None,
            stage=OPEN,
            shown_total=None,
            sold=None,
            expires_at=self._counter.now + LIFETIME,
        )
        self._session.add(checkout)
        return checkout, messages

    def _first_lines(self, request: Mapping[str, Any], cart_id: str | None) -> tuple[list[Any], list[Message]]:
        if cart_id:
            Carts(self._session, self._counter, self._customer_id).own(cart_id)
            return [], []
        changed = change([], request["line_items"], self._counter)
        if changed.messages and not changed.lines:
            raise NothingToBuy(changed.messages)
        return changed.lines, changed.messages

    def _choice(self, checkout: Checkout, request: Mapping[str, Any]) -> Choice:
        customer = self._session.get(Customer, self._customer_id) if self._customer_id else None
        home = customer.address if customer else None
        return read_choice(shop(), request.get("fulfillment"), Choice(**checkout.fulfillment), home)

    def _take_details(self, checkout: Checkout, request: Mapping[str, Any], choice: Choice) -> None:
        checkout.fulfillment = choice.stored()
        checkout.buyer = {**checkout.buyer, **(request.get("buyer") or {})}
        checkout.context = dict(request.get("context") or checkout.context)
        instruments = (request.get("payment") or {}).get("instruments") or []
        chosen = next((entry for entry in instruments if entry.get("selected")), None)
        if chosen is not None:
            checkout.selected_instrument = chosen.get("id")

    def _unfinished_of(self, cart_id: str) -> Checkout | None:
        """The session in which this cart is bought. One that is being paid does not expire: it may become an order."""
        mine = select(Checkout.id).where(
            Checkout.cart_id == cart_id,
            Checkout.stage.in_((OPEN, PAYING, CHALLENGED)),
            Checkout.customer_id.is_not_distinct_from(self._customer_id),
        )
        current = (self.own(checkout_id) for checkout_id in self._session.scalars(mine).all())
        return next((checkout for checkout in current if checkout.stage != CANCELED), None)

    def _lost_its_cart(self, checkout: Checkout) -> bool:
        cart = self._session.get(Cart, checkout.cart_id) if checkout.cart_id else None
        return cart is not None and cart.closed

    def _source(self, checkout: Checkout) -> Cart | Checkout:
        cart = self._session.get(Cart, checkout.cart_id) if checkout.cart_id else None
        return checkout if cart is None else cart
