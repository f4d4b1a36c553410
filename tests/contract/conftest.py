"""Every Ledger there is. A new one joins with a fixture that gives its address, named in LEDGERS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.dynamodb_local import DynamoDbLocal
from voiceshop import bootstrap
from voiceshop.shop.ports import Ledger

LEDGERS = ["sqlite", pytest.param("dynamodb", marks=pytest.mark.java)]


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    # Twenty writers at once on a busy machine wait for each other longer than a customer would.
    monkeypatch.setattr("voiceshop.adapters.sqlite.BUSY_SECONDS", 60)
    return f"sqlite:{tmp_path}/ledger.sqlite3"


@pytest.fixture
def dynamodb(dynamodb_local: DynamoDbLocal) -> Iterator[str]:
    with dynamodb_local.table() as table:
        yield f"dynamodb:{table}"


@pytest.fixture(params=LEDGERS)
def address(request: pytest.FixtureRequest) -> str:
    """As the setting VOICESHOP_LEDGER names it."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def open_ledger(address: str) -> Callable[[], Ledger]:
    """Opens the Ledger under test: each call another one, as another process would, on the same data."""
    return lambda: bootstrap.open_ledger(address)


@pytest.fixture
def ledger(open_ledger: Callable[[], Ledger]) -> Ledger:
    return open_ledger()
