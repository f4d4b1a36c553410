"""A real Chromium before the real `make run`: one start for all tests, a fresh browser context for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.alexa import Alexa
from tests.browser.house import House, running_house
from tests.browser.inside import Inside, house_inside
from tests.browser.strange import StrangeHouse, strange_house
from tests.browser.watch import Watch
from tests.support import chromium

PATIENCE = 60_000  # milliseconds until what was expected counts as never coming; passing tests do not wait for it


@pytest.fixture(scope="session")
def base_url() -> None:
    """Each house has its own; and pytest-playwright's fixture of this name warns that pytest 10 will refuse it."""


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    # Chromium leaves a folder behind wherever temporary files go.
    scratch = {**os.environ, "TMPDIR": str(tmp_path_factory.mktemp("chromium"))}
    return {**browser_type_launch_args, **chromium.launch_options(), "env": scratch}


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    # Motion would blur what is measured and pictured; and screens are touched by finger.
    here = {"locale": "en-US", "timezone_id": "America/Los_Angeles", "reduced_motion": "reduce", "has_touch": True}
    return {**browser_context_args, **here}


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def house(started: House) -> House:
    started.tidy()
    return started


@pytest.fixture(scope="session")
def started_inside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with house_inside(tmp_path_factory.mktemp("inside")) as inside:
        yield inside


@pytest.fixture
def inside(started_inside: Inside) -> Inside:
    started_inside.tidy()
    return started_inside


@pytest.fixture(scope="session")
def started_strange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StrangeHouse]:
    with strange_house(tmp_path_factory.mktemp("strange")) as strange:
        yield strange


@pytest.fixture
def strange(started_strange: StrangeHouse) -> Iterator[StrangeHouse]:
    started_strange.tidy()
    with started_strange.skill.up():
        yield started_strange


@pytest.fixture
def watch(new_context: Callable[..., BrowserContext]) -> Iterator[Watch]:
    # Asks for new_context so that it looks back before the contexts are closed.
    watch = Watch()
    yield watch
    assert watch.foreign() == []
    assert watch.unforgiven() == []


@pytest.fixture
def context(new_context: Callable[..., BrowserContext], watch: Watch) -> BrowserContext:
    context = new_context()
    context.set_default_timeout(PATIENCE)
    watch.over(context)
    return context


@pytest.fixture
def alexa(page: Page, house: House) -> Alexa:
    """A new tab in which one can talk."""
    alexa = Alexa(page, house.page)
    alexa.open()
    return alexa
