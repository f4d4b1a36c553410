"""What was said at a desk becomes a test that goes the same way again, and is held in the other locales."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from subprocess import Popen

import pytest

from simulator.conversations.format import load_file
from simulator.conversations.recording import RECORDED
from simulator.conversations.runner import play
from simulator.conversations.stage import Stage
from simulator.device.model import MODELS
from simulator.models import Models
from simulator.page.house import House, open_house
from simulator.page.server import running_page
from tests.support.stages import looked_at_stage
from tests.unit.page.tab import Site, Tab
from tests.unit.page.test_page_linking import Window


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with looked_at_stage() as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recorded"


@pytest.fixture(scope="module")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of these tests' own, which knows two locales."""
    models = tmp_path_factory.mktemp("models")
    for locale in ("en-GB", "en-US"):
        shutil.copy(MODELS / f"{locale}.json", models)
    with open_house(tmp_path_factory.mktemp("takes"), models=Models(models)) as opened:
        yield opened


@pytest.fixture
def site(lent: House, folder: Path) -> Iterator[Site]:
    """A page that saves elsewhere than among the project's tests."""
    with running_page(replace(lent, recorded=folder)) as url:
        yield Site(url)


def test_a_conversation_is_saved_and_goes_the_same_way_again(site: Site, folder: Path, stage: Stage) -> None:
    tab = site.tab(user="ana", device="hub")
    tab.say("ask bluebird coffee for two large lattes")
    tab.set(user="guest")
    tab.say("ask bluebird coffee for a small latte")
    window = Window(tab)
    window.come_back(window.log_in("ben"))
    for words in ("ask bluebird coffee for a small latte", "check out", "yes"):
        tab.say(words)

    shown = site.ask("GET", f"{tab.path}/recording?title=Links+and+orders")
    assert shown.headers["Content-Type"].startswith("text/yaml")
    saved = site.ask("POST", f"{tab.path}/recording", {"title": "Links and orders"})
    assert saved.status == 201
    file = Path(saved.json["path"])
    assert file.parent == folder
    assert file.read_text() == shown.text

    (conversation,) = load_file(file)
    assert (conversation.given.customer, conversation.given.device) == ("ben", "hub")
    assert len(conversation.steps) == 3
    assert conversation.outcome
    assert conversation.outcome.orders
    assert play(conversation, stage).failures == ()


def test_how_the_network_was_is_part_of_it(site: Site, stage: Stage) -> None:
    tab = site.tab(user="ben")
    tab.say("ask bluebird coffee what's on sale")
    site.ask("PUT", "/api/network", {"state": "down"})
    tab.say("what's on sale")
    site.ask("PUT", "/api/network", {"state": "normal"})
    tab.say("what's on sale")

    file = Path(site.ask("POST", f"{tab.path}/recording", {"title": "The line is cut"}).json["path"])
    assert file.read_text().count("network: ") == 2
    (conversation,) = load_file(file)
    assert play(conversation, stage).failures == ()


def test_what_a_store_that_hangs_does_not_show_is_not_waited_for(site: Site, lent: House) -> None:
    tab = site.tab(user="ana")
    tab.say("ask bluebird coffee for a croissant")
    tab.set(device="hub")  # from here on it is another stretch
    with hanging(lent.processes[0].process):
        turn = tab.say("open bluebird coffee")
        assert "What stood in the store before is not known." in recording_of(tab)
    assert turn["heard"]["text"]


def recording_of(tab: Tab) -> str:
    """The desk's conversation as a file."""
    return tab.site.ask("GET", f"{tab.path}/recording?title=A+hanging+store").text


@contextmanager
def hanging(process: Popen[bytes]) -> Iterator[None]:
    """The process takes connections and answers nothing, until the block ends."""
    process.send_signal(SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(SIGCONT)


def test_the_same_is_held_in_the_other_locales(site: Site) -> None:
    tab = site.tab(user="guest")
    tab.say("open bluebird coffee")
    tab.say("help")

    (elsewhere,) = site.ask("GET", f"{tab.path}/locales").json
    assert elsewhere["locale"] == "en-GB"
    assert elsewhere["problem"] is None
    assert [turn["said"] for turn in elsewhere["turns"]] == ["open bluebird coffee", "help"]
    assert all(turn["heard"] for turn in elsewhere["turns"])


def test_before_anything_is_said_there_is_nothing_to_save(site: Site, folder: Path) -> None:
    tab = site.tab(user="guest")
    for method, path in (("GET", "/recording?title=Nothing"), ("GET", "/locales")):
        assert site.ask(method, tab.path + path).status == 409
    assert site.ask("POST", f"{tab.path}/recording", {"title": "Nothing"}).status == 409
    assert not folder.exists()


@pytest.mark.parametrize("title", ["", "  ", None, 7, "x" * 121])
def test_a_test_has_a_title(site: Site, title: object) -> None:
    tab = site.tab(user="guest")
    tab.say("open bluebird coffee")
    assert site.ask("POST", f"{tab.path}/recording", {"title": title}).status == 400


def test_a_title_leads_nowhere_else(site: Site, folder: Path) -> None:
    tab = site.tab(user="guest")
    tab.say("open bluebird coffee")
    saved = site.ask("POST", f"{tab.path}/recording", {"title": "../../../etc/passwd"})
    assert Path(saved.json["path"]).parent == folder


def test_a_folder_that_cannot_be_written_is_told(site: Site, folder: Path) -> None:
    folder.write_text("a file in its place")
    tab = site.tab(user="guest")
    tab.say("open bluebird coffee")
    refused = site.ask("POST", f"{tab.path}/recording", {"title": "Nowhere"})
    assert (refused.status, refused.error["where"]) == (500, "page")
    assert "cannot be written" in refused.error["message"]


def test_tests_are_saved_where_make_test_finds_them(house: House) -> None:
    assert house.recorded == RECORDED
