"""Devices with screens: Amazon's engine draws what the skill shows, and what is touched goes to the skill."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import rendering
from tests.browser.alexa import Alexa
from tests.browser.house import House
from tests.browser.looks import DESK, at_both_ends

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(viewport=DESK)]

# The sentences after which each document stands on the screen, with a text that only this one has.
A_WALK = {
    "what's on sale": "On sale",
    "what's in a latte": "From $",
    "two large lattes with oat milk": "Your cart",
    "check out": "Shall I place the order?",
    "yes": "Anything else?",
    "where's my order": "Cancel order",
}


@pytest.mark.parametrize(("kind", "glass"), [("Small round hub", "ROUND"), ("Hub", "RECTANGLE"), ("TV", "RECTANGLE")])
def test_every_document_is_drawn_whole(alexa: Alexa, kind: str, glass: str) -> None:
    alexa.choose("Device", kind)
    alexa.say("open bluebird coffee")
    for sentence, text in A_WALK.items():
        alexa.say(sentence)
        alexa.see(text)
        assert rendering.faults(alexa.screen, glass) == [], sentence


def test_a_speaker_shows_nothing(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee what's on sale")
    expect(alexa.screen).to_have_count(0)


@at_both_ends
def test_an_order_is_placed_by_touch_alone(alexa: Alexa, house: House, looks: str) -> None:
    alexa.choose("Device", "Hub")
    alexa.say("open bluebird coffee")
    alexa.touch("On sale")
    alexa.touch("Banana bread")
    alexa.see("Your cart", "banana bread")
    alexa.touch("Check out")
    alexa.hear("shall i place")
    alexa.touch("Yes")
    assert house.order(alexa.hear_order())["summary"] == "1 x banana bread"


def test_a_tv_has_a_remote_and_no_touch(alexa: Alexa) -> None:
    alexa.choose("Device", "TV")
    alexa.say("open bluebird coffee")
    alexa.tap("My orders")
    alexa.screen.get_by_role("button", name="On sale").first.press("Enter")
    alexa.see("Banana bread")
    alexa.say("help")
    expect(alexa.turns.locator(".deed, .you")).to_have_text(["open bluebird coffee", "Touched Deals", "help"])


def test_a_screen_is_enlarged_and_escape_brings_the_page_back(alexa: Alexa) -> None:
    alexa.choose("Device", "Hub")
    alexa.say("ask bluebird coffee for a croissant")
    before = width(alexa)
    button = alexa.page.get_by_role("button", name="Enlarge")
    button.press("Enter")
    assert width(alexa) > 1.5 * before
    expect(alexa.turn.locator(".heard")).to_be_in_viewport(ratio=0.2)
    alexa.say("check out")
    alexa.see("Shall I place the order?")
    alexa.page.keyboard.press("Escape")
    assert width(alexa) == before
    expect(button).to_be_focused()

    button.click()
    alexa.screen.get_by_role("button").first.press("Escape")
    expect(button).to_be_focused()
    assert width(alexa) == before
    button.click()
    alexa.choose("Device", "Speaker")
    expect(button).to_be_hidden()


def width(alexa: Alexa) -> float:
    """How wide the glass of the device is, in pixels."""
    box = alexa.page.locator(".glass").bounding_box()
    assert box
    return box["width"]


def test_touch_and_voice_take_turns(alexa: Alexa) -> None:
    alexa.choose("Device", "Small round hub")
    alexa.say("ask bluebird coffee for a croissant")
    alexa.touch("Remove")
    alexa.say("a blueberry muffin")
    alexa.see("blueberry muffin")
    expect(alexa.screen).not_to_contain_text("croissant")


def test_the_screen_of_a_session_that_is_over_confirms_nothing(alexa: Alexa) -> None:
    alexa.choose("Device", "Hub")
    alexa.say("ask bluebird coffee for a croissant", "check out")
    alexa.see("Shall I place the order?")
    alexa.page.get_by_role("button", name="End session").click()
    alexa.hear("ended the session")
    alexa.touch("Yes")
    expect(alexa.turn).not_to_contain_text("Done")
    alexa.say("ask bluebird coffee where's my order")
    expect(alexa.turn).not_to_contain_text("is in")


def test_a_reload_shows_the_screen_again_and_it_can_be_touched(alexa: Alexa) -> None:
    alexa.choose("Device", "Hub")
    alexa.say("ask bluebird coffee for a croissant", "check out")
    alexa.page.reload()
    alexa.is_ready()
    alexa.touch("No")
    alexa.hear("anything else|okay|ok")
