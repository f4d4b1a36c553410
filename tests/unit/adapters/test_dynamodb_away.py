"""The Ledger on DynamoDB as long as it is not asked, and where DynamoDB does not answer: nothing here needs one."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.dynamodb_local import found_at
from voiceshop.adapters.dynamodb import DynamoDbLedger, table
from voiceshop.shop.customer import Customer
from voiceshop.shop.errors import LedgerTrouble

ROOT = Path(__file__).parents[3]
LAUNCH = """
import json, sys
import lambda_function
answer = lambda_function.handler(json.load(open(sys.argv[1])), None)
assert "ssml" in answer["response"]["outputSpeech"], answer
print([name for name in ("boto3", "botocore", "urllib3", "ssl") if name in sys.modules])
"""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of which connections are taken and never answered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)
        yield server


def test_a_launch_without_an_account_is_answered_without_boto3() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LAUNCH, str(ROOT / "tests" / "events" / "launch.json")],
        capture_output=True,
        text=True,
        check=False,
        env={
            "PYTHONPATH": str(ROOT / "lambda"),
            "VOICESHOP_STORE_URL": "http://127.0.0.1:1",
            "VOICESHOP_LEDGER": "dynamodb:ledger",
        },
    )

    assert done.stdout.strip() == "[]", done.stderr or done.stdout


def test_silence_is_a_trouble_after_two_attempts(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "READ_SECONDS", 0.05)
    with found_at(f"http://127.0.0.1:{listener.getsockname()[1]}"), pytest.raises(LedgerTrouble):
        DynamoDbLedger("ledger").save(Customer("ana"))

    for _ in range(table.ATTEMPTS):
        listener.accept()[0].close()
    listener.settimeout(0)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_nobody_there_is_a_trouble() -> None:
    with found_at("http://127.0.0.1:1"), pytest.raises(LedgerTrouble):
        DynamoDbLedger("ledger").customer("ana")


@pytest.mark.parametrize("missing", ["AWS_DEFAULT_REGION", "AWS_SECRET_ACCESS_KEY"])
def test_half_an_aws_setting_is_a_trouble(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with found_at("http://127.0.0.1:1"):
        monkeypatch.delenv(missing)
        with pytest.raises(LedgerTrouble):
            DynamoDbLedger("ledger").customer("ana")
