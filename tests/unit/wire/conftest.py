"""A real store and a real skill with a wire between them; and a store of bytes, for what real stores do seldom."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.conversations.shop import Shop
from simulator.device import Account, Customer, Device
from simulator.linking import link
from simulator.people import DEMO_PASSWORD, device_for
from simulator.wire import Call, Network, Wire, wire_to
from store.launch import running_store
from tests.unit.wire.byte_store import ByteStore
from tests.unit.wire.raw_http import port_of
from webservice.launch import running_skill

PATIENCE = 60.0
"""Seconds until what was expected counts as never coming; passing tests do not wait for it."""


@dataclass(frozen=True)
class Wired:
    """A store, a wire to it, and a skill that knows the store by the wire only."""

    wire: Wire
    store_url: str
    skill_url: str
    shop: Shop
    ana: Account

    def device(self) -> Device:
        """A device of a household that the skill does not know yet."""
        return device_for(Customer(account=self.ana), self.skill_url)

    def calls_since(self, number: int) -> list[Call]:
        return [call for call in self.wire.calls() if call.number > number]

    def latest(self) -> int:
        return max((call.number for call in self.wire.calls()), default=0)


@pytest.fixture(scope="session")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wired]:
    data: Path = tmp_path_factory.mktemp("wired")
    with (
        running_store(data_dir=data) as store,
        wire_to(store.url) as wire,
        running_skill(wire.url, data_dir=data) as skill,
    ):
        shop = Shop(store.url, data)
        yield Wired(wire, store.url, skill.url, shop, link(store.url, "ana", DEMO_PASSWORD))
        shop.close()


@pytest.fixture
def house(_house: Wired) -> Iterator[Wired]:
    yield _house
    _house.wire.network = Network.NORMAL


@pytest.fixture
def store() -> Iterator[ByteStore]:
    byte_store = ByteStore()
    yield byte_store
    byte_store.close()


@pytest.fixture
def wire(store: ByteStore) -> Iterator[Wire]:
    with wire_to(store.url) as opened:
        yield opened


@pytest.fixture
def connect(wire: Wire) -> Iterator[Callable[[], socket.socket]]:
    """Opens connections to the wire, as a skill does."""
    opened = []

    def connection() -> socket.socket:
        opened.append(socket.create_connection(("127.0.0.1", port_of(wire)), timeout=PATIENCE))
        return opened[-1]

    yield connection
    for one in opened:
        one.close()
