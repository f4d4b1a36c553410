"""Looking after purchases whose outcome is not known, while nobody talks.

The store is asked as the platform that opened the checkout, since nobody's token is there. What it says for sure is
written down: an order that was placed, or a checkout that can never be completed any more, if need be because it is
canceled here. All else stays unknown and is left to the next sweep, the store's own message, or the customer's next
turn (`conversation/buying.py: settle`). No outcome is guessed at; what stays unknown is counted, for an operator to
hear of.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from random import Random, SystemRandom

from .deadline import Deadline
from .errors import LedgerTrouble, Stale, StoreTrouble
from .ports import Ledger, OwnCheckouts
from .purchase import PlacedOrder, Purchase, PurchaseState, Standing
from .settling import settle_as_not_placed, settle_as_placed

# Counted from the question, which people answer within a minute or two; the turn of their yes lasts for seconds.
INTERRUPTED_AFTER = timedelta(minutes=10)
OVERDUE_AFTER = timedelta(hours=1)
# From then on another look by a person would find no more than the first.
GIVEN_UP_AFTER = timedelta(days=1)

MOST_LOOKS = 200
MOST_LOOKS_OF_ONE = 20
LOOK_SECONDS = 6.0
LEAST_CHANCE = 1 / 288

_DICE = SystemRandom()

Open = Callable[[Deadline], OwnCheckouts]
"""The store's checkouts that we opened, until the deadline."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found and did, by purchase.

    `open` counts those of unknown outcome at its start; `interrupted` were marked as unknown; `placed` and `failed`
    were settled; `challenged` wait for nobody but the customer, on their bank's page; `overdue` have been unknown for
    too long, and still are. `trouble` kept it from writing something.
    """

    open: int
    interrupted: tuple[Purchase, ...] = ()
    placed: tuple[Purchase, ...] = ()
    failed: tuple[Purchase, ...] = ()
    challenged: tuple[Purchase, ...] = ()
    overdue: tuple[Purchase, ...] = ()
    trouble: LedgerTrouble | None = None


def sweep(ledger: Ledger, now: datetime, checkouts: Open | None, run: Deadline, dice: Random = _DICE) -> Swept:
    """Mark the purchases whose turn died before it could say what became of them, and settle what the store knows of.

    Where there are more than can be looked at, whoever has bought just now is not kept waiting by those before, and
    none is kept waiting for ever. Trouble with one leaves the others their look.

    Args:
        ledger: everybody's.
        now: aware time.
        checkouts: where to ask; None where the store does not know us, so that nothing can be settled.
        run: when this sweep has to end; the next one does the rest.
        dice: which are looked at, where not all can be.

    Raises:
        LedgerTrouble: what is open could not be read.
    """
    found = ledger.open_purchases()
    old = [purchase for purchase in found if now - purchase.quoted_at > INTERRUPTED_AFTER]
    sweeping = _Sweeping(ledger, now, checkouts, run)
    marked = [each for purchase in old if (each := sweeping.mark(purchase))]
    for purchase in _in_turn(marked, now, dice):
        sweeping.look(purchase)
    return sweeping.swept(len(found), old)


def _in_turn(purchases: Sequence[Purchase], now: datetime, dice: Random) -> Iterator[Purchase]:
    """Those to look at: of the last day every other one is the newest, the rest are drawn; then some that are older.

    The older one is, the less often it comes, down to about once a day where a sweep is made every five minutes.
    """
    ages = {purchase: now - purchase.quoted_at for purchase in purchases}
    recent = [purchase for purchase, age in ages.items() if age <= GIVEN_UP_AFTER]
    older = [purchase for purchase, age in ages.items() if age > GIVEN_UP_AFTER]
    newest = sorted(recent, key=lambda purchase: ages[purchase])
    drawn = dice.sample(recent, len(recent))
    lucky = [one for one in older if dice.random() < max(LEAST_CHANCE, (GIVEN_UP_AFTER / ages[one]) ** 2)]
    looks = Counter[str]()
    for purchase in dict.fromkeys(chain(*zip(newest, drawn, strict=True), dice.sample(lucky, len(lucky)))):
        looks[purchase.user] += 1
        if looks[purchase.user] <= MOST_LOOKS_OF_ONE:
            yield purchase


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
        self._challenged: list[Purchase] = []
        self._trouble: LedgerTrouble | None = None

    def mark(self, purchase: Purchase) -> Purchase | None:
        """As it is now that its turn is known to have died; None where someone was faster, who knows more."""
        if purchase.state is not PurchaseState.PLACING:
            return purchase
        if self._trouble and not self._run.remaining:
            # Writes that fail take seconds each: all of them would outlast whoever runs the sweep.
            return None
        with contextlib.suppress(Stale), self._noting_trouble():
            # Without this a later turn might take it for one that was never sent.
            marked = self._ledger.move(purchase, PurchaseState.UNKNOWN)
            self._interrupted.append(purchase)
            return marked
        return None

    def look(self, purchase: Purchase) -> None:
        """Settle it where the store can be asked, and knows."""
        if self._checkouts is None or self._looks == MOST_LOOKS or not self._run.remaining:
            return
        self._looks += 1
        checkouts = self._checkouts(Deadline.after(min(LOOK_SECONDS, self._run.remaining)))
        # Stale: whoever was faster knows more. StoreTrouble: nothing is known of this one, and that is written.
        with contextlib.suppress(Stale, StoreTrouble), self._noting_trouble():
            standing, order = checkouts.standing(purchase.checkout_id)
            if standing is Standing.OPEN:
                # A yes of so long ago is not to be carried out any more: now it never can be.
                standing, order = checkouts.end(purchase.checkout_id)
            self._settle(purchase, standing, order)

    def swept(self, open_before: int, old: Sequence[Purchase]) -> Swept:
        clear = {purchase.id for purchase in (*self._settled, *self._challenged)}
        ages = {purchase: self._now - purchase.quoted_at for purchase in old if purchase.id not in clear}
        return Swept(
            open=open_before,
            interrupted=tuple(self._interrupted),
            placed=tuple(one for one in self._settled if one.state is PurchaseState.PLACED),
            failed=tuple(one for one in self._settled if one.state is not PurchaseState.PLACED),
            challenged=tuple(self._challenged),
            overdue=tuple(one for one, age in ages.items() if OVERDUE_AFTER < age <= GIVEN_UP_AFTER),
            trouble=self._trouble,
        )

    def _settle(self, purchase: Purchase, standing: Standing, order: PlacedOrder | None) -> None:
        settled = None
        if standing is Standing.PLACED and order:
            settled = settle_as_placed(self._ledger, purchase, order, self._now)
        elif standing is Standing.CANCELED:
            settled = settle_as_not_placed(self._ledger, purchase)
        elif standing is Standing.CHALLENGED:
            self._challenged.append(purchase)
        if settled:
            self._settled.append(settled)

    @contextlib.contextmanager
    def _noting_trouble(self) -> Iterator[None]:
        try:
            yield
        except LedgerTrouble as trouble:
            self._trouble = trouble
