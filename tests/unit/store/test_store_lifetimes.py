"""What ends with time: carts, sessions, tokens, codes, remembered answers. The clock is the test's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from store_bench import LATTE, PICKUP, HandClock, SilentProcessor, complete, open_checkout, seen

from store.application import Store
from store.carts import Carts
from store.catalogue.stock import Counter
from store.checkouts import Checkouts, CheckoutView
from store.errors import NotFound, ProcessorTimeout
from store.oauth.tokens import Tokens, digest
from store.tables import Customer, Token


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


def test_a_payment_that_never_reached_the_processor_is_given_up(store: Store, clock: HandClock) -> None:
    unlucky = replace(store, processor=SilentProcessor())
    checkout_id = open_checkout(store)
    with pytest.raises(ProcessorTimeout):
        complete(unlucky, checkout_id, "test_success")
    unlucky.cashier.settle_unknown(checkout_id)
    assert seen(store, checkout_id) == ("complete_in_progress", 499)
    clock.wait(minutes=3)
    unlucky.cashier.settle_unknown(checkout_id)
    assert seen(store, checkout_id) == ("ready_for_complete", 500)
    assert complete(store, checkout_id, "test_success") == ("completed", ())
    assert seen(store, checkout_id) == ("completed", 499)


def test_a_challenge_that_nobody_meets_gives_its_goods_back(store: Store, clock: HandClock) -> None:
    checkout_id = open_checkout(store)
    complete(store, checkout_id, "test_challenge")
    assert seen(store, checkout_id) == ("requires_escalation", 499)
    clock.wait(hours=7)
    assert seen(store, checkout_id) == ("canceled", 500)


@pytest.fixture
def cart_id(store: Store, clock: HandClock) -> str:
    with store.database.writing() as session:
        return Carts(session, Counter(session, clock()), None).create(LATTE).cart.id


def opened_from(store: Store, cart_id: str) -> CheckoutView:
    with store.database.writing() as session:
        request = {"cart_id": cart_id, "line_items": [], **PICKUP}
        return Checkouts(session, Counter(session, store.clock()), None).create(request, None)


def test_a_cart_that_may_have_been_paid_is_not_paid_again_however_late(
    store: Store, clock: HandClock, cart_id: str
) -> None:
    paying = opened_from(store, cart_id).checkout.id
    with pytest.raises(ProcessorTimeout):
        complete(store, paying, "test_timeout")
    clock.wait(hours=7)
    late = opened_from(store, cart_id)
    assert (late.checkout.id, late.status) == (paying, "complete_in_progress")


def test_a_cart_whose_challenge_nobody_met_is_bought_in_a_session_of_its_own(
    store: Store, clock: HandClock, cart_id: str
) -> None:
    challenged = opened_from(store, cart_id).checkout.id
    assert complete(store, challenged, "test_challenge") == ("requires_escalation", ())
    clock.wait(hours=7)
    late = opened_from(store, cart_id)
    assert (late.checkout.id == challenged, late.status) == (False, "ready_for_complete")
    assert seen(store, challenged) == ("canceled", 500)


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
