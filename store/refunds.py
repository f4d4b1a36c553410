"""Giving money back: decided in a transaction, done by the processor after it, and tried until it is done.

The decision is the payment's status `refunding`. So a crash between the two, or a processor that does not answer,
delays a refund and never loses it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.database import Database
from store.outbox import announce
from store.payments import REFUNDED, REFUNDING
from store.processor import Processor
from store.tables import Order, Payment

log = logging.getLogger("store.refunds")


@dataclass(frozen=True)
class Refunds:
    """Returns what is due to be returned."""

    database: Database
    processor: Processor
    clock: Callable[[], datetime]

    def settle(self, payment_id: str) -> None:
        """Returns this payment's money if that is due.

        Raises:
            ProcessorTimeout: the processor did not answer. The refund stays due.
        """
        with self.database.reading() as session:
            payment = session.get(Payment, payment_id)
        if payment is None or payment.status != REFUNDING:
            return
        if payment.amount:
            self.processor.refund(payment.id, payment.amount)
        with self.database.writing() as session:
            _record(session, payment_id, self.clock())

    def attempt(self, payment_id: str) -> None:
        """As `settle`, but what goes wrong is only logged: the refund stays due and is tried again."""
        try:
            self.settle(payment_id)
        except Exception:
            log.exception("payment %s is still to be refunded", payment_id)

    def attempt_all(self) -> None:
        """Tries every refund that is due."""
        with self.database.reading() as session:
            due = session.scalars(select(Payment.id).where(Payment.status == REFUNDING)).all()
        for payment_id in due:
            self.attempt(payment_id)


def _record(session: Session, payment_id: str, now: datetime) -> None:
    session.get_one(Payment, payment_id).status = REFUNDED
    order = session.scalars(select(Order).where(Order.payment_id == payment_id)).first()
    if order is None:
        return
    document = deepcopy(order.document)
    pending = [entry for entry in document["adjustments"] if entry["status"] == "pending"]
    for entry in pending:
        entry["status"] = "completed"
    if pending:
        order.document = document
        announce(session, order, now)
