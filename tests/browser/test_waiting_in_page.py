"""A turn that lasts, since the network to the store is slow: what is heard and seen meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.alexa import Alexa
from tests.browser.inside import Inside

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(viewport={"width": 1440, "height": 900})]


@pytest.fixture
def alexa(page: Page, inside: Inside, monkeypatch: pytest.MonkeyPatch) -> Alexa:
    """The page, where a slow network holds an answer back until it is made normal again."""
    monkeypatch.setattr("simulator.wire.wire.SECONDS_WHEN_SLOW", 60)
    alexa = Alexa(page, inside.page)
    alexa.open()
    return alexa


def test_whoever_waits_for_a_slow_store_hears_so_before_the_answer(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee for a croissant")
    alexa.say("check out")
    alexa.choose("Network to the store", "Slow")
    alexa.begin_to_say("yes")
    expect(alexa.page.locator("#pending")).to_contain_text("moment")
    alexa.choose("Network to the store", "Normal")
    alexa.hear("moment", "done. order")


def test_a_reload_in_the_middle_of_a_turn_still_waits_for_its_answer(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee for a croissant")
    alexa.choose("Network to the store", "Slow")
    alexa.begin_to_say("check out")
    expect(alexa.light).to_have_text("Thinking")
    alexa.page.reload()
    expect(alexa.turns).to_have_count(1)
    expect(alexa.light).to_have_text("Thinking")
    alexa.choose("Network to the store", "Normal")
    expect(alexa.turns).to_have_count(2)
    alexa.hear("shall i place")
    expect(alexa.light).not_to_have_text("Thinking")
    alexa.is_ready()
