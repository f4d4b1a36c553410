"""A token that the store does not take: the customer is sent a card to link again, and nothing comes to stand anywhere.

Every intent of the model that ships is walked, and every answer to every question.
"""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import urllib3

from simulator.linking import link
from store.oauth.tokens import digest
from tests.unit.skill.household import Household, Json
from tests.unit.skill.intents import Answered, Asked, answers, model_intents
from voiceshop.alexa.entry import answer
from voiceshop.shop.customer import PastOrder
from voiceshop.shop.money import Money
from voiceshop.shop.purchase import Instrument, Purchase, PurchaseState
from voiceshop.shop.want import Want

KINDS = ("expired", "revoked", "of another store", "of another client", "no token at all")
# Of the store these ask only what is public there: places, and the currency of its prices.
PUBLIC = {"ChooseStoreIntent", "SetLimitIntent"}
SLOTS = {"product": "croissant", "quantity": "2", "orderNumber": "1", "which": "usual"}


@pytest.fixture(scope="module")
def dead(shop: tuple[str, Path, str]) -> dict[str, str]:
    """Tokens of Ana's that were good once, and some that never were."""
    url, data, _ = shop
    expired, revoked, foreign = (link(url, "ana", "demo").access_token() or "" for _ in range(3))
    urllib3.request("POST", f"{url}/oauth/revoke", fields={"token": revoked, "client_id": "voiceshop-alexa"})
    with closing(sqlite3.connect(data / "store.sqlite3")) as store, store:
        change = "UPDATE oauth_tokens SET {} WHERE access_hash = ?"
        store.execute(change.format("expires_at = '2026-01-01 00:00:00'"), [digest(expired)])
        store.execute(change.format("client_id = 'somebody-else'"), [digest(foreign)])
    return dict(zip(KINDS, (expired, revoked, f"{expired}x", foreign, "\u2615 \r\n"), strict=True))


@pytest.fixture(scope="module")
def house(shop: tuple[str, Path, str]) -> Household:
    return Household(*shop)


def asked(house: Household, token: str, intent: str, slots: dict[str, str], question: Json | None = None) -> Json:
    """The response to somebody who shopped here before, has something in the cart, and was asked something."""
    speaker = replace(house.speaker(token), user=f"amzn1.ask.account.{uuid.uuid4().hex}")
    _write_rows(house, speaker.user)
    if question:
        speaker.attributes = {"question": question}
        data = question["data"]
        question["data"] = data | ({"purchase": f"{speaker.user}-purchase"} if "purchase" in data else {})
    response: Json = answer(speaker.skill, speaker.request(intent, slots))["response"]
    return response


def _write_rows(house: Household, user: str) -> None:
    now, wants = datetime.now(UTC), (Want("croissant", 1),)
    card = Instrument("instrument_x", "test_processor", "card", "Visa", "4242")
    parts: dict[str, Any] = {"total": Money(375, "USD"), "wants": wants, "instrument": card, "quoted_at": now}
    purchase = Purchase(f"{user}-purchase", user, "checkout_x", state=PurchaseState.QUOTED, **parts)
    house.ledger.quote(purchase)
    orders = (PastOrder("order_x", "1", now, wants),)
    row = replace(house.ledger.customer(user), cart_id="cart_x", purchase_id=purchase.id, orders=orders)
    house.ledger.save(row)


def standing(house: Household) -> list[int]:
    """How many carts, checkouts and orders there are in the store, whoever's."""
    with closing(sqlite3.connect(house.data / "store.sqlite3")) as store:
        tables = ("carts", "checkouts", "orders")
        return [store.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


def is_sent_a_card_to_link_again(response: Json) -> bool:
    speech: str = response["outputSpeech"]["ssml"]
    return response.get("card") == {"type": "LinkAccount"} and "is no longer linked" in speech


def of_the_account() -> list[Asked]:
    """The intents that need it, but for those that look into the Ledger alone: that is Alexa's account's."""
    needing = [each for each in model_intents() if each.handler.needs_account and each.name not in PUBLIC]
    return [each for each in needing if "store" in each.handler.sources]


@pytest.mark.parametrize("each", of_the_account(), ids=lambda each: each.name)
def test_every_intent_that_needs_the_account(house: Household, dead: dict[str, str], each: Asked) -> None:
    before = standing(house)
    for kind, token in dead.items():
        slots = {name: SLOTS[name] for name in each.slots if name in SLOTS}
        assert is_sent_a_card_to_link_again(asked(house, token, each.name, slots)), kind
    assert standing(house) == before


@pytest.mark.parametrize("each", answers(), ids=lambda each: f"{each.question}-{each.kind}")
def test_no_answer_to_any_question_makes_an_anonymous_cart(
    house: Household, dead: dict[str, str], each: Answered
) -> None:
    before = standing(house)
    data = {
        name: ["croissant"] if kind == list[str] else 1 if kind is int else "croissant"
        for name, kind in each.data.items()
    }
    response = asked(
        house, dead["revoked"], each.intent, {"ordinal": "1", "code": "1234"}, {"name": each.question, "data": data}
    )
    assert response["outputSpeech"]
    assert standing(house) == before


@pytest.mark.parametrize("each", model_intents(), ids=lambda each: each.name)
def test_nothing_is_done_for_who_never_linked_an_account(house: Household, each: Asked) -> None:
    before = standing(house)
    slots = {name: SLOTS[name] for name in each.slots if name in SLOTS}
    speaker = house.speaker()
    speaker.token = None
    response = answer(speaker.skill, speaker.request(each.name, slots))["response"]
    assert (response.get("card") == {"type": "LinkAccount"}) is (each.handler.needs_account or each.name == "Launch")
    assert standing(house) == before
