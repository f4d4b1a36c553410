"""A store on a database of its own, without HTTP, whose clock the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_bench import HandClock
from stripe_bench import StripeBench

from store.application import Store, build
from store.settings import Settings, StripeAccount
from tests.support.local_stripe import API_KEY, WEBHOOK_SECRET, Localstripe, running_localstripe
from tests.support.stripe_between import stripe_between


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    built = build(Settings(tmp_path), clock)
    yield built
    built.database.close()


@pytest.fixture(scope="session")
def localstripe() -> Iterator[Localstripe]:
    with running_localstripe() as running:
        yield running


@pytest.fixture
def bench(tmp_path: Path, clock: HandClock, localstripe: Localstripe) -> Iterator[StripeBench]:
    """A store that charges through Stripe, which has not charged anything yet."""
    localstripe.forget()
    with stripe_between(localstripe.url) as between:
        account = StripeAccount(API_KEY, WEBHOOK_SECRET, between.url)
        built = build(Settings(tmp_path, stripe=account), clock)
        yield StripeBench(built, localstripe, between, clock)
        built.database.close()
