"""What can become of a payment.

PENDING until the processor's answer is known, CHALLENGED until the buyer approves; then PAID, DECLINED, or ABANDONED
for another try. Money that has to go back is REFUNDING until the processor has returned it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select

from store.tables import Payment

PENDING, CHALLENGED, PAID, DECLINED, ABANDONED, REFUNDING, REFUNDED = (
    "pending",
    "challenged",
    "paid",
    "declined",
    "abandoned",
    "refunding",
    "refunded",
)

# What the processor says of these may still matter: even a payment that was given up may have been charged.
UNDECIDED = frozenset({PENDING, CHALLENGED, DECLINED, ABANDONED})


def payments_of(checkout_id: str, status: str) -> Select[Payment]:
    """A session's payments in one status; of those that are not over there is one at most."""
    return select(Payment).where(Payment.checkout_id == checkout_id, Payment.status == status)


def unanswered(since: datetime) -> Select[Payment]:
    """Payments that the processor was last asked about before an instant, and whose answer is not known."""
    return select(Payment).where(Payment.status == PENDING, Payment.asked_at < since)
