"""One running store for all of these tests; those that change prices or stock for everybody start one of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from store_client import Linking, Platform

from store.launch import RunningStore, running_store


@pytest.fixture(scope="session")
def store() -> Iterator[RunningStore]:
    with running_store() as running:
        yield running


@pytest.fixture
def own_store() -> Iterator[RunningStore]:
    with running_store() as running:
        yield running


@pytest.fixture
def guest(store: RunningStore) -> Platform:
    return Platform(store.url)


@pytest.fixture(scope="session")
def ana(store: RunningStore) -> Platform:
    return linked(store, "ana")


@pytest.fixture(scope="session")
def ben(store: RunningStore) -> Platform:
    return linked(store, "ben")


def linked(store: RunningStore, username: str) -> Platform:
    """The platform with this customer's account linked."""
    return Platform(store.url, Linking(store.url).tokens(username)["access_token"])
