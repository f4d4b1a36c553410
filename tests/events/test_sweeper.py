"""The sweeper as AWS Lambda calls it, after a turn that died between the store's yes and our writing it down."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from simulator.linking import link
from store.launch import running_store
from tests.support.dynamodb_local import template
from tests.unit.skill.household import Household
from voiceshop.adapters.sqlite import SqliteLedger
from voiceshop.shop.purchase import PurchaseState
from voiceshop.shop.sweeping import INTERRUPTED_AFTER, sweep

Sweep = Callable[[str], Any]


@pytest.fixture
def sweeper(monkeypatch: pytest.MonkeyPatch) -> Sweep:
    """One run, in a process that has just started, on the Ledger of that address."""

    def run(ledger: str) -> Any:
        monkeypatch.setenv("VOICESHOP_LEDGER", ledger)
        monkeypatch.delitem(sys.modules, "sweeper", raising=False)
        return importlib.import_module("sweeper").handler({}, None)

    return run


def test_nothing_is_open_in_a_new_ledger(sweeper: Sweep, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sweeper(f"sqlite:{tmp_path}/ledger.sqlite3") == {"open": 0, "interrupted": 0, "overdue": 0}
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["Overdue"] == 0


def test_the_alarm_looks_at_a_metric_that_is_written(
    sweeper: Sweep, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweeper(f"sqlite:{tmp_path}/ledger.sqlite3")
    described = json.loads(capsys.readouterr().out)["_aws"]["CloudWatchMetrics"][0]
    alarm = template()["Resources"]["OverduePurchasesAlarm"]["Properties"]
    assert alarm["Namespace"] == described["Namespace"]
    assert alarm["MetricName"] in {metric["Name"] for metric in described["Metrics"]}


def test_an_order_whose_turn_died_is_found_by_the_next_turn(
    sweeper: Sweep, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running_store(data_dir=tmp_path) as store:
        home = Household(store.url, tmp_path, link(store.url, "ana", "demo").access_token() or "")
        speaker = home.speaker()
        speaker.say("AddToCartIntent", product="croissant")
        speaker.say("CheckoutIntent")
        home.ledger.down = {"move placed"}  # the process ends between the answer of the store and the last write
        speaker.say("AMAZON.YesIntent")
        home.ledger.down = set()
        (died,) = home.ledger.open_purchases()
        assert died.state is PurchaseState.PLACING
        address = tmp_path / f"{home.user}.sqlite3"

        assert sweeper(f"sqlite:{address}") == {"open": 1, "interrupted": 0, "overdue": 0}
        sweep(SqliteLedger(str(address)), datetime.now(UTC) + INTERRUPTED_AFTER + timedelta(seconds=1))

        (unknown,) = home.ledger.open_purchases()
        assert unknown.state is PurchaseState.UNKNOWN
        (order,) = home.orders()
        assert f"Order {order['label']}" in home.speaker().launch()
        assert home.ledger.open_purchases() == ()
        assert home.orders() == [order]
    assert home.user not in caplog.text
