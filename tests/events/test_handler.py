"""Each event through the entry point that AWS Lambda calls."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.launch import RunningStore
from tests.support.events import SAID, SETTINGS, SILENT, Event, drawn, names, read, speech

Handle = Callable[[Event], Any]


@pytest.fixture
def handle(store: RunningStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Handle:
    """The handler as it is in a process that has just started, with a ledger of its own."""
    settings = {**SETTINGS, "VOICESHOP_STORE_URL": store.url, "VOICESHOP_LEDGER": f"sqlite:{tmp_path}/ledger.sqlite3"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delitem(sys.modules, "lambda_function", raising=False)
    entry = importlib.import_module("lambda_function")
    return lambda event: entry.handler(event, None)


def test_every_event_has_an_expectation() -> None:
    assert names() == SILENT | set(SAID)


@pytest.mark.parametrize(("name", "said"), SAID.items())
def test_a_customer_gets_an_answer(name: str, said: str, handle: Handle, token: str) -> None:
    assert said in speech(handle(read(name, token)))


@pytest.mark.parametrize("name", ["launch-on-a-screen", "touch"])
def test_a_device_with_a_screen_is_told_what_to_draw(name: str, handle: Handle, token: str) -> None:
    assert drawn(handle(read(name, token)))


@pytest.mark.parametrize("name", sorted(SILENT))
def test_what_is_no_turn_is_taken_in_silence(name: str, handle: Handle) -> None:
    assert speech(handle(read(name))) == ""


def test_another_skill_is_told_nothing(handle: Handle) -> None:
    event = read("whats-on-sale")
    event["context"]["System"]["application"]["applicationId"] = "amzn1.ask.skill.ffffffff-ffff-4fff-8fff-ffffffffffff"
    assert SAID["whats-on-sale"] not in speech(handle(event))
