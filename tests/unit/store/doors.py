"""Every address of the store as its application lists them, and callers with whatever token."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from store_bench import HandClock
from werkzeug.test import TestResponse

from store.application import Store, build
from store.http.app import make_app
from store.ids import new_id
from store.oauth import scopes
from store.oauth.tokens import digest
from store.settings import Settings
from store.signing.keys import signing_key
from store.tables import Customer, Token

LATTE = [{"item": {"id": "latte:medium"}, "quantity": 1}]
# What each door is for. `test_no_door_is_left_out` finds one that is missing here.
SCOPES = {
    "rest.carts.create": scopes.CART,
    "rest.carts.get": scopes.CART,
    "rest.carts.update": scopes.CART,
    "rest.carts.cancel": scopes.CART,
    "rest.checkouts.create": scopes.CHECKOUT,
    "rest.checkouts.get": scopes.CHECKOUT,
    "rest.checkouts.update": scopes.CHECKOUT,
    "rest.checkouts.complete": scopes.CHECKOUT,
    "rest.checkouts.cancel": scopes.CHECKOUT,
    "rest.orders.get": scopes.ORDER,
    "rest.orders.cancel": scopes.CANCEL,
}
HARBOR = {"methods": [{"type": "pickup", "selected_destination_id": "harbor-street"}]}


@dataclass(frozen=True)
class Door:
    """One method of one address: its endpoint's name, and the names of what stands in its path."""

    endpoint: str
    method: str
    rule: str
    names: frozenset[str]

    def path(self, **ids: str) -> str:
        """The address with these ids in it."""
        path = self.rule
        for name in self.names:
            path = path.replace(f"<{name}>", ids[name])
        return path


@dataclass(frozen=True)
class Caller:
    """A platform, for a guest or with a customer's token."""

    app: Flask
    token: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None, key: str | None = None) -> TestResponse:
        """One call, with a key of its own unless one is given."""
        headers = {
            "UCP-Agent": 'profile="https://platform.example/profile"',
            "Idempotency-Key": key or str(uuid.uuid4()),
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
            **self.headers,
        }
        return self.app.test_client().open(path, method=method, json={} if body is None else body, headers=headers)


class House:
    """A store in this process, and who comes to its doors."""

    def __init__(self, data: Path, settings: Settings | None = None) -> None:
        self.clock = HandClock()
        self.store: Store = build(settings or Settings(data), self.clock)
        self.app = make_app(self.store, signing_key(data))

    def doors(self) -> Iterator[Door]:
        """All there are."""
        for rule in self.app.url_map.iter_rules():
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Door(rule.endpoint, method, rule.rule, frozenset(rule.arguments))

    def linked(self, username: str, granted: tuple[str, ...] = scopes.ALL, **changes: Any) -> Caller:
        """A platform with a new token of this customer; `changes` are to the row that keeps it."""
        return Caller(self.app, self.token(username, granted, **changes))

    def token(self, username: str, granted: tuple[str, ...] = scopes.ALL, **changes: Any) -> str:
        text, now = new_id("token"), self.clock()
        row = {
            "access_hash": digest(text),
            "refresh_hash": digest(f"refresh {text}"),
            "family": new_id("family"),
            "client_id": "voiceshop-alexa",
            "customer_id": self.customer_id(username),
            "scope": " ".join(granted),
            "expires_at": now + timedelta(hours=1),
            "refresh_expires_at": now + timedelta(days=1),
            **changes,
        }
        with self.store.database.writing() as session:
            session.add(Token(**row))
        return text

    def customer_id(self, username: str) -> str:
        with self.store.database.reading() as session:
            return session.scalars(select(Customer.id).where(Customer.username == username)).one()

    def close(self) -> None:
        self.store.database.close()
