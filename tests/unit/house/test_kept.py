"""The look at all that the tests had the skill keep finds what must not be kept, and fails the run for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.dynamodb_local import DynamoDbLocal
from tests.support.kept import codes_in, wrong_in
from voiceshop.shop.voice_code import hidden

PROJECT = Path(__file__).parents[3]
KEEPING = """
import logging
import sqlite3
from contextlib import closing

import pytest

@pytest.mark.parametrize(("line", "name"), {cases!r}, ids=lambda _: "")
def test_keeps(tmp_path, line, name):
    logging.getLogger("voiceshop").warning(line)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as ledger, ledger:
        ledger.execute("CREATE TABLE customers (user, name)")
        ledger.execute("INSERT INTO customers VALUES ('amzn1.ask.account.A', ?)", (name,))
"""
KEEPING_IN_DYNAMODB = """
import pytest
from boto3.session import Session
from tests.support.dynamodb_local import DynamoDbLocal, found_at

@pytest.fixture
def dynamodb():
    with found_at({url!r}):
        return DynamoDbLocal({url!r}, Session().client("dynamodb"))

def test_keeps(dynamodb):
    with dynamodb.table() as table:
        for number in range(4):
            item = {{"pk": "amzn1.ask.account.A", "sk": str(number), "name": {name!r}, "long": "x" * 300_000}}
            row = {{name: {{"S": value}} for name, value in item.items()}}
            dynamodb.client.put_item(TableName=table, Item=row)
"""


@pytest.mark.parametrize(
    "wrong",
    [
        "Okafor",
        "44 Van Brunt Street",
        "ana@example.com",
        "test_success",
        "4111111111111111",
        "4111 1111 1111 1111",
        "mYVTOQZRFy86yfsEsko2r6fb626x3XfviktzBR93YC",
        "Bearer x",
        "Ask Bluebird Coffee what's on sale",
    ],
)
def test_what_must_not_be_kept_is_found(wrong: str) -> None:
    assert wrong_in(f'"{wrong}"')


@pytest.mark.parametrize(
    "right",
    ["amzn1.ask.account.AB12", '["instrument_x", "card", "Visa", "4242"]', "2026-11-22T12:00:00+00:00", "latte"],
)
def test_what_may_be_kept_is_not(right: str) -> None:
    assert wrong_in(right) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", '["6045", null, 0, true, "2026-11-22T12:00:00+00:00", null]'),
        ("code", "[6045, null, 0, true, null, null]"),
        ("code", '["scrypt$16384$8$1$00ff$00ff", "0042", 0, true, null, null]'),
        ("limits", '[[5000, "USD"], "1234", [["p", [1431, "USD"], "2026-11-22"]], null]'),
        ("instrument", '["instrument_1", "1234", "card", "Visa", "4242"]'),
        ("orders", '[{"id": "order_1", "label": "1042", "wants": "6045"}]'),
        ("cart_id", "1111"),
        ("place_id", "the code is 6045"),
        ("version", 6045),
        ("checkout", "6045"),
    ],
)
def test_a_voice_code_is_found_in_every_field(field: str, value: object) -> None:
    assert len(codes_in(field, value)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("expires_at", 1796464387.6681),
        ("code", f'["{hidden("6045")}", null, 2, true, "2026-11-22T12:00:00.123456+00:00", null]'),
        ("limits", '[[5000, "USD"], [9999, "KWD"], [["p", [1431, "USD"], "2026-11-22"]], ["22:30", "07:00"]]'),
        ("instrument", '["instrument_1", "test_processor", "card", "Visa", "4242"]'),
        ("orders", '[{"id": "order_1", "label": "1042", "placed_at": "2026-11-22T12:00:00+00:00", "wants": "[]"}]'),
        ("order_label", "1042"),
        ("amount", 1431),
        ("expires_at", 1_795_000_000),
        ("id", "3f0c6a52-7d0e-4d0c-9c5b-123456789012"),
        ("id", "3f0c6a52-1234-4321-9999-0a3f4f1f8a11"),
        ("wants", '[["latte:large:oat-milk:syrup-0001", 2]]'),
        ("milliseconds_left", 7654),
        ("where", "getresponse:1428"),
    ],
)
def test_four_digits_that_are_something_else_are_no_code(field: str, value: object) -> None:
    assert codes_in(field, value) == []


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder that this run's own look does not see."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


def test_a_run_that_keeps_it_fails_and_tells_each(elsewhere: Path) -> None:
    wrong = {
        ('{"event": "turn", "words": "two lattes"}', "amzn1"): "the field words",
        ('{"event": "failure", "where": "Okafor"}', "amzn1"): "Okafor",
        ('{"event": "turn"}', "44 Van Brunt Street"): "44 Van Brunt Street",
        ('{"event": "forgotten", "checkout": "6045"}', "amzn1"): "6045",
        ('asked for {"code": {"value": "9876"}}', "amzn1"): '"9876"',
        ('{"event": "turn"}', "5432"): "5432",
    }
    ended = run(elsewhere, KEEPING.format(cases=list(wrong)))
    assert ended.returncode == 1, ended.stdout
    told = re.findall(r"^KEPT, AND MUST NOT BE: .*: ([^:\n]+)$", ended.stdout, re.MULTILINE)
    assert sorted(told) == sorted([*wrong.values(), "the field where"])


def test_a_run_that_keeps_nothing_wrong_passes(elsewhere: Path) -> None:
    ended = run(elsewhere, KEEPING.format(cases=[('{"event": "turn", "key": "cart.added"}', "amzn1")]))
    assert ended.returncode == 0, ended.stdout
    assert "KEPT" not in ended.stdout


@pytest.mark.java
def test_a_run_that_keeps_it_in_dynamodb_fails(elsewhere: Path, dynamodb_local: DynamoDbLocal) -> None:
    ended = run(elsewhere, KEEPING_IN_DYNAMODB.format(url=dynamodb_local.url, name="Okafor"))
    assert ended.returncode == 1, ended.stdout
    assert re.findall(r"of test_keeping.py::test_keeps .*: (\w+)$", ended.stdout, re.MULTILINE) == ["Okafor"] * 4
    assert dynamodb_local.client.list_tables()["TableNames"] == []


def run(folder: Path, tests: str) -> subprocess.CompletedProcess[str]:
    """Run these tests, with what looks at all that they leave."""
    (folder / "test_keeping.py").write_text(tests, "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.support.kept", "-p", "no:cacheprovider", "-c", "/dev/null"]
    return subprocess.run(
        [*command, f"--rootdir={folder}", f"--basetemp={folder / 'made'}", str(folder)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'lambda'}"},
        capture_output=True,
        text=True,
    )
