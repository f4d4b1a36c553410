from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.scripted_store import ScriptedStore, ok, scripted_store
from tests.unit.adapters import documents
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.ports import Store

TURN_SECONDS = 60.0
"""Longer than a turn has: a machine that runs tests may be slow, and no test is to run out of time by that."""


@pytest.fixture
def scripted() -> Iterator[ScriptedStore]:
    with scripted_store() as store:
        yield store


@pytest.fixture
def stores(scripted: ScriptedStore) -> UcpStores:
    return UcpStores(scripted.url, agent="https://skill.example/.well-known/ucp")


@pytest.fixture
def turn(stores: UcpStores) -> Callable[[], Store]:
    """Opens the store anew, as each turn does, for a customer whose account is linked."""
    return lambda: stores.open("a-token", Deadline.after(TURN_SECONDS), "en-US")


@pytest.fixture
def store(turn: Callable[[], Store]) -> Store:
    return turn()


@pytest.fixture
def shelves(scripted: ScriptedStore) -> None:
    """Something to be found in the store."""
    scripted.on("POST /catalog/search", ok(products=[documents.product()]))
    scripted.on("POST /catalog/product", ok(product=documents.product()))
    scripted.on("POST /catalog/lookup", ok(products=[documents.product()]))
    scripted.on("POST /locations/search", ok(locations=[documents.LOCATION]))
