"""What became of a purchase while nobody talked: told once, at the customer's next turn."""

from __future__ import annotations

import contextlib

from ..shop.errors import LedgerTrouble, NotLinked, Stale, StoreTrouble, UnknownOrder
from ..shop.ports import Ledger, Store
from ..shop.purchase import Order, OrderState, Purchase, Standing
from .turn import Reply, say


def tell(store: Store, ledger: Ledger, purchase: Purchase) -> Reply | None:
    """Say what became of an untold purchase.

    None where another device of the customer says it at this moment, and where another account is linked by now: then
    it is left to be told to the one that bought.

    Raises:
        LedgerTrouble: it cannot be written that it is told, so it is left for later.
    """
    try:
        reply = _what_became_of(store, purchase)
        ledger.mark_told(purchase)
    except (UnknownOrder, NotLinked, Stale):
        return None
    return reply


def note_told(ledger: Ledger, purchase: Purchase) -> None:
    """Write that the customer hears of it now, by other words. Where that fails, it is told once more."""
    if purchase.untold:
        with contextlib.suppress(LedgerTrouble, Stale):
            ledger.mark_told(purchase)


def _what_became_of(store: Store, purchase: Purchase) -> Reply:
    if purchase.order is None:
        if store.standing(purchase.checkout_id)[0] is Standing.GONE:
            raise UnknownOrder
        return say("order.not_placed").asking("check_out_or_more")
    try:
        return _placed(store.order(purchase.order.id), purchase)
    except StoreTrouble:
        return say("news.placed_briefly", label=purchase.order.label).asking("anything_else", order=purchase.order.id)


def _placed(order: Order, purchase: Purchase) -> Reply:
    if order.state is OrderState.CANCELED:
        return say("status.canceled", label=order.label).asking("anything_else")
    reply = say("news.placed", label=order.label, lines=order.lines).asking("anything_else", order=order.id)
    return reply.showing("order", order=order, instrument=purchase.instrument)
