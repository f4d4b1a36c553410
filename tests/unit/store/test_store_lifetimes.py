"""What ends with time: carts, sessions, tokens, codes, locks, remembered answers. The clock is the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from store.application import Store, build
from store.carts import Carts
from store.catalogue.stock import Counter
from store.checkouts import Checkouts
from store.errors import NotFound
from store.oauth.accounts import LOCKED_FOR, TRIES, Accounts, Locked
from store.oauth.tokens import Tokens, digest
from store.settings import Settings
from store.tables import Customer, Token

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


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    built = build(Settings(tmp_path), clock)
    yield built
    built.database.close()


def test_a_cart_lives_for_thirty_days_after_its_last_change(store: Store, clock: HandClock) -> None:
    with store.database.writing() as session:
        cart_id = Carts(session, Counter(session, clock()), None).create(LATTE).cart.id
    clock.wait(days=29)
    with store.database.writing() as session:
        Carts(session, Counter(session, clock()), None).update(cart_id, LATTE)
    clock.wait(days=29)
    with store.database.reading() as session:
        assert Carts(session, Counter(session, clock()), None).get(cart_id).bill.total == 460
    clock.wait(days=2)
    with store.database.reading() as session, pytest.raises(NotFound):
        Carts(session, Counter(session, clock()), None).get(cart_id)


def test_a_checkout_is_cancelled_after_six_hours(store: Store, clock: HandClock) -> None:
    with store.database.writing() as session:
        view = Checkouts(session, Counter(session, clock()), None).create({**LATTE, **PICKUP}, None)
    assert view.status == "ready_for_complete"
    clock.wait(hours=6, seconds=1)
    with store.database.writing() as session:
        late = Checkouts(session, Counter(session, clock()), None).get(view.checkout.id)
    assert late.status == "canceled"
    assert late.total == view.total


def test_an_access_token_lasts_an_hour(store: Store, clock: HandClock) -> None:
    with store.database.writing() as session:
        ana = session.scalars(select(Customer.id).where(Customer.username == "ana")).one()
        session.add(
            Token(
                access_hash=digest("access"),
                refresh_hash=digest("refresh"),
                family="family",
                client_id="voiceshop-alexa",
                customer_id=ana,
                scope="dev.ucp.shopping.cart:manage",
                expires_at=clock() + timedelta(hours=1),
                refresh_expires_at=clock() + timedelta(days=1),
            )
        )
    tokens = Tokens(store.database, clock)
    clock.wait(minutes=59)
    grant = tokens.grant_of("access")
    assert grant
    assert grant.customer_id == ana
    clock.wait(minutes=1)
    assert tokens.grant_of("access") is None


def test_a_locked_account_opens_again(store: Store, clock: HandClock) -> None:
    accounts = Accounts(store.database, clock)
    for _ in range(TRIES):
        assert accounts.check("ana", "guess") is None
    with pytest.raises(Locked):
        accounts.check("ana", "demo")
    clock.now += LOCKED_FOR
    assert accounts.check("ana", "demo")


def test_one_right_password_forgives_the_wrong_ones(store: Store, clock: HandClock) -> None:
    accounts = Accounts(store.database, clock)
    for _ in range(2 * TRIES):
        assert accounts.check("ana", "guess") is None
        assert accounts.check(" ANA ", "demo")
