"""A store on a database of its own, without HTTP, whose clock the test moves."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from delivery_bench import Peer
from doors import Caller, House
from menus import Menu, changing_menu
from store_bench import HandClock
from stripe_bench import StripeBench

from store.application import Store, build
from store.settings import Settings, StripeAccount
from tests.support.local_stripe import API_KEY, WEBHOOK_SECRET, Localstripe, running_localstripe
from tests.support.stripe_between import stripe_between


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def as_new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a store as new. Made once, since making it hashes a password, which is slow on purpose."""
    folder = tmp_path_factory.mktemp("as-new")
    build(Settings(folder)).database.close()
    return folder


@pytest.fixture
def folder(as_new: Path, tmp_path: Path) -> Path:
    """The data of a store as new, for one test."""
    shutil.copytree(as_new, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def store(folder: Path, clock: HandClock) -> Iterator[Store]:
    built = build(Settings(folder), clock)
    yield built
    built.database.close()


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    """Every address of a store of its own, without a network."""
    opened = House(folder)
    yield opened
    opened.close()


@pytest.fixture
def guest(house: House) -> Caller:
    return Caller(house.app)


@pytest.fixture
def menu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Menu]:
    """A menu that may change."""
    with changing_menu(tmp_path_factory.mktemp("shop") / "files") as changing:
        yield changing


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared without the hashing that makes guesses slow."""
    monkeypatch.setattr("store.oauth.accounts.check_password_hash", lambda _, password: password == "demo")


@pytest.fixture(scope="session")
def localstripe() -> Iterator[Localstripe]:
    with running_localstripe() as running:
        yield running


@pytest.fixture
def bench(folder: Path, clock: HandClock, localstripe: Localstripe) -> Iterator[StripeBench]:
    """A store that charges through Stripe, which has not charged anything yet."""
    localstripe.forget()
    with stripe_between(localstripe.url) as between:
        account = StripeAccount(API_KEY, WEBHOOK_SECRET, between.url)
        built = build(Settings(folder, stripe=account), clock)
        yield StripeBench(built, localstripe, between, clock)
        built.database.close()


@pytest.fixture
def peer() -> Iterator[Peer]:
    with Peer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.stopped.set()
        server.shutdown()
        thread.join()
