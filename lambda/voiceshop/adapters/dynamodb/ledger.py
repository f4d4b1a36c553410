"""The port `Ledger` on one DynamoDB table.

=========  =================  ==========================================================================================
`pk`       `sk`               holds
=========  =================  ==========================================================================================
the user   `customer`         the customer, orders included, so that one write changes both; `version` guards it
the user   `purchase#` and    a purchase; `state` guards it. `expires_at` is there once nothing can hang on it any more,
           its id             `open` while its outcome is not known
`delivery  `delivery`         that a message was taken which its sender may send again, until `expires_at`
#`, its id
=========  =================  ==========================================================================================

All that is held of a user is one partition, which `forget` reads and erases. Everything is written whole and by one
conditional PutItem, but for the step that may spend money: it writes purchase and customer in one transaction.

The index `open` has the attribute `open` for its partition and `quoted_at` for its order. DynamoDB indexes only items
that have both, and only purchases whose outcome is not known have the first: the index is as small as the number of
turns that are buying at this moment, plus what has to be settled, and `open_purchases` reads nothing else. One value of
`open` for all is one partition, which takes 1,000 writes a second: several hundred orders a second.

The index `checkout` finds a purchase by its `checkout_id`, which it has from the question on: no step writes an item
more for it. It holds keys only, so that what is found is read where every write is seen at once.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ...shop.customer import Customer
from ...shop.purchase import PlacedOrder, Purchase, PurchaseState
from ..rows import Row, customer_row, order_row, purchase_row, read_customer, read_order, read_purchase
from .table import Condition, Key, Put, Table

DAY = 24 * 60 * 60
QUESTION_SECONDS = DAY
"""How long a purchase that was quoted and never confirmed is kept."""
OUTCOME_SECONDS = 90 * DAY
"""How long it is kept what became of a purchase."""

_CUSTOMER = "customer"
_OPEN = "open"
_IS_NEW = Condition("attribute_not_exists(pk)")
_DELIVERY = "delivery"
_CHECKOUT = "checkout"
_IS_UNTOLD = Condition("untold = :untold", {}, {":untold": 1})


class DynamoDbLedger:
    """Implements `Ledger`. May be shared by threads; nothing is imported or connected before the first call.

    Args:
        table: the name of a table as template.yaml describes it.
        clock: tells the time, in seconds since 1970, for what expires.
    """

    def __init__(self, table: str, clock: Callable[[], float] = time.time) -> None:
        self._table = Table(table)
        self._clock = clock

    def customer(self, user: str) -> Customer:
        row = self._table.get(Key(user, _CUSTOMER))
        return _read_customer(row) if row else Customer(user)

    def save(self, customer: Customer) -> Customer:
        saved = replace(customer, version=customer.version + 1)
        self._table.put(_saving(customer, saved))
        return saved

    def quote(self, purchase: Purchase) -> None:
        self._table.put(Put(_key(purchase.user, purchase.id), self._row(purchase), _IS_NEW))

    def purchase(self, user: str, purchase_id: str) -> Purchase | None:
        row = self._table.get(_key(user, purchase_id))
        return read_purchase(row) if row and not self._has_expired(row) else None

    def move(self, purchase: Purchase, to: PurchaseState, order: PlacedOrder | None = None) -> Purchase:
        moved = purchase.moved(to, order)
        self._table.put(self._moving(purchase, moved))
        return moved

    def place(self, purchase: Purchase, customer: Customer) -> tuple[Purchase, Customer]:
        placing = purchase.moved(PurchaseState.PLACING)
        saved = replace(customer, version=customer.version + 1)
        self._table.put_all([self._moving(purchase, placing), _saving(customer, saved)])
        return placing, saved

    def open_purchases(self) -> tuple[Purchase, ...]:
        return tuple(read_purchase(row) for row in self._table.indexed(_OPEN, _OPEN, "purchase"))

    def mark_told(self, purchase: Purchase) -> Purchase:
        told = replace(purchase, untold=False)
        self._table.put(Put(_key(told.user, told.id), self._row(told), _IS_UNTOLD))
        return told

    def purchases_of(self, checkout_id: str) -> tuple[Purchase, ...]:
        keys = self._table.indexed(_CHECKOUT, "checkout_id", checkout_id)
        rows = (self._table.get(Key(key["pk"], key["sk"])) for key in keys)
        found = (read_purchase(row) for row in rows if row and not self._has_expired(row))
        return tuple(sorted(found, key=lambda purchase: purchase.quoted_at))

    def was_delivered(self, delivery_id: str, now: datetime) -> bool:
        row = self._table.get(Key(f"{_DELIVERY}#{delivery_id}", _DELIVERY))
        return row is not None and row["expires_at"] > now.timestamp()

    def note_delivery(self, delivery_id: str, until: datetime) -> None:
        row = {"expires_at": math.ceil(until.timestamp())}
        self._table.put(Put(Key(f"{_DELIVERY}#{delivery_id}", _DELIVERY), row, self._is_over()))

    def held(self, user: str) -> Mapping[str, Sequence[Row]]:
        held: dict[str, list[Row]] = {}
        for row in self._table.items_in(user):
            held.setdefault(row["sk"].partition("#")[0], []).append(row)
        return held

    def forget(self, user: str) -> None:
        while keys := tuple(self._table.keys_in(user)):
            # The customer last: its row says that there is something to forget, where not all could be.
            self._table.delete([key for key in keys if key.sk != _CUSTOMER])
            self._table.delete([key for key in keys if key.sk == _CUSTOMER])

    def _is_over(self) -> Condition:
        return Condition("attribute_not_exists(pk) OR expires_at <= :now", {}, {":now": int(self._clock())})

    def _moving(self, purchase: Purchase, moved: Purchase) -> Put:
        as_it_was_read = Condition(
            "#state = :state AND (attribute_not_exists(expires_at) OR expires_at > :now)",
            {"#state": "state"},
            {":state": purchase.state.value, ":now": int(self._clock())},
        )
        return Put(_key(moved.user, moved.id), self._row(moved), as_it_was_read)

    def _row(self, purchase: Purchase) -> Row:
        row = purchase_row(purchase)
        if purchase.state.is_open:
            return {**row, _OPEN: "purchase"}
        kept = QUESTION_SECONDS if purchase.state is PurchaseState.QUOTED else OUTCOME_SECONDS
        return {**row, "expires_at": int(self._clock()) + kept}

    def _has_expired(self, row: Row) -> bool:
        # DynamoDB deletes what has expired within days, not at once.
        return "expires_at" in row and row["expires_at"] <= self._clock()


def _key(user: str, purchase_id: str) -> Key:
    return Key(user, f"purchase#{purchase_id}")


def _read_customer(row: Row) -> Customer:
    return read_customer(row, tuple(read_order(order) for order in json.loads(row["orders"])))


def _saving(customer: Customer, saved: Customer) -> Put:
    # As they are: an escaped letter is six bytes and more of the 400 kB that a row may have.
    orders = json.dumps([order_row(order) for order in saved.orders], ensure_ascii=False)
    row = {**customer_row(saved), "orders": orders}
    unchanged = Condition("#version = :version", {"#version": "version"}, {":version": customer.version})
    return Put(Key(saved.user, _CUSTOMER), row, unchanged if customer.version else _IS_NEW)
