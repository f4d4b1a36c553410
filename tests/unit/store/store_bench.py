"""What tests of the store's inside share: a clock, a processor that cannot be reached, and a session to pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from store.application import Store
from store.catalogue.loader import products
from store.catalogue.stock import Counter
from store.checkouts import Checkouts
from store.errors import ProcessorTimeout
from store.messages import Message
from store.processor import Outcome, Processor

LATTE = {"line_items": [{"item": {"id": "latte:medium"}, "quantity": 1}]}
PICKUP = {"fulfillment": {"methods": [{"type": "pickup", "selected_destination_id": "harbor-street"}]}}


@dataclass
class HandClock:
    """A clock that a test moves."""

    now: datetime = field(default=datetime(2026, 11, 22, 15, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **duration: float) -> None:
        self.now += timedelta(**duration)


class SilentProcessor:
    """A processor that nothing ever reaches."""

    def charge(self, key: str, amount: int, currency: str, token: str) -> Outcome:
        raise ProcessorTimeout(key)

    def find(self, key: str) -> Outcome | None:
        return None

    def approve(self, key: str) -> Outcome:
        raise ProcessorTimeout(key)

    def give_up(self, key: str) -> Outcome:
        raise ProcessorTimeout(key)

    def refund(self, key: str, amount: int) -> None:
        raise ProcessorTimeout(key)


@dataclass(frozen=True)
class Interrupted:
    """A processor that does its work, and something else happens in the shop before or after that."""

    inner: Processor
    before: Callable[[], object] = lambda: None
    after: Callable[[], object] = lambda: None

    def charge(self, key: str, amount: int, currency: str, token: str) -> Outcome:
        self.before()
        outcome = self.inner.charge(key, amount, currency, token)
        self.after()
        return outcome

    def find(self, key: str) -> Outcome | None:
        return self.inner.find(key)

    def approve(self, key: str) -> Outcome:
        self.before()
        outcome = self.inner.approve(key)
        self.after()
        return outcome

    def give_up(self, key: str) -> Outcome:
        return self.inner.give_up(key)

    def refund(self, key: str, amount: int) -> None:
        self.inner.refund(key, amount)


def complete(store: Store, checkout_id: str, token: str, customer_id: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Completes a session with this token; its status and the reasons of the messages then."""

    def show(_session: Session, owned: Checkouts, messages: tuple[Message, ...]) -> tuple[str, tuple[str, ...]]:
        return owned.get(checkout_id).status, tuple(message["reason"] for message in messages)

    return store.cashier.complete(checkout_id, customer_id, card(token, store.settings.handler.id), show)


def cancel(store: Store, checkout_id: str) -> str:
    """Cancels a guest's session; its status then."""
    with store.database.writing() as session:
        return Checkouts(session, Counter(session, store.clock()), None).cancel(checkout_id).status


def card(token: str, handler_id: str = "test_processor") -> dict[str, object]:
    credential = {"type": "token", "token": token}
    return {
        "payment": {"instruments": [{"id": "x", "handler_id": handler_id, "type": "card", "credential": credential}]}
    }


def open_checkout(store: Store, customer_id: str | None = None) -> str:
    with store.database.writing() as session:
        counter = Counter(session, store.clock())
        return Checkouts(session, counter, customer_id).create({**LATTE, **PICKUP}, None).checkout.id


def seen(store: Store, checkout_id: str) -> tuple[str, int]:
    """The session's status, and how many lattes are left."""
    with store.database.writing() as session:
        counter = Counter(session, store.clock())
        status = Checkouts(session, counter, None).get(checkout_id).status
        return status, counter.left(products()["latte"])
