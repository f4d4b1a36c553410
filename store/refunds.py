"""Giving money back: decided in a transaction, done by the processor after it, and tried until it is done.

The decision is the payment's status `refunding`. So a crash between the two, or a processor that does not answer,
delays a refund and never loses it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.database import Database
from store.errors import ProcessorTimeout
from store.outbox import announce
from store.payments import REFUNDED, REFUNDING
from store.processor import Processor
from store.tables import Order, Payment

log = logging.getLogger("store.refunds")
LONGEST_PAUSE = 719  # rounds of five seconds: an hour


@dataclass(frozen=True)
class _Pause:
    """For how many rounds a refund that failed is still left out, and for how many if it fails again."""

    left: int = 0
    following: int = 1


@dataclass(frozen=True)
class Refunds:
    """Returns what is due to be returned. What fails in a round is remembered for the rounds after it."""

    database: Database
    processor: Processor
    clock: Callable[[], datetime]
    _pauses: dict[str, _Pause] = field(default_factory=dict, init=False, repr=False, compare=False)

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

    def attempt(self, payment_id: str) -> bool:
        """As `settle`, but what goes wrong is only logged: the refund stays due. Whether nothing went wrong."""
        try:
            self.settle(payment_id)
        except ProcessorTimeout:
            log.warning("payment %s is still to be refunded: the processor has not done it", payment_id)
            return False
        except Exception:
            log.exception("payment %s is still to be refunded", payment_id)
            return False
        return True

    def attempt_all(self) -> None:
        """A round: tries every refund that is due, but leaves one that fails out for ever more rounds after it.

        Rounds are counted and not minutes, so that a clock that jumps holds up no money.
        """
        with self.database.reading() as session:
            due = session.scalars(select(Payment.id).where(Payment.status == REFUNDING)).all()
        pauses = {payment_id: self._take_turn(payment_id) for payment_id in due}
        self._pauses.clear()
        self._pauses.update({payment_id: pause for payment_id, pause in pauses.items() if pause})

    def _take_turn(self, payment_id: str) -> _Pause | None:
        """What the refund has to wait for after this round, None for nothing."""
        pause = self._pauses.get(payment_id, _Pause())
        if pause.left:
            return replace(pause, left=pause.left - 1)
        if self.attempt(payment_id):
            return None
        return _Pause(pause.following, min(2 * pause.following, LONGEST_PAUSE))


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
