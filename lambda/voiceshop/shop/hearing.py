"""Hearing from the store: what an order event says of a purchase of ours, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .money import Money
from .ports import Ledger
from .purchase import PlacedOrder, Purchase, PurchaseState
from .settling import settle_as_placed
from .want import Want


class Distrust(Exception):
    """A message is not taken, and nothing follows from it. `code` says why, in words that may be answered."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """What the store says of an order at some moment. `id` is the event's own: the same when it is told again."""

    id: str
    checkout_id: str
    order: PlacedOrder
    total: Money
    wants: tuple[Want, ...]


class Surprise(StrEnum):
    """What an operator should know of an order that stands all the same."""

    OTHER_TOTAL = "other_total"
    OTHER_LINES = "other_lines"
    NOT_ASKED_FOR = "not_asked_for"


@dataclass(frozen=True, slots=True)
class Heard:
    """The purchases that an event settled, and what of it nobody had confirmed."""

    settled: tuple[Purchase, ...]
    surprises: tuple[Surprise, ...]


def hear(ledger: Ledger, event: OrderEvent, now: datetime) -> Heard:
    """Settle the purchase whose order the store tells of, where its outcome is not known.

    The order stands, whatever was confirmed: one with another total or other lines is written down just as well, since
    nothing that is done here could undo it, and told to the operator.

    Raises:
        Distrust: no purchase of ours was to buy this checkout.
        LedgerTrouble, Stale: not all was written; the same event again does the rest.
    """
    purchases = ledger.purchases_of(event.checkout_id)
    if not purchases:
        raise Distrust("order_unknown")
    placed = (settle_as_placed(ledger, purchase, event.order, now) for purchase in purchases)
    settled = tuple(purchase for purchase in placed if purchase)
    return Heard(settled, tuple(_surprises(settled or purchases, event)))


def _surprises(purchases: tuple[Purchase, ...], event: OrderEvent) -> list[Surprise]:
    latest = purchases[-1]
    if all(_came_to_nothing(purchase) for purchase in purchases):
        return [Surprise.NOT_ASKED_FOR]
    if latest.order is None or not latest.untold:
        # Known before: orders change in their life, and the store tells of that, too.
        return []
    found = []
    if latest.total != event.total:
        found.append(Surprise.OTHER_TOTAL)
    if set(latest.wants) != set(event.wants):
        found.append(Surprise.OTHER_LINES)
    return found


def _came_to_nothing(purchase: Purchase) -> bool:
    return purchase.state in (PurchaseState.QUOTED, PurchaseState.DECLINED, PurchaseState.FAILED)
