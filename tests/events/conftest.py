"""One store, and one linked customer, for all events."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.linking import link
from store.launch import RunningStore, running_store


@pytest.fixture(scope="session")
def store() -> Iterator[RunningStore]:
    with running_store() as running:
        yield running


@pytest.fixture(scope="session")
def token(store: RunningStore) -> str | None:
    return link(store.url, "ana", "demo").access_token()
