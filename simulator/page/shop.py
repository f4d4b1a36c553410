"""What stands behind a desk's talk: the customer's cart and orders in the store, and the skill's Ledger of them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.page.trouble import StoreTrouble, Trouble
from simulator.store_pages import StoreUnreachable

if TYPE_CHECKING:
    from simulator.device import Customer, Json
    from simulator.storefront import Storefront

_ROWS = {
    "customer": ("customers", "user"),
    "purchases": ("purchases", "quoted_at DESC"),
    "orders": ("past_orders", "position"),  # the latest one is the first
}
_IN_JSON = frozenset({"wants", "instrument"})


class LedgerUnreadable(Trouble):
    """The Ledger cannot be shown."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The skill's Ledger for reading only; `address` is that of its setting VOICESHOP_LEDGER."""

    address: str

    def rows(self, user_id: str) -> dict[str, list[Json]]:
        """All rows of one user, by "customer", "purchases" and "orders", the newest first.

        There are none before the skill has written any.

        Raises:
            LedgerUnreadable: it is of another kind than SQLite, or cannot be read.
        """
        kind, _, where = self.address.partition(":")
        if kind != "sqlite":
            raise LedgerUnreadable(f"A Ledger of the kind {kind} is not shown here.")
        file = Path(where).resolve()
        if not file.exists():
            return {name: [] for name in _ROWS}
        try:
            with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
                database.row_factory = sqlite3.Row
                return {name: _rows(database, *rows, user_id) for name, rows in _ROWS.items()}
        except sqlite3.Error as error:
            raise LedgerUnreadable(f"The Ledger {file.name} cannot be read: {error}.") from error


def shop_json(storefront: Storefront, ledger: Ledger, customer: Customer) -> Json:
    """The cart and orders over UCP with the customer's token, and the Ledger's rows.

    What fails is a `problem`, and what it hides is None or empty.
    """
    shown: Json = {"cart": None, "orders": [], "ledger": None}
    try:
        rows = ledger.rows(customer.user_id)
        own = next(iter(rows["customer"]), None)
        shown["ledger"] = rows | {"customer": own}
        if own and own["cart_id"]:
            shown["cart"] = _cart(storefront.cart(own["cart_id"], customer.account))
        documents = (storefront.order(row["id"], customer.account) for row in rows["orders"])
        shown["orders"] = [_order(document) for document in documents if document]
    except StoreUnreachable as error:
        return shown | {"problem": StoreTrouble(f"The shop cannot be shown: {error}.").as_json()}
    except LedgerUnreadable as trouble:
        return shown | {"problem": trouble.as_json()}
    return shown | {"problem": None}


def _rows(database: sqlite3.Connection, table: str, order: str, user_id: str) -> list[Json]:
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
        return []
    query = f"SELECT * FROM {table} WHERE user = ? ORDER BY {order}"  # noqa: S608 - names of ours
    found = database.execute(query, (user_id,))
    return [{key: _value(key, row[key]) for key in row.keys()} for row in found]  # noqa: SIM118 - sqlite3.Row is no dict


def _value(name: str, written: Any) -> Any:
    return json.loads(written) if name in _IN_JSON and written else written


def _cart(document: Json | None) -> Json | None:
    if document is None:
        return None
    return {
        "lines": [_line(line, line["quantity"]) for line in document["line_items"]],
        "total": _total(document),
        "currency": document["currency"],
    }


def _order(document: Json) -> Json:
    return {
        "id": document["id"],
        "label": document.get("label") or document["id"],
        "state": document.get("state"),
        "lines": [_line(line, line["quantity"]["original"]) for line in document["line_items"]],
        "total": _total(document),
        "currency": document["currency"],
        "url": document.get("permalink_url"),
    }


def _line(document: Json, quantity: int) -> Json:
    item = document["item"]
    options = [option.get("label") or option["id"] for option in item.get("options", ())]
    return {"title": item["title"], "options": options, "quantity": quantity, "total": _total(document)}


def _total(document: Json) -> int:
    """The total in minor units."""
    return next(int(entry["amount"]) for entry in document["totals"] if entry["type"] == "total")
