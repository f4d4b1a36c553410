"""What can become of a payment.

PENDING until the processor's answer is known, CHALLENGED until the buyer approves; then PAID, DECLINED, or ABANDONED
for another try, until the processor has given it up as well: then it is DECLINED, too. Money that has to go back is
REFUNDING until the processor has returned it.
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


def payments_of(checkout_id: str, *statuses: str) -> Select[Payment]:
    """A session's payments in these statuses; of those that are not over there is one at most."""
    return select(Payment).where(Payment.checkout_id == checkout_id, Payment.status.in_(statuses))


def last_asked_before(instant: datetime, status: str) -> Select[Payment]:
    """Payments in a status that the processor was last asked about before an instant."""
    return select(Payment).where(Payment.status == status, Payment.asked_at < instant)
