"""Purchases in every state and orders of old, for tests of a Ledger and of what works on one."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from voiceshop.shop.customer import PastOrder
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Ledger
from voiceshop.shop.purchase import Instrument, PlacedOrder, Purchase, PurchaseState
from voiceshop.shop.want import Want

ANA, BEN = "amzn1.ask.account.ANA", "amzn1.ask.account.BEN"
NOON = datetime(2026, 11, 22, 12, 0, 30, 250_000, tzinfo=UTC)
ORDER = PlacedOrder("order_1", "1042")
STEPS_TO: dict[PurchaseState, tuple[PurchaseState, ...]] = {
    PurchaseState.QUOTED: (),
    PurchaseState.PLACING: (PurchaseState.PLACING,),
    PurchaseState.PLACED: (PurchaseState.PLACING, PurchaseState.PLACED),
    PurchaseState.DECLINED: (PurchaseState.PLACING, PurchaseState.DECLINED),
    PurchaseState.UNKNOWN: (PurchaseState.PLACING, PurchaseState.UNKNOWN),
    PurchaseState.UNWANTED: (PurchaseState.PLACING, PurchaseState.UNWANTED),
    PurchaseState.FAILED: (PurchaseState.PLACING, PurchaseState.UNKNOWN, PurchaseState.FAILED),
}


def purchase(user: str = ANA, **changes: Any) -> Purchase:
    """One that was quoted at noon."""
    new = Purchase(
        id=str(uuid.uuid4()),
        user=user,
        checkout_id="checkout_1",
        total=Money(1431, "USD"),
        wants=(Want("latte:large:oat-milk", 2), Want("banana-bread", 1)),
        instrument=Instrument("instrument_1", "test_processor", "card", "Visa", "4242"),
        state=PurchaseState.QUOTED,
        quoted_at=NOON,
        place_id="harbor-street",
    )
    return replace(new, **changes)


def brought_to(ledger: Ledger, state: PurchaseState) -> Purchase:
    """One of Ana's that was written, and led to the state by legal steps."""
    here = purchase()
    ledger.quote(here)
    for step in STEPS_TO[state]:
        here = ledger.move(here, step, ORDER if step is PurchaseState.PLACED else None)
    return here


def past_order(number: int) -> PastOrder:
    return PastOrder(f"order_{number}", str(number), NOON, (Want("latte:large", 2), Want("muffin", 1)))
