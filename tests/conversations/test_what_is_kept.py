"""What the skill keeps of all that was said here: every line of its log, and every byte of its Ledger."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from simulator.conversations.command import load
from simulator.conversations.report import report
from simulator.conversations.runner import play
from simulator.conversations.script import Given
from simulator.conversations.stage import Stage
from tests.support.kept import CARD_NUMBER, FIELDS, customers, personal, said_in

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def played(stage: Stage) -> Stage:
    """The stage after all conversations: these here, and those of the files before this one, where they were run."""
    for file in ("whole", "payment", "privacy"):
        for conversation in load(HERE / f"{file}.yaml"):
            result = play(conversation, stage)
            assert not result.failures, report(result)
    return stage


@pytest.fixture(scope="module")
def log(played: Stage) -> str:
    return played.printed()


@pytest.fixture(scope="module")
def ledger(played: Stage) -> str:
    """All that stands in the Ledger's files, rows that were erased and not yet written over included."""
    with closing(sqlite3.connect(played.data / "ledger.sqlite3")) as database:
        rows = "\n".join(database.iterdump())
    files = b"".join(file.read_bytes() for file in sorted(played.data.glob("ledger.sqlite3*")))
    return rows + files.decode("utf-8", "replace")


@pytest.fixture(scope="module", params=["log", "ledger"])
def kept(request: pytest.FixtureRequest) -> str:
    text: str = request.getfixturevalue(request.param)
    return text


def test_there_is_something_to_look_at(log: str, ledger: str) -> None:
    assert '"key": "order.placed"' in log
    assert '"event": "forgotten"' in log
    assert "INSERT INTO" in ledger


def test_a_line_holds_fields_that_are_allowed_and_nothing_else(log: str) -> None:
    lines = [json.loads(line) for line in re.findall(r"voiceshop (\{.*\})$", log, re.MULTILINE)]
    for line in lines:
        for name, value in line.items():
            assert value is None or re.fullmatch(FIELDS[name], str(value)), (name, value)


@pytest.mark.parametrize("customer", customers(), ids=lambda customer: customer["username"])
def test_no_name_address_or_means_of_payment(customer: dict[str, Any], kept: str) -> None:
    # As words of their own: the letters of a short name stand in many a random id.
    assert [part for part in personal(customer) if re.search(rf"\b{re.escape(part)}\b", kept)] == []


def test_no_card_number(kept: str) -> None:
    assert CARD_NUMBER.search(kept) is None


def test_no_token(played: Stage, kept: str) -> None:
    accounts = [played.customer(Given(customer=name)).account for name in ("ana", "ben", "cara", "revoked")]
    tokens = [account.access_token() for account in accounts if account]
    assert len(tokens) == len(accounts)
    assert [token for token in tokens if token and token in kept] == []
    # What begins the token that Alexa gives a skill for its own APIs.
    assert "simulated-" not in kept
    assert "Bearer" not in kept


def test_nothing_that_was_said(kept: str) -> None:
    said = said_in(list(load(HERE)))
    heard = kept.lower()
    assert len(said) > 100
    assert [words for words in sorted(said) if words in heard] == []
