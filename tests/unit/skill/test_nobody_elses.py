"""Whatever ids of another customer come with a request of Ana's, or stand in her rows: nothing of his is told or done.

Every intent of the model that ships, every touch, and every answer to every question is walked; one that is added is
walked as well.
"""

from __future__ import annotations

import json
import re
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from simulator.linking import link
from tests.unit.skill.household import Household, Json, Speaker
from tests.unit.skill.intents import Answered, Asked, answers, model_intents, touchable
from voiceshop.alexa.entry import answer
from voiceshop.alexa.names import in_conversation
from voiceshop.conversation.registry import Handler, intent_handler
from voiceshop.shop.customer import PastOrder
from voiceshop.shop.money import Money
from voiceshop.shop.purchase import Instrument, PlacedOrder, Purchase, PurchaseState
from voiceshop.shop.want import Want

WANTS = (Want("croissant", 1),)
STATES = (PurchaseState.QUOTED, PurchaseState.PLACING, PurchaseState.UNKNOWN, PurchaseState.PLACED)
SCREEN = "the screen that is shown"
# All that is Ben's in the store, and the orders and payments that hang on it.
_CHECKOUTS = "SELECT id FROM checkouts WHERE customer_id = :him"
HIS = {
    "customers": "id = :him",
    "instruments": "customer_id = :him",
    "carts": "customer_id = :him",
    "checkouts": "customer_id = :him",
    "orders": "customer_id = :him",
    "payments": f"checkout_id IN ({_CHECKOUTS})",
    "product_states": "true",
}


@dataclass(frozen=True)
class Ben:
    """Somebody who shops at the same store: his ids, and by what else he would be known."""

    data: Path
    customer: str
    ids: dict[str, str]
    known_by: frozenset[str]

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that is his in the store's database, byte for byte."""
        with closing(sqlite3.connect(self.data / "store.sqlite3")) as store:
            store.text_factory = bytes
            return {
                table: store.execute(
                    f"SELECT * FROM {table} WHERE {mine} ORDER BY 1", {"him": self.customer}
                ).fetchall()
                for table, mine in HIS.items()
            }


@pytest.fixture(scope="module")
def ben(shop: tuple[str, Path, str]) -> Ben:
    """He ordered seven bagels, has six cinnamon rolls in his cart, and has been asked whether to order them."""
    url, data, _ = shop
    house = Household(url, data, link(url, "ben", "demo").access_token() or "", "amzn1.ask.account.BEN")
    speaker = house.speaker()
    speaker.say("AddToCartIntent", product="plain-bagel", quantity="7")
    speaker.say("CheckoutIntent")
    speaker.say("AMAZON.YesIntent")
    ordered = speaker.say("CancelOrderIntent")
    speaker.say("AMAZON.NoIntent")
    speaker.say("AddToCartIntent", product="cinnamon-roll", quantity="6")
    quoted = speaker.say("CheckoutIntent")
    # What a customer is told of what is his, and nobody else must be.
    spoken = {"seven plain bagels", "six cinnamon rolls", "4444", *re.findall(r"\$[\d.]+\d", ordered + quoted)}
    assert all(words in ordered + quoted for words in spoken), (ordered, quoted)
    customer = house.ledger.customer(house.user)
    purchase = house.ledger.purchase(house.user, customer.purchase_id or "")
    with closing(sqlite3.connect(data / "store.sqlite3")) as store:
        (his_id,) = store.execute("SELECT id FROM customers WHERE username = 'ben'").fetchone()
        (person, address) = store.execute("SELECT buyer, address FROM customers WHERE id = ?", [his_id]).fetchone()
    assert purchase
    ids = {
        "cart": customer.cart_id or "",
        "checkout": purchase.checkout_id,
        "order": customer.orders[0].id,
        "number of the order": customer.orders[0].label,
        "purchase": purchase.id,
        "card": purchase.instrument.id,
        "customer": his_id,
        "account at Alexa": house.user,
    }
    of_him = [*json.loads(person).values(), *(part for part in json.loads(address).values() if len(part) > 2)]
    return Ben(data, his_id, ids, frozenset({*ids.values(), *of_him, *spoken}))


class Ana:
    """Somebody with a token of her own, whose rows, session and words hold Ben's ids; each time as a new account."""

    def __init__(self, home: Household, ben: Ben) -> None:
        self._home, self._ben = home, ben

    def speaker(self, theirs: str, state: PurchaseState) -> Speaker:
        """A speaker of hers after a purchase of hers that came to this state; `theirs` is what its question is of."""
        speaker = replace(self._home.hub(), user=f"amzn1.ask.account.{uuid.uuid4().hex}")
        speaker.attributes = {
            "said": {"speech": "Well?", "reprompt": "Well?"},
            "screen": SCREEN,
            "undo": {"cart_id": theirs, "before": [{"variant_id": "latte", "quantity": 1}], "after": []},
        }
        self._write_rows(speaker.user, state)
        return speaker

    def _write_rows(self, user: str, state: PurchaseState) -> None:
        ledger, ids = self._home.ledger, self._ben.ids
        card = Instrument(ids["card"], "test_processor", "card", "Visa", "1111")
        now = datetime.now(UTC)
        purchase = Purchase(
            id=f"{user}-purchase",
            user=user,
            checkout_id=ids["checkout"],
            total=Money(375, "USD"),
            wants=WANTS,
            instrument=card,
            state=PurchaseState.QUOTED,
            quoted_at=now,
        )
        ledger.quote(purchase)
        past = PastOrder(ids["order"], "9", now, WANTS)
        row = replace(
            ledger.customer(user),
            cart_id=ids["cart"],
            place_id=ids["customer"],
            purchase_id=purchase.id,
            orders=(past,),
        )
        if state is PurchaseState.QUOTED:
            ledger.save(row)
            return
        placing, _ = ledger.place(purchase, row)
        if state is not PurchaseState.PLACING:
            ledger.move(placing, state, PlacedOrder(ids["order"], "9") if state is PurchaseState.PLACED else None)


