"""Several speakers of one household, asked by request JSON, on a real store and a Ledger that can be interrupted."""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from ask_sdk_core.skill import CustomSkill

from store.admin import Admin
from store.application import build
from store.settings import Settings
from voiceshop.adapters.progressive import ProgressiveResponses
from voiceshop.adapters.sqlite import SqliteLedger
from voiceshop.adapters.ucp import AGENT, UcpStores
from voiceshop.alexa import skill as alexa_skill
from voiceshop.alexa.entry import answer
from voiceshop.shop.errors import LedgerTrouble
from voiceshop.shop.ports import Ledger
from voiceshop.shop.purchase import Purchase
from voiceshop.shop.rules import Rules

Json = dict[str, Any]
PLACED = "Done. Order"


class InterruptedLedger:
    """A Ledger that is down for the calls that a test names, and otherwise the one it stands before.

    `saves_left` is how many more times a customer's row can be written; None is for ever. `meanwhile` is done once, in
    the moment before the next write of it: what another device does between a turn's reading and its writing.
    """

    def __init__(self, real: Ledger) -> None:
        self._real = real
        self.down: set[str] = set()
        self.saves_left: int | None = None
        self.meanwhile: Callable[[], object] | None = None

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any) -> Any:
            told = {name, *(f"{name} {arg}" for arg in args if isinstance(arg, str))}
            if told & self.down or (name == "save" and self.saves_left == 0):
                raise LedgerTrouble
            if name == "save" and self.saves_left:
                self.saves_left -= 1
            if name == "save" and self.meanwhile:
                other, self.meanwhile = self.meanwhile, None
                other()
            return getattr(self._real, name)(*args)

        return call


@dataclass
class Speaker:
    """One device: keeps its session's attributes, as Alexa does, and what it was last told to draw."""

    skill: CustomSkill
    user: str
    token: str | None
    interfaces: Json = field(default_factory=dict)
    attributes: Json = field(default_factory=dict)
    heard: str = ""
    screen: Json = field(default_factory=dict)
    person: Json = field(default_factory=dict)
    handover: Json = field(default_factory=dict)

    def say(self, intent: str, **slots: str) -> str:
        """Say something of that intent; slots are ids of values, or digits. Gives what is heard, without tags."""
        return self.ask(self.request(intent, slots))

    def launch(self) -> str:
        self.attributes = {}
        return self.ask(self._envelope({"type": "LaunchRequest"}))

    def touch(self, *arguments: object, token: object = ...) -> str:
        """Touch what sends these arguments, on the screen that is shown or on that of another token."""
        return self.ask(self.touched(arguments, self.screen.get("token") if token is ... else token))

    def ask(self, request: Json) -> str:
        """Send a request and do as the answer says. Gives what is heard, without tags."""
        document = answer(self.skill, request)
        response = document["response"]
        self.attributes = {} if response.get("shouldEndSession") else document.get("sessionAttributes") or {}
        self.handover = {}
        for directive in response.get("directives") or ():
            if directive["type"] == "Alexa.Presentation.APL.RenderDocument":
                self.screen = directive
            if directive["type"] == "Connections.StartConnection":
                self.handover = directive
        self.heard = re.sub(r"<[^>]*>", "", response["outputSpeech"]["ssml"])
        return self.heard

    def resumed(self, result: Json, code: str = "200", token: object = ..., level: int | None = None) -> Json:
        """The request that tells how what was handed over to Alexa has ended, for the person who speaks."""
        told = self.handover.get("token") if token is ... else token
        cause = {
            "type": "ConnectionCompleted",
            "token": told,
            "status": {"code": code, "message": "m"},
            "result": result,
        }
        request = self._envelope({"type": "SessionResumedRequest", "cause": cause})
        if level is not None:
            person = request["context"]["System"].setdefault("person", {})
            person["authenticationConfidenceLevel"] = {"level": level}
        return request

    def touched(self, arguments: object, token: object) -> Json:
        kind = "Alexa.Presentation.APL.UserEvent"
        source = {"type": "TouchWrapper", "handler": "Press", "id": ""}
        return self._envelope(
            {"type": kind, "token": token, "arguments": arguments, "source": source, "components": {}}
        )

    def request(self, intent: str, slots: Mapping[str, str]) -> Json:
        asked = {"name": intent, "confirmationStatus": "NONE", "slots": _slots(slots)}
        return self._envelope({"type": "IntentRequest", "intent": asked})

    def _envelope(self, request: Json) -> Json:
        user = {"userId": self.user, **({"accessToken": self.token} if self.token else {})}
        application = {"applicationId": "amzn1.ask.skill.test"}
        return {
            "version": "1.0",
            "session": {
                "new": not self.attributes,
                "sessionId": "s",
                "application": application,
                "user": user,
                "attributes": self.attributes,
            },
            "context": {
                "System": {
                    "application": application,
                    "user": user,
                    "device": {"deviceId": "d", "supportedInterfaces": self.interfaces},
                    **({"person": dict(self.person)} if self.person else {}),
                }
            },
            "request": {
                **request,
                "requestId": f"r-{uuid.uuid4()}",
                "timestamp": "2026-11-22T12:00:00Z",
                "locale": "en-US",
            },
        }


