"""Completing a checkout: stock is taken, the processor is asked, and the answer becomes an order or a refusal.

The processor is called between two transactions, never inside one, and always under the payment's id. So a repeated
completion, a crash in between or a lost answer lead to the same single charge, and to the one order for it. A charge
for which there can be no order any more is given back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.catalogue.loader import currency
from store.checkouts import CHALLENGED, PAYING, Checkouts
from store.database import Database
from store.errors import NotFound, ProcessorTimeout
from store.handlers import Handler
from store.messages import Message
from store.payments import ABANDONED, PENDING, UNDECIDED, last_asked_before, payments_of
from store.payments import CHALLENGED as WAITS_FOR_APPROVAL
from store.processor import Charged, Declined, Outcome, Processor
from store.refunds import Refunds
from store.tables import Checkout, Payment
from store.till import Till

log = logging.getLogger("store.purchase")
NEVER_ARRIVED_AFTER = timedelta(minutes=2)  # far longer than any call to a processor may take
LEFT_ALONE_FOR = timedelta(minutes=1)  # so long whoever asked the processor may still be waiting for its answer
BETWEEN_LOOKS = timedelta(minutes=10)  # for whether a buyer has approved at the bank, and not come back

Shown = TypeVar("Shown")
Show = Callable[[Session, Checkouts, tuple[Message, ...]], Shown]


@dataclass(frozen=True)
class Cashier:
    """Takes payment for checkouts."""

    database: Database
    processor: Processor
    refunds: Refunds
    clock: Callable[[], datetime]
    base_url: str
    handler: Handler

    def complete(
        self, checkout_id: str, customer_id: str | None, request: Mapping[str, Any], show: Show[Shown]
    ) -> Shown:
        """Pays a session and places its order.

        Args:
            checkout_id: the session.
            customer_id: its buyer, None for a guest.
            request: a UCP completion. It may say what was confirmed: then nothing else is charged for.
            show: makes the answer, within the transaction that decides. Its messages are what stood in the way; there
                are none when there is an order.

        Raises:
            NotFound: no such session, or somebody else's.
            ProcessorTimeout: the processor did not answer. The session stays `complete_in_progress` until it does:
                the same call again, or a later read, settles it without charging twice.
        """
        with self.database.writing() as session:
            till = self._till(session)
            attempt = till.open_payment(checkout_id, customer_id, request)
            if not isinstance(attempt, Payment):
                return show(session, till.sessions_of(customer_id), attempt)
        return self._settle(attempt, self._charge(attempt), show)

    def settle_unknown(self, checkout_id: str, customer_id: str | None = None) -> None:
        """Asks the processor about a payment whose answer was lost, if this buyer's (a guest's) session has one.

        So it does about one that waits for approval: who has approved on the bank's page need not have come back. A
        payment that the processor has not heard of after a while never reached it, and is given up. One that it does
        not tell about stays unknown.
        """
        with self.database.reading() as session:
            open_payments = payments_of(checkout_id, PENDING, WAITS_FOR_APPROVAL)
            theirs = Checkout.customer_id.is_not_distinct_from(customer_id)
            payment = session.scalars(open_payments.join(Checkout).where(theirs)).first()
        if payment is not None:
            with suppress(ProcessorTimeout):
                self._ask_about(payment)

    def settle_all_unknown(self) -> None:
        """Does as `settle_unknown` for every payment whose answer has been missing, or that has waited, for a while.

        Those that were given up here the processor has to give up as well: else they could still be approved. What
        goes wrong with one payment is only logged: it is asked about again in the next round, and holds up no other.
        """
        now = self.clock()
        with self.database.reading() as session:
            unknown = session.scalars(last_asked_before(now - LEFT_ALONE_FOR, PENDING)).all()
            waiting = session.scalars(last_asked_before(now - BETWEEN_LOOKS, WAITS_FOR_APPROVAL)).all()
            abandoned = session.scalars(last_asked_before(now, ABANDONED)).all()
        for payment in (*unknown, *waiting):
            _attempt(self._ask_about, payment)
        for payment in abandoned:
            _attempt(self._give_up, payment)

    def settle(self, payment_id: str) -> None:
        """Asks the processor what became of a payment, also of one that waits for approval or was given up.

        Raises:
            NotFound: no such payment.
            ProcessorTimeout: the processor does not tell. Nothing has changed.
        """
        with self.database.reading() as session:
            payment = session.get(Payment, payment_id)
        if payment is None:
            raise NotFound(f"payment {payment_id}")
        if payment.status in UNDECIDED:
            self._ask_about(payment)

    def settle_unknown_of_cart(self, cart_id: str, customer_id: str | None) -> None:
        """Does as `settle_unknown` for the session that is paying for this cart, if there is one."""
        with self.database.reading() as session:
            paying = select(Checkout.id).where(Checkout.cart_id == cart_id, Checkout.stage.in_((PAYING, CHALLENGED)))
            checkout_id = session.scalars(paying).first()
        if checkout_id is not None:
            self.settle_unknown(checkout_id, customer_id)

    def approve(self, payment_id: str) -> Outcome | None:
        """Finishes a payment that the buyer has approved in person; one that no longer waits for it stays as it is.

        Returns:
            What the processor said: the bank may want the approval on a page of its own. None when nothing waited.

        Raises:
            NotFound: no such payment.
            ProcessorTimeout: the processor did not answer. A later read of the session settles it.
        """
        with self.database.reading() as session:
            asked = session.get(Payment, payment_id)
        if asked is not None:
            self._be_ours(asked)
        with self.database.writing() as session:
            payment = self._till(session).claim(payment_id)
        if payment is None:
            return None
        outcome = self.processor.approve(payment_id)
        self._settle(payment, outcome, _unseen)
        return outcome

    def _charge(self, payment: Payment) -> Outcome:
        if not payment.amount:
            return Charged()  # discounts have left nothing to pay
        self._be_ours(payment)
        return self.processor.charge(payment.id, payment.amount, currency(), payment.token)

    def _be_ours(self, payment: Payment) -> None:
        """The processor does not know what another one, which the store charged through before, was asked to charge."""
        if payment.instrument["handler_id"] != self.handler.id:
            raise ProcessorTimeout(payment.id)

    def _find(self, payment: Payment) -> Outcome | None:
        if not payment.amount:
            return Charged()
        self._be_ours(payment)
        return self.processor.find(payment.id)

    def _ask_about(self, payment: Payment) -> None:
        outcome = self._find(payment)
        if outcome is None and self.clock() - payment.asked_at > NEVER_ARRIVED_AFTER:
            outcome = Declined("The payment did not go through.")
        if outcome is not None:
            self._settle(payment, outcome, _unseen)

    def _give_up(self, payment: Payment) -> None:
        self._be_ours(payment)
        self._settle(payment, self.processor.give_up(payment.id), _unseen)

    def _settle(self, payment: Payment, outcome: Outcome, show: Show[Shown]) -> Shown:
        with self.database.writing() as session:
            till = self._till(session)
            messages = till.close_payment(payment.id, outcome)
            buyer = session.get_one(Checkout, payment.checkout_id).customer_id
            shown = show(session, till.sessions_of(buyer), messages)
        self.refunds.attempt(payment.id)
        return shown

    def _till(self, session: Session) -> Till:
        return Till(session, self.clock(), self.base_url, self.handler)


def _attempt(settle: Callable[[Payment], None], payment: Payment) -> None:
    """Settles one payment of many. A processor that does not answer is no news: it is asked again soon."""
    try:
        settle(payment)
    except ProcessorTimeout:
        pass
    except Exception:
        log.exception("payment %s is still to be settled", payment.id)


def _unseen(_session: Session, _checkouts: Checkouts, _messages: tuple[Message, ...]) -> None:
    """Nobody waits for an answer."""
