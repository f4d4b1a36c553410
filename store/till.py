"""The two halves of a payment, each within one transaction: opened before the processor is asked, closed after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.buyers import paying_with
from store.catalogue.stock import Counter
from store.checkouts import CHALLENGED, COMPLETED, OPEN, PAYING, Checkouts, CheckoutView
from store.confirmation import Confirmed, price_changed, read_confirmed
from store.errors import NotFound
from store.fulfilment import instant
from store.handlers import Handler
from store.ids import new_id
from store.messages import Message, error
from store.orders import place_order
from store.payments import ABANDONED, DECLINED, PAID, PENDING, REFUNDING, payments_of
from store.payments import CHALLENGED as WAITS_FOR_APPROVAL
from store.processor import Challenge, Charged, Outcome
from store.shop import shop
from store.tables import Checkout, Order, Payment


class Till:
    """Opens and closes payments within one transaction."""

    def __init__(self, session: Session, now: datetime, base_url: str, handler: Handler) -> None:
        self._session = session
        self._counter = Counter(session, now)
        self._base_url = base_url
        self._handler = handler

    def sessions_of(self, customer_id: str | None) -> Checkouts:
        """The sessions this buyer, or a guest, may touch in the same transaction."""
        return Checkouts(self._session, self._counter, customer_id)

    def open_payment(
        self, checkout_id: str, customer_id: str | None, request: Mapping[str, Any]
    ) -> Payment | tuple[Message, ...]:
        """The payment that the processor is to be asked about, or what stands in its way.

        Raises:
            NotFound: no such session, or somebody else's.
        """
        checkouts = self.sessions_of(customer_id)
        checkout = checkouts.own(checkout_id)
        means = paying_with(self._session, customer_id, request["payment"], self._handler)
        if checkout.stage == CHALLENGED and means and self._only(checkout, WAITS_FOR_APPROVAL).token != means[0]:
            checkouts.reopen(checkout)
        if checkout.stage == PAYING:
            pending = self._only(checkout, PENDING)
            pending.asked_at = self._counter.now
            return pending
        if checkout.stage != OPEN:
            return ()
        view = checkouts.view(checkout)
        refusals = self._refusals(view, means, read_confirmed(request))
        if refusals or means is None:
            checkout.shown_total = view.total
            return refusals
        return self._freeze(view, *means)

    def claim(self, payment_id: str) -> Payment | None:
        """Takes a payment that waits for approval, so that nothing else can end it while the processor is asked.

        Returns:
            The payment, None when it no longer waits for approval.

        Raises:
            NotFound: no such payment.
        """
        payment, checkout = self._payment(payment_id)
        self.sessions_of(checkout.customer_id).own(checkout.id)  # which gives up a session that has expired
        if payment.status != WAITS_FOR_APPROVAL:
            return None
        payment.status, payment.asked_at, checkout.stage = PENDING, self._counter.now, PAYING
        return payment

    def close_payment(self, payment_id: str, outcome: Outcome) -> tuple[Message, ...]:
        """Turns the processor's answer into an order, a wait for approval, or a session that is open again.

        Returns:
            What the buyer has to be told; nothing when there is an order.

        Raises:
            NotFound: no such payment.
        """
        payment, checkout = self._payment(payment_id)
        if payment.status == WAITS_FOR_APPROVAL:
            self.sessions_of(checkout.customer_id).own(checkout.id)  # which gives up a session that has expired
        if payment.status not in {PENDING, WAITS_FOR_APPROVAL}:
            return self._close_late(payment, outcome)
        if isinstance(outcome, Charged):
            payment.status, checkout.stage = PAID, COMPLETED
            place_order(self._session, checkout, payment, self._counter.now, self._base_url)
            self.sessions_of(checkout.customer_id).empty_cart(checkout)
            return ()
        if isinstance(outcome, Challenge):
            payment.status, payment.asked_at, checkout.stage = WAITS_FOR_APPROVAL, self._counter.now, CHALLENGED
            return ()
        payment.status = DECLINED
        self.sessions_of(checkout.customer_id).reopen(checkout)
        return (_failed(outcome.reason, outcome.why),)

    def _close_late(self, payment: Payment, outcome: Outcome) -> tuple[Message, ...]:
        """An answer for a payment that is over: no money is kept for which there is no order."""
        if self._session.scalars(select(Order.id).where(Order.payment_id == payment.id)).first():
            return ()
        if isinstance(outcome, Charged):
            if payment.status in {DECLINED, ABANDONED}:
                payment.status = REFUNDING
            return (_failed("The payment came too late. The money goes back to the card.", "refunded"),)
        if isinstance(outcome, Challenge):
            return (_failed("The payment was given up before it was approved.", "abandoned"),)
        if payment.status == ABANDONED:
            payment.status = DECLINED
        return (_failed(outcome.reason, outcome.why),)

    def _payment(self, payment_id: str) -> tuple[Payment, Checkout]:
        payment = self._session.get(Payment, payment_id)
        if payment is None:
            raise NotFound(f"payment {payment_id}")
        return payment, self._session.get_one(Checkout, payment.checkout_id)

    def _refusals(self, view: CheckoutView, means: object, confirmed: Confirmed | None) -> tuple[Message, ...]:
        if view.status != "ready_for_complete":
            return view.messages
        changes = _changes(view, confirmed)
        if changes:
            return changes
        if means is None:
            text = "Pay with exactly one card that is saved here, or one with a credential for our processor."
            return (error("payment_failed", text, "$.payment.instruments", reason="no_usable_instrument"),)
        return ()

    def _freeze(self, view: CheckoutView, token: str, instrument: dict[str, Any]) -> Payment:
        """Keeps the stock and the exact document that is about to be paid."""
        for item in view.document["line_items"]:
            self._counter.take(self._counter.variant(item["item"]["id"]).product, item["quantity"])
        fulfilment = view.fulfilment
        assert fulfilment is not None and fulfilment.window is not None  # noqa: PT018 - ready_for_complete implies both
        view.checkout.sold = {
            **view.document,
            "handover": {
                "earliest": instant(fulfilment.window.earliest, shop()),
                "latest": instant(fulfilment.window.latest, shop()),
                "place_id": fulfilment.place.id if fulfilment.place else None,
                "address": dict(fulfilment.address) if fulfilment.address else None,
            },
        }
        view.checkout.stage = PAYING
        payment = Payment(
            id=new_id("payment"),
            checkout_id=view.checkout.id,
            token=token,
            instrument=instrument,
            amount=view.total,
            status=PENDING,
            asked_at=self._counter.now,
        )
        self._session.add(payment)
        return payment

    def _only(self, checkout: Checkout, status: str) -> Payment:
        return self._session.scalars(payments_of(checkout.id, status)).one()


def _changes(view: CheckoutView, confirmed: Confirmed | None) -> tuple[Message, ...]:
    """How a session differs from what the buyer agreed to or, where that is not told, was last shown."""
    if confirmed is not None:
        return confirmed.differences(view.document, view.total)
    shown = view.checkout.shown_total
    return () if shown in {None, view.total} else (price_changed(shown, view.total),)


def _failed(text: str, reason: str) -> Message:
    return error("payment_failed", text, "$.payment.instruments[0]", reason=reason)
