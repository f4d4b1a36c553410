"""Buying: the quote that is read out, and the Purchase that makes sure of exactly one order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from .cart import Line
from .errors import IllegalMove
from .money import Money
from .want import Want


@dataclass(frozen=True, slots=True)
class Instrument:
    """A way to pay that the customer saved at the store: an opaque id, and what may be spoken of it."""

    id: str
    handler_id: str
    type: str
    brand: str
    last_digits: str


@dataclass(frozen=True, slots=True)
class Fulfillment:
    """How the order reaches the customer: `method` is "pickup" or "shipping", `place` its spoken name.

    `place_id` is the store's id of the place, where it says one.
    """

    method: str
    place: str
    ready_at: datetime | None
    place_id: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount of those that make up a total, discounts being negative. `text` is the store's word for it, if any."""

    kind: str
    text: str | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Checkout:
    """A checkout session as the store quotes it; `total` includes tax and fees, and is the sum of the `entries`."""

    id: str
    lines: tuple[Line, ...]
    total: Money
    fulfillment: Fulfillment
    instrument: Instrument
    entries: tuple[Entry, ...] = ()

    @property
    def discounts(self) -> tuple[Entry, ...]:
        """What is taken off."""
        return tuple(entry for entry in self.entries if entry.amount.amount < 0)


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """What the store says when an order is accepted. `fulfillment` is known when it has just been placed."""

    id: str
    label: str
    fulfillment: Fulfillment | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """The store did not take the payment. Nothing was ordered."""

    reason: str


@dataclass(frozen=True, slots=True)
class Expired:
    """The card that was to pay has expired. Nothing was ordered."""


@dataclass(frozen=True, slots=True)
class NeedsChallenge:
    """The bank wants the customer to confirm on a screen, at `url`. Nothing was ordered."""

    url: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What was confirmed is not what the store would sell now. Nothing was ordered."""


class Standing(StrEnum):
    """How a checkout stands in the store, seen without touching it."""

    OPEN = "open"
    CHALLENGED = "challenged"
    PAYING = "paying"
    PLACED = "placed"
    CANCELED = "canceled"
    GONE = "gone"


class OrderState(StrEnum):
    RECEIVED = "received"
    PREPARING = "preparing"
    READY = "ready"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELED = "canceled"

    @property
    def is_over(self) -> bool:
        return self in (OrderState.DELIVERED, OrderState.CANCELED)

    @property
    def is_stoppable(self) -> bool:
        """Whether it makes sense to ask the store to cancel."""
        return self in (OrderState.RECEIVED, OrderState.PREPARING)


@dataclass(frozen=True, slots=True)
class Order:
    """An order that stands in the store."""

    id: str
    label: str
    state: OrderState
    lines: tuple[Line, ...]
    total: Money
    fulfillment: Fulfillment


class PurchaseState(StrEnum):
    """quoted -> placing -> placed | declined | unknown, unknown -> placed | failed. Nothing else.

    One that is open is unwanted once its customer has taken the yes back: it ends as an unknown one does, and nobody
    carries it on any more.
    """

    QUOTED = "quoted"
    PLACING = "placing"
    PLACED = "placed"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    UNWANTED = "unwanted"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        """Whether the store may have taken the order without our knowing."""
        return self in (PurchaseState.PLACING, PurchaseState.UNKNOWN, PurchaseState.UNWANTED)

    def may_become(self, state: PurchaseState) -> bool:
        return state in _MOVES.get(self, ())


_MOVES = {
    PurchaseState.QUOTED: (PurchaseState.PLACING,),
    PurchaseState.PLACING: (
        PurchaseState.PLACED,
        PurchaseState.DECLINED,
        PurchaseState.UNKNOWN,
        PurchaseState.UNWANTED,
    ),
    PurchaseState.UNKNOWN: (PurchaseState.PLACED, PurchaseState.FAILED, PurchaseState.UNWANTED),
    PurchaseState.UNWANTED: (PurchaseState.PLACED, PurchaseState.FAILED),
}


@dataclass(frozen=True, slots=True)
class Purchase:
    """One confirmation question and what became of it.

    `id` is drawn when the question is asked and is the Idempotency-Key of the store's `complete` for ever, so that
    asking the store again can never buy twice. `total` is what was spoken, `place_id` where it was said to go, None
    where the store gives places no ids. `untold` is one that was settled while nobody talked: its customer has not
    heard of it yet.
    """

    id: str
    user: str
    checkout_id: str
    total: Money
    wants: tuple[Want, ...]
    instrument: Instrument
    state: PurchaseState
    quoted_at: datetime
    order: PlacedOrder | None = None
    untold: bool = False
    place_id: str | None = None

    def moved(self, to: PurchaseState, order: PlacedOrder | None = None) -> Purchase:
        """This purchase in its next state, with its order when that is `placed`. Writes nothing: a Ledger does.

        Raises:
            IllegalMove: the states do not follow each other, or an order comes with any state but `placed`.
        """
        if not self.state.may_become(to) or (order is not None) != (to is PurchaseState.PLACED):
            raise IllegalMove(self.state, to)
        return replace(self, state=to, order=order)
