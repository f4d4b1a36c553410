"""Looking after purchases whose outcome is not known, while nobody talks.

The store is asked as the platform that opened the checkout, since nobody's token is there. What it says for sure is
written down: an order that was placed, or a checkout that can never be completed any more, if need be because it is
canceled here. All else stays unknown and is left to the next sweep, the store's own message, or the customer's next
turn (`conversation/buying.py: settle`). No outcome is guessed at; what stays unknown is counted, for an operator to
hear of.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .deadline import Deadline
from .errors import LedgerTrouble, Stale, StoreTrouble
from .ports import Ledger, OwnCheckouts
from .purchase import Purchase, PurchaseState, Standing
from .settling import settle_as_not_placed, settle_as_placed

# Counted from the question, which people answer within a minute or two; the turn of their yes lasts for seconds.
INTERRUPTED_AFTER = timedelta(minutes=10)
OVERDUE_AFTER = timedelta(hours=1)
# From then on another look by a person would find no more than the first.
GIVEN_UP_AFTER = timedelta(days=1)

MOST_LOOKS = 200
LOOK_SECONDS = 6.0

Open = Callable[[Deadline], OwnCheckouts]
"""The store's checkouts that we opened, until the deadline."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found and did, by purchase.

    `open` counts those of unknown outcome at its start; `interrupted` were marked as unknown; `placed` and `failed`
    were settled; `overdue` have been unknown for too long, and still are. `trouble` kept it from writing something.
    """

    open: int
    interrupted: tuple[Purchase, ...] = ()
    placed: tuple[Purchase, ...] = ()
    failed: tuple[Purchase, ...] = ()
    overdue: tuple[Purchase, ...] = ()
    trouble: LedgerTrouble | None = None


def sweep(ledger: Ledger, now: datetime, checkouts: Open | None, run: Deadline) -> Swept:
    """Mark the purchases whose turn died before it could say what became of them, and settle what the store knows of.

    Those of the last day are looked at first, and of these the oldest, so that none that nobody can settle keeps others
    waiting for long. Trouble with one leaves the others their look.

    Args:
        ledger: everybody's.
        now: aware time.
        checkouts: where to ask; None where the store does not know us, so that nothing can be settled.
        run: when this sweep has to end; the next one does the rest.

    Raises:
        LedgerTrouble: what is open could not be read.
    """
    found = ledger.open_purchases()
    old = [purchase for purchase in found if now - purchase.quoted_at > INTERRUPTED_AFTER]
    sweeping = _Sweeping(ledger, now, checkouts, run)
    for purchase in sorted(old, key=lambda one: (now - one.quoted_at > GIVEN_UP_AFTER, one.quoted_at)):
        sweeping.attend_to(purchase)
    return sweeping.swept(len(found), old)


class _Sweeping:
    """One sweep under way."""

    def __init__(self, ledger: Ledger, now: datetime, checkouts: Open | None, run: Deadline) -> None:
        self._ledger = ledger
        self._now = now
        self._checkouts = checkouts
        self._run = run
        self._looks = 0
        self._interrupted: list[Purchase] = []
        self._settled: list[Purchase] = []
        self._trouble: LedgerTrouble | None = None

    def attend_to(self, purchase: Purchase) -> None:
        """Mark it, and settle it where the store can be asked."""
        try:
            # Stale: whoever was faster knows more. StoreTrouble: nothing is known of this one, and that is written.
            with contextlib.suppress(Stale, StoreTrouble):
                self._look(self._marked(purchase))
        except LedgerTrouble as trouble:
            self._trouble = trouble

    def swept(self, open_before: int, old: Iterable[Purchase]) -> Swept:
        ids = {purchase.id for purchase in self._settled}
        ages = {purchase: self._now - purchase.quoted_at for purchase in old if purchase.id not in ids}
        return Swept(
            open=open_before,
            interrupted=tuple(self._interrupted),
            placed=tuple(one for one in self._settled if one.state is PurchaseState.PLACED),
            failed=tuple(one for one in self._settled if one.state is not PurchaseState.PLACED),
            overdue=tuple(one for one, age in ages.items() if OVERDUE_AFTER < age <= GIVEN_UP_AFTER),
            trouble=self._trouble,
        )

    def _marked(self, purchase: Purchase) -> Purchase:
        if purchase.state is not PurchaseState.PLACING:
            return purchase
        # Without this a later turn might take it for one that was never sent.
        marked = self._ledger.move(purchase, PurchaseState.UNKNOWN)
        self._interrupted.append(purchase)
        return marked

    def _look(self, purchase: Purchase) -> None:
        if self._checkouts is None or self._looks == MOST_LOOKS or not self._run.remaining:
            return
        self._looks += 1
        checkouts = self._checkouts(Deadline.after(min(LOOK_SECONDS, self._run.remaining)))
        standing, order = checkouts.standing(purchase.checkout_id)
        if standing is Standing.OPEN:
            # A yes of so long ago is not to be carried out any more: now it never can be.
            standing, order = checkouts.end(purchase.checkout_id)
        settled = None
        if standing is Standing.PLACED and order:
            settled = settle_as_placed(self._ledger, purchase, order, self._now)
        elif standing is Standing.CANCELED:
            settled = settle_as_not_placed(self._ledger, purchase)
        if settled:
            self._settled.append(settled)
