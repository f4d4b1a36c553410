"""Completing a checkout: stock is taken, the processor is asked, and the answer becomes an order or a refusal.

The processor is called between two transactions, never inside one, and always under the payment's id. So a repeated
completion, a crash in between or a lost answer lead to the same single charge, and to the one order for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from store.buyers import paying_with
from store.catalogue.loader import currency
from store.catalogue.stock import Counter
from store.checkouts import CHALLENGED, COMPLETED, OPEN, PAYING, Checkouts, CheckoutView
from store.confirmation import Confirmed, price_changed, read_confirmed
from store.database import Database
from store.errors import NotFound
from store.fulfilment import instant
from store.ids import new_id
from store.messages import Message, error
from store.orders import place_order
from store.processor import Challenge, Charged, Declined, Outcome, Processor
from store.shop import shop
from store.tables import Checkout, Payment

NEVER_ARRIVED_AFTER = timedelta(minutes=2)  # far longer than any call to a processor may take


@dataclass(frozen=True)
class Cashier:
    """Takes payment for checkouts."""

    database: Database
    processor: Processor
    clock: Callable[[], datetime]
    base_url: str

    def complete(self, checkout_id: str, customer_id: str | None, request: Mapping[str, Any]) -> tuple[Message, ...]:
        """Pays a session and places its order. What became of it is read from the session afterwards.

        Args:
            checkout_id: the session.
            customer_id: its buyer, None for a guest.
            request: a UCP completion. It may say what was confirmed: then nothing else is charged for.

        Returns:
            What stood in the way, as messages; nothing when there is an order.

        Raises:
            NotFound: no such session, or somebody else's.
            ProcessorTimeout: the processor did not answer. The session stays `complete_in_progress` until it does:
                the same call again, or a later read, settles it without charging twice.
        """
        with self.database.writing() as session:
            attempt = _Till(session, self.clock(), self.base_url).open_payment(checkout_id, customer_id, request)
        if not isinstance(attempt, Payment):
            return attempt
        outcome = self.processor.charge(attempt.id, attempt.amount, currency(), attempt.token)
        return self._settle(attempt.id, outcome)

    def settle_unknown(self, checkout_id: str) -> None:
        """Asks the processor about a payment whose answer was lost, if this session has one.

        A payment that the processor has not heard of after a while never reached it, and is given up.
        """
        with self.database.reading() as session:
            payment = session.scalars(_unfinished(checkout_id, "pending")).first()
        if payment is None:
            return
        outcome = self.processor.find(payment.id)
        if outcome is None and self.clock() - payment.created_at > NEVER_ARRIVED_AFTER:
            outcome = Declined("The payment did not go through.")
        if outcome is not None:
            self._settle(payment.id, outcome)

    def approve(self, payment_id: str) -> tuple[Message, ...]:
        """Finishes a payment that the buyer has approved in person."""
        return self._settle(payment_id, self.processor.approve(payment_id))

    def _settle(self, payment_id: str, outcome: Outcome) -> tuple[Message, ...]:
        with self.database.writing() as session:
            return _Till(session, self.clock(), self.base_url).close_payment(payment_id, outcome)


class _Till:
    """The two halves of a payment, each within one transaction."""

    def __init__(self, session: Session, now: datetime, base_url: str) -> None:
        self._session = session
        self._counter = Counter(session, now)
        self._base_url = base_url

    def open_payment(
        self, checkout_id: str, customer_id: str | None, request: Mapping[str, Any]
    ) -> Payment | tuple[Message, ...]:
        checkouts = Checkouts(self._session, self._counter, customer_id)
        checkout = checkouts.own(checkout_id)
        means = paying_with(self._session, customer_id, request["payment"])
        if checkout.stage == CHALLENGED and means and self._challenged(checkout).token != means[0]:
            checkouts.reopen(checkout)
        if checkout.stage == PAYING:
            return self._session.scalars(_unfinished(checkout_id, "pending")).one()
        if checkout.stage != OPEN:
            return ()
        view = checkouts.view(checkout)
        refusals = self._refusals(view, means, read_confirmed(request))
        if refusals or means is None:
            checkout.shown_total = view.total
            return refusals
        return self._freeze(view, *means)

    def close_payment(self, payment_id: str, outcome: Outcome) -> tuple[Message, ...]:
        payment = self._session.get(Payment, payment_id)
        if payment is None:
            raise NotFound(f"payment {payment_id}")
        checkout = self._session.get_one(Checkout, payment.checkout_id)
        if payment.status not in {"pending", "challenged"}:
            return ()
        if isinstance(outcome, Charged):
            payment.status, checkout.stage = "paid", COMPLETED
            place_order(self._session, checkout, payment, self._counter.now, self._base_url)
            Checkouts(self._session, self._counter, checkout.customer_id).empty_cart(checkout)
            return ()
        if isinstance(outcome, Challenge):
            payment.status, checkout.stage = "challenged", CHALLENGED
            return ()
        payment.status = "declined"
        Checkouts(self._session, self._counter, checkout.customer_id).reopen(checkout)
        return (error("payment_failed", outcome.reason, "$.payment.instruments[0]", reason="declined"),)

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
            status="pending",
            created_at=self._counter.now,
        )
        self._session.add(payment)
        return payment

    def _challenged(self, checkout: Checkout) -> Payment:
        return self._session.scalars(_unfinished(checkout.id, "challenged")).one()


def _changes(view: CheckoutView, confirmed: Confirmed | None) -> tuple[Message, ...]:
    """How a session differs from what the buyer agreed to or, where that is not told, was last shown."""
    if confirmed is not None:
        return confirmed.differences(view.document, view.total)
    shown = view.checkout.shown_total
    return () if shown in {None, view.total} else (price_changed(shown, view.total),)


def _unfinished(checkout_id: str, status: str) -> Select[Payment]:
    return select(Payment).where(Payment.checkout_id == checkout_id, Payment.status == status)
