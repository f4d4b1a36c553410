"""One running store for all of these tests, and one as new for those that change prices or stock, or count charges."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from store_client import Platform, linked

from store.admin import Admin
from store.application import build
from store.launch import RunningStore, running_store
from store.settings import Settings


@pytest.fixture(scope="session")
def store() -> Iterator[RunningStore]:
    with running_store() as running:
        yield running


@pytest.fixture(scope="session")
def spare_store() -> Iterator[RunningStore]:
    with running_store() as running:
        yield running


@pytest.fixture
def own_store(spare_store: RunningStore) -> RunningStore:
    """A store as new, for one test alone."""
    staff = Admin(build(Settings(spare_store.data_dir)))
    staff.reset()
    staff.close()
    return spare_store


@pytest.fixture
def guest(store: RunningStore) -> Platform:
    return Platform(store.url)


@pytest.fixture(scope="session")
def ana(store: RunningStore) -> Platform:
    return linked(store, "ana")


@pytest.fixture(scope="session")
def ben(store: RunningStore) -> Platform:
    return linked(store, "ben")
