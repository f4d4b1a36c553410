"""Customers of the store behind the port, and what they do in most of its tests."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from voiceshop.shop.catalogue import Option
from voiceshop.shop.ports import Store
from voiceshop.shop.purchase import Checkout, Purchase, PurchaseState
from voiceshop.shop.want import Want

LARGE, OAT = Option("Size", "large", "large"), Option("Milk", "oat-milk", "oat milk")
HARBOR, MARKET = "harbor-street", "market-square"
TURN_SECONDS = 60.0  # longer than a turn has: a machine that runs tests may be slow

Shopper = Callable[[str | None], Store]
"""Opens the store as that customer sees it in one more turn; None is a guest."""


def latte(store: Store) -> str:
    """The id of a large latte with oat milk."""
    (variant,) = store.product("latte", [LARGE, OAT]).variants
    return variant.id


def quoted(store: Store, quantity: int = 2) -> Checkout:
    return store.quote(store.fill_cart(None, [Want(latte(store), quantity)]), HARBOR)


def confirmed(quote: Checkout) -> Purchase:
    """The purchase of what was read out and agreed to just now."""
    return Purchase(
        id=str(uuid.uuid4()),
        user="amzn1.ask.account.ANA",
        checkout_id=quote.id,
        total=quote.total,
        wants=tuple(line.want for line in quote.lines),
        instrument=quote.instrument,
        state=PurchaseState.PLACING,
        quoted_at=datetime.now(UTC),
        place_id=quote.fulfillment.place_id,
    )
