"""The independent judge: `spck-conformance` finds no deviation in what the store declares."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from store.launch import RunningStore

CONFIG = Path(__file__).parent.parent / "spck.json"
README = Path(__file__).parents[3] / "README.md"
AT_LEAST_PASSED = 45
_ROW = re.compile(r"^\| (.+?)" + r" \| (\d+)" * 5 + r" \|$", re.MULTILINE)
Figures = tuple[int, int, int, int, int]
"""As in the README: run, clean, deviations, not tested, not applicable."""


def judge(store: RunningStore, *options: str) -> dict[str, Any]:
    command = Path(sys.executable).with_name("spck-conformance")
    return _printed(command, "--server", store.url, "--config", CONFIG, "--json", *options)


def _printed(*command: str | Path) -> dict[str, Any]:
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return dict(json.loads(run.stdout))


def figures(report: dict[str, Any]) -> Figures:
    summary = report["checks_summary"]
    elsewhere = summary["not_applicable"]
    not_tested = summary["not_tested"] + summary["inconclusive"] + elsewhere["config"]
    not_applicable = sum(elsewhere.values()) - elsewhere["config"]
    return summary["run"], summary["clean"], summary["deviation"], not_tested, not_applicable


@pytest.fixture(scope="module")
def report(store: RunningStore) -> dict[str, Any]:
    return judge(store)


@pytest.fixture(scope="module")
def untyped(store: RunningStore) -> dict[str, Any]:
    """By a platform that leaves the type of a destination to the store."""
    return judge(store, "--omit-destination-type")


@pytest.fixture(scope="module")
def lent(store: RunningStore) -> dict[str, Any]:
    return _printed(sys.executable, Path(__file__).with_name("lent_checks.py"), store.url, CONFIG)


def _deviations(report: dict[str, Any]) -> Sequence[str]:
    return [check["id"] for check in report["checks"] if check["status"] == "deviation"]


def test_nothing_deviates(report: dict[str, Any], untyped: dict[str, Any]) -> None:
    assert _deviations(report) == _deviations(untyped) == []
    assert report["verdict"]["deviations"] == untyped["verdict"]["deviations"] == 0


def test_webhooks_and_linking_deviate_from_nothing_that_was_asked_before(lent: dict[str, Any]) -> None:
    assert lent["deviations"] == []
    assert lent["clean"] == lent["run"] > 0


def test_the_readme_tells_the_figures(report: dict[str, Any], untyped: dict[str, Any], lent: dict[str, Any]) -> None:
    told = [tuple(int(figure) for figure in row[1:]) for row in _ROW.findall(README.read_text("utf-8"))]
    of_lent = (lent["run"], lent["clean"], len(lent["deviations"]), lent["not_tested"], 0)
    assert told == [figures(report), figures(untyped), of_lent]


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
