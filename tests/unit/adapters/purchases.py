"""A purchase that was confirmed, as it is completed at a scripted store."""

from __future__ import annotations

from datetime import UTC, datetime

from voiceshop.shop.money import Money
from voiceshop.shop.purchase import Instrument, Purchase, PurchaseState
from voiceshop.shop.want import Want

VISA = Instrument("instrument_1", "processor_1", "card", "Visa", "4242")
CONFIRMED = Purchase(
    id="3f0c6a52-7d0e-4d0c-9c5b-0a3f4f1f8a11",
    user="amzn1.ask.account.ANA",
    checkout_id="checkout_1",
    total=Money(1132, "USD"),
    wants=(Want("latte:large", 2),),
    instrument=VISA,
    state=PurchaseState.PLACING,
    quoted_at=datetime(2026, 11, 22, 13, 30, tzinfo=UTC),
    place_id="harbor-street",
)