@pytest.fixture(scope="module")
def ana(shop: tuple[str, Path, str], ben: Ben) -> Ana:
    return Ana(Household(*shop), ben)


def told_of(ben: Ben, request: Json, response: Json) -> list[str]:
    """By what Ben could be known in the response, but for what came with the request."""
    sent, told = (
        json.dumps(request, ensure_ascii=False),
        re.sub(r"<[^>]*>", "", json.dumps(response, ensure_ascii=False)),
    )
    return [
        mark for mark in ben.known_by if re.search(rf"(?<![\w-]){re.escape(mark)}(?![\w-])", told) and mark not in sent
    ]


ALL = ("cart", "checkout", "order", "number of the order", "purchase", "card", "customer", "account at Alexa")
SAID = ("order", "number of the order", "cart", "card")
TOUCHED = ("order", "cart")


def walk(ben: Ben, ana: Ana, names: tuple[str, ...], request_of: Callable[[Speaker, str], Json]) -> None:
    """Send one kind of request with each of these ids of Ben's, after purchases of one state after the other."""
    before = ben.rows()
    for name, state in zip(names, cycle(STATES), strict=False):
        speaker = ana.speaker(ben.ids[name], state)
        request = request_of(speaker, ben.ids[name])
        response = answer(speaker.skill, request)
        assert response["response"].get("outputSpeech"), (name, state)
        assert told_of(ben, request, response) == [], (name, state)
    assert ben.rows() == before


def asking(speaker: Speaker, each: Answered, theirs: str) -> Speaker:
    """The speaker with that question open, about things of Ben's."""
    own = f"{speaker.user}-purchase"
    held = {
        name: [theirs] * 3 if kind == list[str] else 7 if kind is int else own if name == "purchase" else theirs
        for name, kind in each.data.items()
    }
    # Her own purchase, of his checkout; with its own id his purchase is asked about.
    if theirs.count("-") == 4:
        held |= {"purchase": theirs} if "purchase" in held else {}
    speaker.attributes |= {"question": {"name": each.question, "data": held}}
    return speaker


def test_there_is_something_to_tell_and_it_would_be_found(ben: Ben, shop: tuple[str, Path, str]) -> None:
    url, data, _ = shop
    his = Household(url, data, link(url, "ben", "demo").access_token() or "", ben.ids["account at Alexa"]).speaker()
    request = his.request("OrderStatusIntent", {})
    assert set(told_of(ben, request, answer(his.skill, request))) == {ben.ids["number of the order"], ben.ids["order"]}
    request = his.request("ViewCartIntent", {})
    assert told_of(ben, request, answer(his.skill, request)) != []
    assert {table for table, rows in ben.rows().items() if not rows} == set()


def test_a_launch(ben: Ben, ana: Ana) -> None:
    def launched(speaker: Speaker, _theirs: str) -> Json:
        request = speaker.request("Launch", {})
        request["request"] |= {"type": "LaunchRequest"}
        del request["request"]["intent"]
        return request

    walk(ben, ana, SAID, launched)


@pytest.mark.parametrize("asked", model_intents(), ids=lambda asked: asked.name)
def test_every_intent(ben: Ben, ana: Ana, asked: Asked) -> None:
    if asked.handler.sources:
        walk(ben, ana, SAID, lambda speaker, _: speaker.request(asked.name, {}))
    if asked.slots:
        walk(ben, ana, SAID, lambda speaker, theirs: speaker.request(asked.name, dict.fromkeys(asked.slots, theirs)))


@pytest.mark.parametrize("each", answers(), ids=lambda each: f"{each.question}-{each.kind}")
def test_every_answer_to_every_question(ben: Ben, ana: Ana, each: Answered) -> None:
    names = ALL if each.data else SAID if each.handler.sources else TOUCHED[:1]

    def said(speaker: Speaker, theirs: str) -> Json:
        return asking(speaker, each, theirs).request(each.intent, {"ordinal": "1", "code": "1234"})

    walk(ben, ana, names, said)
    name = in_conversation(each.intent)
    if intent_handler(name):
        walk(ben, ana, TOUCHED, lambda speaker, theirs: asking(speaker, each, theirs).touched([name], SCREEN))


@pytest.mark.parametrize(("name", "handler"), touchable(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_touch(ben: Ben, ana: Ana, name: str, handler: Handler) -> None:
    slots = sorted(handler.slots)
    walk(ben, ana, TOUCHED[:1], lambda speaker, _: speaker.touched([name], SCREEN))
    if slots:
        walk(ben, ana, TOUCHED, lambda speaker, theirs: speaker.touched([name, dict.fromkeys(slots, theirs)], SCREEN))
