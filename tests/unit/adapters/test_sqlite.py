"""What is peculiar to the Ledger on SQLite; all else is in the contract of every Ledger."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.support.file_modes import modes
from voiceshop.adapters import sqlite
from voiceshop.adapters.sqlite import SqliteLedger
from voiceshop.bootstrap import open_ledger
from voiceshop.shop.customer import Customer, PastOrder
from voiceshop.shop.errors import LedgerTrouble, Stale
from voiceshop.shop.money import Money
from voiceshop.shop.purchase import Instrument, Purchase, PurchaseState
from voiceshop.shop.voice_code import VoiceCode

NEW_YORK = timezone(timedelta(hours=-5))


def quoted_purchase() -> Purchase:
    return Purchase(
        id=str(uuid.uuid4()),
        user="ana",
        checkout_id="checkout_1",
        total=Money(1431, "USD"),
        wants=(),
        instrument=Instrument("instrument_1", "test_processor", "card", "Visa", "4242"),
        state=PurchaseState.QUOTED,
        quoted_at=datetime(2026, 11, 22, 7, 0, tzinfo=NEW_YORK),
    )


def place(path: str, purchase: Purchase) -> bool:
    """Whether this process was the one that moved the purchase on."""
    try:
        SqliteLedger(path).move(purchase, PurchaseState.PLACING)
    except Stale:
        return False
    return True


def greet(path: str, user: str) -> int:
    return SqliteLedger(path).save(Customer(user)).version


def test_processes_share_the_file_from_the_first_moment(tmp_path: Path) -> None:
    path = str(tmp_path / "ledger.sqlite3")
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as processes:
        versions = list(processes.map(greet, [path] * 8, [f"user {number}" for number in range(8)]))
        purchase = quoted_purchase()
        SqliteLedger(path).quote(purchase)
        winners = list(processes.map(place, [path] * 8, [purchase] * 8))

    assert versions == [1] * 8
    assert winners.count(True) == 1


def test_a_file_that_is_just_being_made_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 60)
    path = tmp_path / "ledger.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE made_by_another (thing TEXT)")
        done = threading.Timer(0.2, other.execute, ["COMMIT"])
        done.start()
        saved = SqliteLedger(str(path)).save(Customer("ana"))
        done.join()

    assert saved.version == 1


def test_every_time_in_the_file_is_utc(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    ledger = SqliteLedger(str(path))
    ledger.quote(quoted_purchase())
    ledger.save(Customer("ana", orders=(PastOrder("order_1", "1042", datetime(2026, 11, 22, 7, tzinfo=NEW_YORK), ()),)))

    with sqlite3.connect(path) as database:
        times = database.execute(
            "SELECT quoted_at FROM purchases UNION ALL SELECT placed_at FROM past_orders"
        ).fetchall()
    database.close()

    assert times == [("2026-11-22T12:00:00+00:00",)] * 2


def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    ledger = SqliteLedger(str(path))
    ledger.save(Customer("ana", cart_id="cart_1"))
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    assert ledger.customer("ana").cart_id == "cart_1"

    writer.close()


def test_a_file_that_is_held_for_too_long_is_a_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    path = tmp_path / "ledger.sqlite3"
    ledger = SqliteLedger(str(path))
    ledger.save(Customer("ana"))
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(LedgerTrouble):
        ledger.save(Customer("ben"))

    holder.close()
    assert ledger.save(Customer("ben")).version == 1


def test_a_path_that_cannot_be_opened_is_a_trouble(tmp_path: Path) -> None:
    with pytest.raises(LedgerTrouble):
        SqliteLedger(str(tmp_path / "no such folder" / "ledger.sqlite3")).customer("ana")


@pytest.mark.usefixtures("everybodys_by_default")
def test_a_new_file_and_its_new_folder_are_their_owners(tmp_path: Path) -> None:
    path = tmp_path / "data" / "ledger.sqlite3"
    ledger = open_ledger(f"sqlite:{path}")
    ledger.save(Customer("ana"))
    with closing(sqlite3.connect(path)) as kept_open:
        kept_open.execute("SELECT * FROM customers").fetchall()
        files = ("ledger.sqlite3", "ledger.sqlite3-wal", "ledger.sqlite3-shm")
        assert modes(path.parent) == {"data": "0o700", **dict.fromkeys(files, "0o600")}


@pytest.mark.usefixtures("everybodys_by_default")
def test_a_folder_that_was_there_stays_as_it_is_and_the_file_of_an_earlier_release_is_closed_to_others(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o755)
    SqliteLedger(str(tmp_path / "ledger.sqlite3")).save(Customer("ana"))
    assert open_ledger(f"sqlite:{tmp_path / 'ledger.sqlite3'}").customer("ana").version == 1
    assert modes(tmp_path) == {tmp_path.name: "0o755", "ledger.sqlite3": "0o600"}


def test_nothing_is_there_before_it_is_needed(tmp_path: Path) -> None:
    open_ledger(f"sqlite:{tmp_path}/ledger.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_away_is_a_trouble_of_who_needs_it_and_not_before(tmp_path: Path) -> None:
    link = tmp_path / "ledger.sqlite3"
    link.symlink_to(tmp_path / "away" / "ledger.sqlite3")
    ledger = open_ledger(f"sqlite:{link}")
    with pytest.raises(LedgerTrouble):
        ledger.customer("ana")


def test_a_file_that_is_no_database_is_a_trouble_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    path.write_text("something else, and dear to somebody")

    with pytest.raises(LedgerTrouble):
        SqliteLedger(str(path)).save(Customer("ana"))

    assert path.read_text() == "something else, and dear to somebody"


def test_a_file_of_an_earlier_release_is_brought_up_to_date_with_all_that_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(FIRST_RELEASE)

    ledger = SqliteLedger(str(path))

    assert ledger.customer("ana") == Customer("ana", version=7, cart_id="cart_1")
    coded = ledger.save(replace(ledger.customer("ana"), code=VoiceCode(offered=True)))
    assert ledger.customer("ana") == coded
    (purchase,) = ledger.purchases_of("checkout_1")
    assert not purchase.untold
    assert ledger.move(replace(purchase, untold=True), PurchaseState.FAILED).untold


FIRST_RELEASE = """
CREATE TABLE customers (
    user TEXT PRIMARY KEY, version INTEGER NOT NULL, cart_id TEXT, place_id TEXT, purchase_id TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE past_orders (
    user TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, label TEXT NOT NULL, placed_at TEXT NOT NULL,
    wants TEXT NOT NULL, PRIMARY KEY (user, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE purchases (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, state TEXT NOT NULL, quoted_at TEXT NOT NULL, checkout_id TEXT NOT NULL,
    amount INTEGER NOT NULL, currency TEXT NOT NULL, wants TEXT NOT NULL, instrument TEXT NOT NULL, order_id TEXT,
    order_label TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO customers VALUES ('ana', 7, 'cart_1', NULL, NULL);
INSERT INTO purchases VALUES ('purchase_1', 'ana', 'unknown', '2026-11-22T12:00:00+00:00', 'checkout_1', 1431, 'USD',
    '[["latte:large", 2]]', '["card_1", "processor", "card", "Visa", "4242"]', NULL, NULL);
PRAGMA user_version = 1;
"""
