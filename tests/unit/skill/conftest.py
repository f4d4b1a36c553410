"""The whole skill, asked by request JSON as Alexa sends it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.linking import link
from store.launch import running_store
from tests.unit.skill.household import Household
from voiceshop.alexa.entry import answer
from voiceshop.bootstrap import Settings, build_skill

Json = dict[str, Any]
Ask = Callable[[Json], Json]

EVENTS = Path(__file__).parents[2] / "events"


def event(name: str) -> Json:
    """A copy of one of the events that `make invoke` and `sam local invoke` take."""
    loaded: Json = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    return copy.deepcopy(loaded)


def speech(response: Json) -> str:
    """What is said, without the tags."""
    ssml: str = response["response"]["outputSpeech"]["ssml"]
    return ssml.removeprefix("<speak>").removesuffix("</speak>")


def skill_on(store_url: str, folder: Path) -> Ask:
    settings = Settings(store_url, f"sqlite:{folder}/ledger.sqlite3", seller="Bluebird Coffee", contact="555")
    skill = build_skill(settings)
    return lambda request: answer(skill, request)


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """A skill whose store is down: nothing listens on port 9 of this machine."""
    return skill_on("http://127.0.0.1:9", tmp_path)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, str]]:
    """A real store: its URL, its data, and a token of ana's."""
    data = tmp_path_factory.mktemp("store")
    with running_store(data_dir=data) as store:
        yield store.url, data, link(store.url, "ana", "demo").access_token() or ""


@pytest.fixture
def home(shop: tuple[str, Path, str]) -> Iterator[Household]:
    """A household that shops there, and pays with the card that works."""
    household = Household(*shop)
    yield household
    household.pay_with("4242")


@pytest.fixture
def emptied(home: Household) -> Iterator[None]:
    """Leaves an empty cart, and a Ledger that is up, to the tests that come after."""
    yield
    home.ledger.down, home.ledger.saves_left, home.ledger.meanwhile = set(), None, None
    speaker = home.speaker()
    speaker.say("EmptyCartIntent")
    speaker.say("AMAZON.YesIntent")
