"""DynamoDB forgets in batches: one that fails leaves nothing that could not be forgotten by asking again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ask_sdk_core.skill import CustomSkill

from tests.support.purchases import ANA, brought_to, purchase
from tests.unit.skill.household import Speaker
from voiceshop.adapters.dynamodb.table import Key, Table
from voiceshop.adapters.progressive import ProgressiveResponses
from voiceshop.alexa import skill as alexa_skill
from voiceshop.alexa.entry import answer
from voiceshop.bootstrap import open_ledger
from voiceshop.shop.customer import Customer
from voiceshop.shop.errors import LedgerTrouble
from voiceshop.shop.ports import Ledger
from voiceshop.shop.purchase import PurchaseState

pytestmark = pytest.mark.java
# More than DynamoDB deletes in one call.
MANY = 30


def skill_on(ledger: Ledger) -> CustomSkill:
    def no_store(_turn: object) -> Any:
        return None

    always = {"seller": "B", "contact": "c"}
    return alexa_skill.build(alexa_skill.House(no_store, ledger, ProgressiveResponses(), always), None)


@pytest.fixture
def ledger(dynamodb: str) -> Ledger:
    return open_ledger(dynamodb)


@pytest.fixture
def _second_batch_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = Table._call, []

    def call(table: Table, operation: str, **parameters: Any) -> Any:
        calls.append(operation)
        if operation == "batch_write_item" and calls.count(operation) == 2:
            raise LedgerTrouble
        return real(table, operation, **parameters)

    monkeypatch.setattr(Table, "_call", call)


@pytest.mark.usefixtures("_second_batch_fails")
def test_who_asks_again_after_it_failed_half_way_is_forgotten(ledger: Ledger) -> None:
    ledger.save(Customer(ANA))
    for _ in range(MANY):
        brought_to(ledger, PurchaseState.PLACED)
    speaker = Speaker(skill_on(ledger), ANA, None)
    for intent in ("ForgetMeIntent", "AMAZON.YesIntent") * 2:
        speaker.say(intent)
    assert not any(ledger.held(ANA).values()), speaker.heard


@pytest.mark.usefixtures("_second_batch_fails")
def test_what_is_unsettled_is_logged_though_the_event_has_to_be_told_again(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    row, lost = ledger.save(Customer(ANA)), purchase()
    for asked in (*(purchase() for _ in range(MANY)), lost):
        ledger.quote(asked)
    ledger.place(lost, replace(row, purchase_id=lost.id))
    event = json.loads((Path(__file__).parents[1] / "events/skill-disabled.json").read_text("utf-8"))
    event["context"]["System"]["user"] = {"userId": ANA}
    skill = skill_on(ledger)
    with caplog.at_level("INFO"), pytest.raises(LedgerTrouble):
        answer(skill, event)
    answer(skill, event)
    assert not any(ledger.held(ANA).values())
    assert lost.checkout_id in caplog.text
    assert lost.id in caplog.text


def test_a_question_that_is_written_meanwhile_is_forgotten_too(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    row, real = ledger.save(Customer(ANA, cart_id="c")), Table.delete

    def delete(table: Table, keys: Iterable[Key]) -> None:
        listed = list(keys)
        monkeypatch.undo()
        asked = purchase()
        ledger.quote(asked)
        ledger.save(replace(row, purchase_id=asked.id))
        real(table, listed)

    monkeypatch.setattr(Table, "delete", delete)
    ledger.forget(ANA)
    assert not any(ledger.held(ANA).values())
