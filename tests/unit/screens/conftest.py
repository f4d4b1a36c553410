"""One store for all screens, and a household with a hub for each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.linking import link
from store.launch import running_store
from tests.support.screens import Json, every_screen
from tests.unit.skill.household import Household, Speaker


@dataclass(frozen=True)
class World:
    url: str
    data: Path
    token: str


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    data = tmp_path_factory.mktemp("store")
    with running_store(data_dir=data) as store:
        yield World(store.url, data, link(store.url, "ana", "demo").access_token() or "")


@pytest.fixture
def home(world: World) -> Household:
    return Household(world.url, world.data, world.token)


@pytest.fixture
def hub(home: Household) -> Speaker:
    return home.hub()


@pytest.fixture(scope="package")
def screens(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Json]:
    """A directive of every view, by name."""
    return every_screen(tmp_path_factory.mktemp("screens"))
