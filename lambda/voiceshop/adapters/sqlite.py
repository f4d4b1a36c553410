"""The port `Ledger` on SQLite: one file, for one machine, shared by its threads and processes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from ..shop.customer import Customer
from ..shop.errors import LedgerTrouble, Stale
from ..shop.purchase import PlacedOrder, Purchase, PurchaseState
from .rows import Row, customer_row, order_row, purchase_row, read_customer, read_order, read_purchase

BUSY_SECONDS = 2.0
"""How long a write waits for another one; it has to leave time to say that it could not."""
_PAUSE_SECONDS = 0.01
_MAKING = Lock()

_TABLES = ("customers", "past_orders", "purchases")
# What has been written into the file so far is its user_version; each step is taken once.
_STEPS = (
    """
CREATE TABLE IF NOT EXISTS customers (
    user TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    cart_id TEXT,
    place_id TEXT,
    purchase_id TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS past_orders (
    user TEXT NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    label TEXT NOT NULL,
    placed_at TEXT NOT NULL,
    wants TEXT NOT NULL,
    PRIMARY KEY (user, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS purchases (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    state TEXT NOT NULL,
    quoted_at TEXT NOT NULL,
    checkout_id TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    wants TEXT NOT NULL,
    instrument TEXT NOT NULL,
    order_id TEXT,
    order_label TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS purchases_by_user ON purchases (user);
CREATE INDEX IF NOT EXISTS purchases_by_state ON purchases (state);
""",
    "ALTER TABLE customers ADD COLUMN code TEXT;",
    "ALTER TABLE customers ADD COLUMN limits TEXT;",
    "ALTER TABLE purchases ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;",
    """
CREATE INDEX IF NOT EXISTS purchases_by_checkout ON purchases (checkout_id);
CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, expires_at REAL NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deliveries_by_end ON deliveries (expires_at);
""",
    "ALTER TABLE purchases ADD COLUMN place_id TEXT;",
)


class SqliteLedger:
    """Implements `Ledger`. A connection lives for one method, so threads and processes share nothing but the file."""

    def __init__(self, path: str) -> None:
        """Opens nothing yet; file and tables are made when first needed."""
        self._path = Path(path)

    def customer(self, user: str) -> Customer:
        with self._open() as database:
            database.execute("BEGIN")
            row = database.execute("SELECT * FROM customers WHERE user = ?", (user,)).fetchone()
            if row is None:
                return Customer(user)
            orders = database.execute("SELECT * FROM past_orders WHERE user = ? ORDER BY position", (user,))
            return read_customer(row, tuple(read_order(order) for order in orders))

    def save(self, customer: Customer) -> Customer:
        saved = replace(customer, version=customer.version + 1)
        with self._writing() as database:
            _save(database, customer, saved)
        return saved

    def quote(self, purchase: Purchase) -> None:
        with self._writing() as database:
            _expect_one(database.execute(_INSERT_PURCHASE, purchase_row(purchase)))

    def purchase(self, user: str, purchase_id: str) -> Purchase | None:
        with self._open() as database:
            query = "SELECT * FROM purchases WHERE id = ? AND user = ?"
            row = database.execute(query, (purchase_id, user)).fetchone()
        return read_purchase(row) if row else None

    def move(self, purchase: Purchase, to: PurchaseState, order: PlacedOrder | None = None) -> Purchase:
        moved = purchase.moved(to, order)
        with self._writing() as database:
            _expect_one(database.execute(_MOVE_PURCHASE, {**purchase_row(moved), "from": purchase.state}))
        return moved

    def place(self, purchase: Purchase, customer: Customer) -> tuple[Purchase, Customer]:
        placing = purchase.moved(PurchaseState.PLACING)
        saved = replace(customer, version=customer.version + 1)
        with self._writing() as database:
            _expect_one(database.execute(_MOVE_PURCHASE, {**purchase_row(placing), "from": purchase.state}))
            _save(database, customer, saved)
        return placing, saved

    def open_purchases(self) -> tuple[Purchase, ...]:
        states = [state for state in PurchaseState if state.is_open]
        marks = ", ".join("?" * len(states))
        query = f"SELECT * FROM purchases WHERE state IN ({marks}) ORDER BY quoted_at"  # noqa: S608 - marks only
        with self._open() as database:
            return tuple(read_purchase(row) for row in database.execute(query, states))

    def mark_told(self, purchase: Purchase) -> Purchase:
        with self._writing() as database:
            _expect_one(database.execute(_TELL_PURCHASE, {"id": purchase.id, "user": purchase.user}))
        return replace(purchase, untold=False)

    def purchases_of(self, checkout_id: str) -> tuple[Purchase, ...]:
        query = "SELECT * FROM purchases WHERE checkout_id = ? ORDER BY quoted_at"
        with self._open() as database:
            return tuple(read_purchase(row) for row in database.execute(query, (checkout_id,)))

    def was_delivered(self, delivery_id: str, now: datetime) -> bool:
        query = "SELECT 1 FROM deliveries WHERE id = ? AND expires_at > ?"
        with self._open() as database:
            return database.execute(query, (delivery_id, now.timestamp())).fetchone() is not None

    def note_delivery(self, delivery_id: str, until: datetime) -> None:
        with self._writing() as database:
            database.execute("DELETE FROM deliveries WHERE expires_at <= ?", (time.time(),))
            row = (delivery_id, until.timestamp())
            _expect_one(database.execute("INSERT INTO deliveries VALUES (?, ?) ON CONFLICT DO NOTHING", row))

    def held(self, user: str) -> Mapping[str, Sequence[Row]]:
        with self._open() as database:
            database.execute("BEGIN")
            return {
                table: database.execute(f"SELECT * FROM {table} WHERE user = ?", (user,)).fetchall()  # noqa: S608 - our own names
                for table in _TABLES
            }

    def forget(self, user: str) -> None:
        with self._writing() as database:
            for table in _TABLES:
                database.execute(f"DELETE FROM {table} WHERE user = ?", (user,))  # noqa: S608 - our own names

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        _make(self._path)
        try:
            with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)) as database:
                database.row_factory = _as_dict
                if _steps_taken(database) < len(_STEPS):
                    _prepare(database)
                yield database
        except sqlite3.Error as error:
            raise LedgerTrouble from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that may write from its start: two that read first, then write, would wait for each other."""
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")


def close_to_others(path: Path) -> None:
    """Take from others what an earlier release let them read: the file, and what SQLite keeps beside it."""
    for kept in (path, *(path.with_name(f"{path.name}-{kind}") for kind in ("wal", "shm"))):
        with suppress(OSError):  # it is not there, or another's
            kept.chmod(0o600)


def _make(path: Path) -> None:
    """The file, its owner's alone, where there is none. What SQLite makes beside it takes its mode.

    One thread at a time: to close a file ends the locks that its process has on it.
    """
    with _MAKING, suppress(OSError):  # where its folder is away, SQLite will say so
        if not path.exists():
            path.touch(0o600)


_INSERT_CUSTOMER = """
INSERT INTO customers (user, version, cart_id, place_id, purchase_id, code, limits)
VALUES (:user, :version, :cart_id, :place_id, :purchase_id, :code, :limits) ON CONFLICT DO NOTHING
"""
_UPDATE_CUSTOMER = """
UPDATE customers
SET version = :version, cart_id = :cart_id, place_id = :place_id, purchase_id = :purchase_id, code = :code,
    limits = :limits
WHERE user = :user AND version = :version - 1
"""
_INSERT_ORDER = """
INSERT INTO past_orders (user, position, id, label, placed_at, wants)
VALUES (:user, :position, :id, :label, :placed_at, :wants)
"""
_INSERT_PURCHASE = """
INSERT INTO purchases VALUES (:id, :user, :state, :quoted_at, :checkout_id, :amount, :currency, :wants, :instrument,
    :order_id, :order_label, :untold, :place_id) ON CONFLICT DO NOTHING
"""
_MOVE_PURCHASE = """
UPDATE purchases SET state = :state, order_id = :order_id, order_label = :order_label, untold = :untold
WHERE id = :id AND user = :user AND state = :from
"""
_TELL_PURCHASE = "UPDATE purchases SET untold = 0 WHERE id = :id AND user = :user AND untold = 1"


def _prepare(database: sqlite3.Connection) -> None:
    _let_readers_and_writer_be(database)
    database.execute("BEGIN IMMEDIATE")
    for step in _STEPS[_steps_taken(database) :]:
        for statement in step.split(";"):
            database.execute(statement)
    database.execute(f"PRAGMA user_version = {len(_STEPS)}")
    database.execute("COMMIT")


def _let_readers_and_writer_be(database: sqlite3.Connection) -> None:
    """Switch to write-ahead logging, where neither waits for the other. It is a property of the file, set once."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # SQLite does not wait for a writer here, whatever its time-out: it takes the switch for an upgraded lock.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _steps_taken(database: sqlite3.Connection) -> int:
    taken: int = database.execute("PRAGMA user_version").fetchone()["user_version"]
    return taken


def _save(database: sqlite3.Connection, customer: Customer, saved: Customer) -> None:
    """Within a transaction. Raises Stale where the row is not as it was read."""
    _expect_one(database.execute(_INSERT_CUSTOMER if customer.version == 0 else _UPDATE_CUSTOMER, customer_row(saved)))
    database.execute("DELETE FROM past_orders WHERE user = ?", (saved.user,))
    rows = [
        {"user": saved.user, "position": position, **order_row(order)} for position, order in enumerate(saved.orders)
    ]
    database.executemany(_INSERT_ORDER, rows)


def _as_dict(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


def _expect_one(written: sqlite3.Cursor) -> None:
    if written.rowcount != 1:
        raise Stale
