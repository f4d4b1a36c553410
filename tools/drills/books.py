"""What stands, read from the files of store and Ledger themselves: no server is asked that could be wrong about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_TAKEN = "SELECT count(*) FROM processor_charges WHERE status = 'charged' AND refunded = 0"
_STANDING = """
SELECT orders.checkout_id, orders.id, charges.amount FROM orders
LEFT JOIN payments ON payments.checkout_id = orders.checkout_id
LEFT JOIN processor_charges AS charges
    ON charges.key = payments.id AND charges.status = 'charged' AND charges.refunded = 0
WHERE orders.checkout_id = ?
"""


@dataclass(frozen=True, slots=True)
class Totals:
    """Orders and charges (those that were not refunded) of all customers."""

    orders: int
    charges: int

    def since(self, before: Totals) -> Totals:
        return Totals(self.orders - before.orders, self.charges - before.charges)


@dataclass(frozen=True, slots=True)
class Asked:
    """A purchase of the Ledger: a question to the customer, and the total that was spoken, in minor units."""

    id: str
    checkout_id: str
    state: str
    amount: int

    @property
    def is_open(self) -> bool:
        """Whether it is not known what became of it."""
        return self.state in {"placing", "unknown", "unwanted"}


@dataclass(frozen=True, slots=True)
class Charge:
    """An order that stands, with one charge for it in minor units; None where it was not paid."""

    checkout_id: str
    order_id: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class Books:
    """The two files."""

    store: Path
    ledger: Path

    def totals(self) -> Totals:
        with _open(self.store) as store:
            (orders,) = store.execute("SELECT count(*) FROM orders").fetchone()
            (charges,) = store.execute(_TAKEN).fetchone()
        return Totals(orders, charges)

    def asked(self, user: str) -> list[Asked]:
        """All that a customer of the skill was ever asked to confirm."""
        with _open(self.ledger) as ledger:
            query = "SELECT id, checkout_id, state, amount FROM purchases WHERE user = ?"
            return [Asked(*row) for row in ledger.execute(query, (user,))]

    def charges(self, user: str) -> list[Charge]:
        """The orders of a customer of the skill; one that was charged twice is there twice."""
        checkouts = {purchase.checkout_id for purchase in self.asked(user)}
        with _open(self.store) as store:
            return [Charge(*row) for checkout in checkouts for row in store.execute(_STANDING, (checkout,))]

    def age(self, user: str, by: timedelta) -> None:
        """Make the customer's questions so much older: as if they came back after so long."""
        with _open(self.ledger) as ledger:
            rows = ledger.execute("SELECT id, quoted_at FROM purchases WHERE user = ?", (user,)).fetchall()
            older = [((datetime.fromisoformat(at) - by).isoformat(), key) for key, at in rows]
            ledger.executemany("UPDATE purchases SET quoted_at = ? WHERE id = ?", older)


@contextmanager
def _open(path: Path) -> Iterator[Any]:
    with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as database:
        yield database
