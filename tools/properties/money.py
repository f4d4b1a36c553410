"""No order without a yes to its own question, one charge an order, and each for what was said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from tools.drills.books import Books

_ASKS_TO_ORDER = ("place_order", "order_code", "verify_person")
_CONFIRM = ("AMAZON.YesIntent", "VoiceCodeIntent")
_LATEST = "SELECT coalesce(max(number), 0) FROM orders"
_ORDERS = """
SELECT orders.checkout_id, orders.state, payments.amount,
    (SELECT count(*) FROM processor_charges AS charges JOIN payments AS paid ON paid.id = charges.key
     WHERE paid.checkout_id = orders.checkout_id AND charges.status = 'charged' AND refunded = 0)
FROM orders LEFT JOIN payments ON payments.id = orders.payment_id WHERE orders.number > ?
"""
_SAID = "SELECT id, amount FROM purchases WHERE checkout_id = ?"


def purchase_confirmed_by(request: object) -> str | None:
    """The id of the purchase that a request confirms, believing the session that stands in it; None for most."""
    match request:
        case {
            "session": {"attributes": {"question": {"name": str(name), "data": {"purchase": str(key)}}, **remembered}},
            "request": asked,
        } if name in _ASKS_TO_ORDER and _says_yes(asked, remembered.get("screen")):
            return key
    return None


def _says_yes(asked: object, screen: object) -> bool:
    match asked:
        case {"intent": {"name": str(intent)}}:
            return intent in _CONFIRM
        case {"arguments": ["Yes", *_], "token": token}:
            return bool(token == screen)
        case {"cause": _}:
            return True
    return False


class Till:
    """Holds the orders that come after it was opened against what was confirmed.

    Attributes:
        confirmed: the ids of purchases that somebody said yes to.
        orders: how many came.
    """

    def __init__(self, books: Books) -> None:
        self.confirmed: set[str] = set()
        self.orders = 0
        self._books = books
        with closing(sqlite3.connect(books.store, timeout=10)) as store:
            (self._before,) = store.execute(_LATEST).fetchone()

    def broken(self) -> Iterator[str]:
        """Every promise about money that does not hold now."""
        with closing(sqlite3.connect(self._books.store, timeout=10)) as store:
            orders = store.execute(_ORDERS, (self._before,)).fetchall()
        self.orders = len(orders)
        for checkout, state, amount, charges in orders:
            if charges != (0 if state == "canceled" else 1):
                yield f"an order is {state} and has {charges} charges"
            yield from self._unsaid(amount, self._said(checkout))

    def _unsaid(self, amount: int, said: Mapping[str, Any]) -> Iterator[str]:
        # A cart that is checked out twice is one checkout of the store's, to which two questions are asked. None is
        # left where the customer was forgotten since.
        amounts = [told for key, told in said.items() if key in self.confirmed]
        if said and not amounts:
            yield "an order was placed to which nobody said yes"
        if amounts and amount not in amounts:
            yield f"{amount} was charged, and {amounts} was said"

    def _said(self, checkout: str) -> Mapping[str, Any]:
        with closing(sqlite3.connect(self._books.ledger, timeout=10)) as ledger:
            return dict(ledger.execute(_SAID, (checkout,)).fetchall())
