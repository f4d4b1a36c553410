"""What becomes of an open purchase once the store's word on it is known, while nobody talks.

Its own turn, a webhook and the sweeper may learn of it at the same moment. The one whose move of the purchase wins has
settled it, and has said by the same write whether somebody is still to be told.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime

from .amending import TRIES
from .customer import Customer, PastOrder
from .errors import Stale
from .ports import Ledger
from .purchase import PlacedOrder, Purchase, PurchaseState

_ORDERS_KEPT = 20
# placing -> unknown -> unwanted -> its end: nobody can be overtaken by more than that.
_STEPS = 3


def settle_as_placed(ledger: Ledger, purchase: Purchase, order: PlacedOrder, now: datetime) -> Purchase | None:
    """Write an order that the store tells of into its customer's row, and the purchase as placed and not yet told of.

    The row comes first: what fails in between leaves the purchase open, to be settled again.

    Args:
        ledger: everybody's.
        purchase: an open one, as it was read.
        order: what the store placed for it.
        now: aware time, taken for that of the order.

    Returns:
        The purchase as this call has settled it; None where someone was faster, or it is forgotten.

    Raises:
        LedgerTrouble, Stale: not all was written; the same again does the rest.
    """
    if purchase.state.is_open:
        _write_down(ledger, purchase.user, PastOrder(order.id, order.label, now, purchase.wants))
    return end(ledger, replace(purchase, untold=True), order)


def settle_as_not_placed(ledger: Ledger, purchase: Purchase) -> Purchase | None:
    """Write that nothing was bought, and that the customer is not told yet.

    Only for a purchase whose checkout can, as the store says, never be completed any more.

    Returns, raises: as `settle_as_placed`.
    """
    return end(ledger, replace(purchase, untold=True), None)


def with_order(customer: Customer, order: PastOrder) -> Customer:
    """The row with that order as the latest, once however often it is told."""
    if any(past.id == order.id for past in customer.orders):
        return customer
    return replace(customer, orders=(order, *customer.orders)[:_ORDERS_KEPT])


def end(ledger: Ledger, purchase: Purchase, order: PlacedOrder | None) -> Purchase | None:
    """Write how an open purchase has ended for sure, also where it was taken for unknown since it was read.

    `order` is None where nothing was bought. Gives the purchase as this call has ended it, as untold as it came; None
    where someone was faster, or it is forgotten.
    """
    here: Purchase | None = purchase
    for _ in range(_STEPS):
        if here is None or not here.state.is_open:
            return None
        to = PurchaseState.PLACED if order else _in_vain(here)
        try:
            return ledger.move(replace(here, untold=purchase.untold), to, order)
        except Stale:
            here = ledger.purchase(purchase.user, purchase.id)
    return None


def _in_vain(purchase: Purchase) -> PurchaseState:
    return PurchaseState.DECLINED if purchase.state is PurchaseState.PLACING else PurchaseState.FAILED


def _write_down(ledger: Ledger, user: str, past: PastOrder) -> None:
    for _ in range(TRIES):
        customer = ledger.customer(user)
        # Who has no row has been forgotten, be it a moment ago, and stays so.
        if not customer.version or with_order(customer, past) == customer:
            return
        with contextlib.suppress(Stale):
            ledger.save(with_order(customer, past))
            return
    raise Stale
