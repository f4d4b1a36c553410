"""The independent judge: `spck-conformance` finds no deviation in what the store declares."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from store.launch import RunningStore

CONFIG = Path(__file__).parent.parent / "spck.json"
AT_LEAST_PASSED = 45


@pytest.fixture(scope="module")
def report(store: RunningStore) -> dict[str, Any]:
    command = Path(sys.executable).with_name("spck-conformance")
    run = subprocess.run(
        [command, "--server", store.url, "--config", CONFIG, "--json"], capture_output=True, text=True, check=False
    )
    return dict(json.loads(run.stdout))


def test_nothing_deviates(report: dict[str, Any]) -> None:
    deviations = [check["id"] for check in report["checks"] if check["status"] == "deviation"]
    assert deviations == []
    assert report["verdict"]["deviations"] == 0


def test_every_check_that_applies_is_passed(report: dict[str, Any]) -> None:
    summary = report["checks_summary"]
    assert summary["clean"] >= AT_LEAST_PASSED
    assert summary["clean"] == summary["run"]
    assert summary["not_tested"] == summary["not_applicable"]["config"] == 0


def test_the_store_declares_what_it_does(report: dict[str, Any]) -> None:
    assert set(report["capabilities"]) == {
        "dev.ucp.common.identity_linking",
        "dev.ucp.common.location.lookup",
        "dev.ucp.common.location.search",
        "dev.ucp.shopping.cart",
        "dev.ucp.shopping.catalog.lookup",
        "dev.ucp.shopping.catalog.search",
        "dev.ucp.shopping.checkout",
        "dev.ucp.shopping.discount",
        "dev.ucp.shopping.fulfillment",
        "dev.ucp.shopping.order",
        "dev.voiceshop.confirmed",
        "dev.voiceshop.order_cancel",
    }
