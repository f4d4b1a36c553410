"""The pictures in README and docs: `make pictures` takes them anew, a test run takes them and throws them away."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.alexa import Alexa

DESK = {"width": 1200, "height": 750}
PHONE = {"width": 390, "height": 844}
LARGEST = 300_000  # bytes of one picture

pytestmark = pytest.mark.browser
Take = Callable[[Alexa, str], None]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Takes a picture of the whole window, into the folder that VOICESHOP_PICTURES names."""
    folder = Path(os.environ.get("VOICESHOP_PICTURES", tmp_path))

    def taken(alexa: Alexa, name: str) -> None:
        file = folder / f"{name}.png"
        alexa.page.evaluate("document.activeElement.blur()")
        alexa.page.screenshot(path=file, animations="disabled")
        assert file.stat().st_size < LARGEST

    return taken


@pytest.mark.browser_context_args(viewport=DESK)
def test_a_speaker_and_what_is_known_of_a_turn(alexa: Alexa, take: Take) -> None:
    alexa.say("ask bluebird coffee for two medium lattes with oat milk")
    alexa.hear("anything else")
    take(alexa, "simulator")


@pytest.mark.browser_context_args(viewport=DESK)
def test_a_screen_that_asks_to_confirm(alexa: Alexa, take: Take) -> None:
    alexa.choose("Device", "Hub")
    alexa.say("ask bluebird coffee for two medium lattes with oat milk", "a blueberry muffin", "check out")
    alexa.see("Shall I place the order?")
    take(alexa, "hub")


@pytest.mark.browser_context_args(viewport=DESK, color_scheme="dark")
def test_an_order_and_the_shop_in_the_dark(alexa: Alexa, take: Take) -> None:
    alexa.choose("Device", "Small round hub")
    alexa.say("ask bluebird coffee for two medium lattes with oat milk", "check out", "yes")
    number = alexa.hear_order()
    alexa.see(f"Order {number}")
    expect(alexa.panel("Shop")).to_contain_text(f"Order {number}")
    take(alexa, "shop-dark")


@pytest.mark.browser_context_args(viewport=DESK)
def test_a_conversation_saved_as_a_test(alexa: Alexa, take: Take) -> None:
    alexa.say("ask bluebird coffee for a croissant", "check out", "yes")
    alexa.hear_order()
    panel = alexa.panel("Test")
    panel.get_by_label("Title of the test").fill("orders a croissant")
    panel.get_by_role("button", name="Show as test").click()
    expect(panel.get_by_role("region", name="The test file")).to_contain_text("orders a croissant")
    take(alexa, "record")


@pytest.mark.browser_context_args(viewport=DESK)
def test_a_guest_who_is_asked_to_link(alexa: Alexa, take: Take) -> None:
    alexa.is_used_by("guest")
    alexa.say("ask bluebird coffee for a croissant")
    expect(alexa.card).to_contain_text("Link your account")
    take(alexa, "link")


@pytest.mark.browser_context_args(viewport=PHONE)
def test_the_phone(alexa: Alexa, take: Take) -> None:
    alexa.say("ask bluebird coffee what's on sale")
    alexa.hear("instead of")
    take(alexa, "phone")


@pytest.mark.browser_context_args(viewport=PHONE, color_scheme="dark")
def test_the_phone_in_the_dark(alexa: Alexa, take: Take) -> None:
    alexa.choose("Device", "Hub")
    alexa.say("ask bluebird coffee what's on sale")
    alexa.see("On sale")
    take(alexa, "phone-dark")
