"""The whole of `make run` but its terminal: store, wire, skill, Alexa's APIs and the page, for all tests of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.device import HttpEndpoint
from simulator.page.house import House, open_house
from simulator.page.server import running_page
from simulator.page.skill_line import SkillLine
from tests.unit.page.tab import Site, Tab
from tests.unit.simulator.scripted import ScriptedSkill, scripted_skill


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture(scope="session")
def site(house: House) -> Iterator[Site]:
    with running_page(house) as url:
        yield Site(url)


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """A house in which a test may break things."""
    with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture
def skill() -> Iterator[ScriptedSkill]:
    with scripted_skill() as scripted:
        yield scripted


@pytest.fixture
def odd(house: House, skill: ScriptedSkill) -> Iterator[Tab]:
    """A tab at a page whose skill answers as the test says."""
    line = SkillLine(HttpEndpoint(skill.url), house.wire.calls)
    with running_page(replace(house, line=line)) as url:
        yield Site(url).tab(user="guest")