@dataclass
class Household:
    """One Alexa account with as many speakers as are asked for."""

    store_url: str
    data: Path
    token: str
    user: str = field(default_factory=lambda: f"amzn1.ask.account.{uuid.uuid4().hex}")
    rules: Rules = field(default_factory=Rules)
    profile_url: str = AGENT

    def __post_init__(self) -> None:
        self.ledger = InterruptedLedger(SqliteLedger(str(self.data / f"{self.user}.sqlite3")))
        stores = UcpStores(self.store_url, self.profile_url)
        house = alexa_skill.House(
            lambda turn: stores.open(turn.token, turn.deadline, turn.locale),
            self.ledger,
            ProgressiveResponses(),
            {"seller": "B", "contact": "c"},
            self.rules,
        )
        self._skill = alexa_skill.build(house, None)

    def speaker(self, token: str | None = None) -> Speaker:
        return Speaker(self._skill, self.user, token or self.token)

    def asked(self, product: str = "croissant") -> Speaker:
        """A speaker that has been asked whether to place an order of that."""
        speaker = self.speaker()
        speaker.say("AddToCartIntent", product=product)
        assert speaker.say("CheckoutIntent").endswith("Shall I place the order?")
        return speaker

    def ordered(self, product: str = "croissant") -> Speaker:
        """A speaker that has just ordered that."""
        speaker = self.asked(product)
        assert speaker.say("AMAZON.YesIntent").startswith(PLACED)
        return speaker

    def latest(self) -> Purchase:
        """The purchase that was asked about last."""
        purchase: Purchase = self.ledger.purchase(self.user, self.ledger.customer(self.user).purchase_id)
        return purchase

    def die_after_yes(self) -> None:
        """Somebody says yes to the latest question, and the turn of it dies before it asks the store for anything."""
        self.ledger.place(self.latest(), self.ledger.customer(self.user))

    def just_before(self, monkeypatch: pytest.MonkeyPatch, call: str, elsewhere: Callable[[], object]) -> None:
        """Have something else happen just before that call of the Ledger's; the rest goes on as ever."""

        def interrupted(*args: object) -> object:
            monkeypatch.undo()
            elsewhere()
            return getattr(self.ledger, call)(*args)

        monkeypatch.setattr(self.ledger, call, interrupted, raising=False)

    def hub(self) -> Speaker:
        """A speaker with a screen."""
        return Speaker(self._skill, self.user, self.token, {"Alexa.Presentation.APL": {}})

    def pay_with(self, last_digits: str) -> None:
        """The card that ana pays with from now on; the test processor's cards each end in their own way."""
        with self._staff() as staff:
            staff.set_default_card("ana", last_digits)

    def approve_at_the_bank(self) -> None:
        """Do what the card asks for: open the page of the payment that waits, and press its button."""
        with closing(sqlite3.connect(self.data / "store.sqlite3")) as store:
            query = "SELECT id FROM payments WHERE status = 'challenged' AND checkout_id = ?"
            ((payment,),) = store.execute(query, (self.latest().checkout_id,)).fetchall()
        address, browser = f"{self.store_url}/payments/{payment}", requests.Session()
        pressed = re.search(r'name="csrf" value="([^"]+)"', browser.get(address, timeout=30).text)
        assert pressed
        assert "Your order is placed" in browser.post(address, data={"csrf": pressed[1]}, timeout=30).text

    @contextmanager
    def stock(self, product: str, left: int) -> Iterator[None]:
        """So many are left of it while the block lasts, and enough after it."""
        with self._staff() as staff:
            staff.set_stock(product, left)
            yield
            staff.set_stock(product, 500)

    def age_purchases(self, asked: str = "2026-01-01T12:00:00+00:00") -> None:
        """Every question of this account was asked long ago, or when it is said to have been."""
        with closing(sqlite3.connect(self.data / f"{self.user}.sqlite3")) as ledger, ledger:
            ledger.execute("UPDATE purchases SET quoted_at = ?", (asked,))

    def orders(self) -> list[Json]:
        """All orders in the store, the newest first."""
        with self._staff() as staff:
            return staff.orders()

    def orders_since(self, before: list[Json]) -> list[Json]:
        """The orders that were not among those of before, the newest first."""
        known = {order["id"] for order in before}
        return [order for order in self.orders() if order["id"] not in known]

    def _staff(self) -> closing[Admin]:
        """The shop's staff, who work on the store's data while it runs."""
        return closing(Admin(build(Settings(self.data))))


def _slots(slots: Mapping[str, str]) -> Json:
    return {name: _slot(name, value) for name, value in slots.items()}


def _slot(name: str, value: str) -> Json:
    if value.isdecimal():
        return {"name": name, "value": value, "confirmationStatus": "NONE"}
    matched = {"value": {"name": value, "id": value}}
    authority = {"authority": "a", "status": {"code": "ER_SUCCESS_MATCH"}, "values": [matched]}
    resolutions = {"resolutionsPerAuthority": [authority]}
    return {"name": name, "value": value, "confirmationStatus": "NONE", "resolutions": resolutions}
