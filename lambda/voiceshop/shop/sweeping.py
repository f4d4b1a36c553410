"""Looking after purchases whose outcome is not known, while nobody talks.

A store tells what became of a checkout to its customer alone, by the account's token, and no token is ever stored. So
nothing is settled here, and no outcome guessed at: a purchase whose turn has died is marked as what it is, `unknown`,
and what is left to the customer's next turn (`conversation/buying.py: settle`) is counted, for an operator to hear of.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from .errors import Stale
from .ports import Ledger
from .purchase import Purchase, PurchaseState

# Counted from the question, which people answer within a minute or two; the turn of their yes lasts for seconds.
INTERRUPTED_AFTER = timedelta(minutes=10)
OVERDUE_AFTER = timedelta(hours=1)
# From then on another look by a person would find no more than the first.
GIVEN_UP_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: how many purchases are open, which it marked, and which have been unknown for too long."""

    open: int
    interrupted: tuple[Purchase, ...]
    overdue: tuple[Purchase, ...]


def sweep(ledger: Ledger, now: datetime) -> Swept:
    """Mark the purchases whose turn died before it could say what became of them.

    Args:
        ledger: everybody's.
        now: aware time.

    Raises:
        LedgerTrouble: not all could be looked at; the next sweep starts anew.
    """
    found = ledger.open_purchases()
    died = [purchase for purchase in found if _has_died(purchase, now)]
    marked = tuple(purchase for purchase in died if _marked(ledger, purchase))
    overdue = tuple(purchase for purchase in found if OVERDUE_AFTER < now - purchase.quoted_at <= GIVEN_UP_AFTER)
    return Swept(len(found), marked, overdue)


def _has_died(purchase: Purchase, now: datetime) -> bool:
    return purchase.state is PurchaseState.PLACING and now - purchase.quoted_at > INTERRUPTED_AFTER


def _marked(ledger: Ledger, purchase: Purchase) -> bool:
    # Whoever was faster knows more.
    with contextlib.suppress(Stale):
        ledger.move(purchase, PurchaseState.UNKNOWN)
        return True
    return False
