"""Ordering in a browser: by typing, by keyboard alone, across a reload, in two tabs."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.alexa import Alexa
from tests.browser.house import House

pytestmark = pytest.mark.browser


def test_an_order_is_typed_to_its_end_and_paid_in_the_store(alexa: Alexa, house: House) -> None:
    alexa.say("ask bluebird coffee for two medium lattes with oat milk")
    alexa.hear("two medium lattes with oat milk")
    alexa.say("check out")
    alexa.hear("shall i place")
    alexa.say("yes")
    expect(alexa.card).to_be_visible()
    order = house.order(alexa.hear_order())
    assert (order["customer"], order["payment"], order["summary"]) == ("ana", "paid", "2 x medium latte with oat milk")


def test_a_newcomer_clicks_the_first_sentence_that_is_offered(alexa: Alexa) -> None:
    alexa.page.get_by_role("list", name="Try saying").get_by_role("button").first.click()
    alexa.hear("two medium lattes with oat milk", "anything else")


def test_the_keyboard_is_enough_to_order(alexa: Alexa, house: House) -> None:
    keyboard = alexa.page.keyboard
    for answered, sentence in enumerate(("ask bluebird coffee for a croissant", "check out", "yes"), start=1):
        expect(alexa.words).to_be_focused()
        alexa.is_ready()
        keyboard.type(sentence)
        keyboard.press("Enter")
        expect(alexa.turns).to_have_count(answered)
    assert house.order(alexa.hear_order())["summary"] == "1 x croissant"


def test_arrow_up_brings_back_what_was_said(alexa: Alexa) -> None:
    alexa.say("open bluebird coffee", "what's on sale")
    alexa.words.press("ArrowUp")
    expect(alexa.words).to_have_value("what's on sale")
    alexa.words.press("ArrowUp")
    expect(alexa.words).to_have_value("open bluebird coffee")
    alexa.words.press("ArrowDown")
    alexa.words.press("ArrowDown")
    expect(alexa.words).to_have_value("")


def test_a_reload_in_the_middle_of_a_dialog_goes_on_with_it(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee for a latte")
    alexa.hear("small, medium or large")
    alexa.page.reload()
    alexa.is_ready()
    alexa.hear("small, medium or large")
    alexa.say("large")
    alexa.hear("one large latte")


def test_two_tabs_are_two_devices_of_one_customer(alexa: Alexa, context: BrowserContext, house: House) -> None:
    other = Alexa(context.new_page(), house.page)
    other.open()
    alexa.say("ask bluebird coffee for a blueberry muffin")
    expect(other.turns).to_have_count(0)
    other.say("ask bluebird coffee what's in my cart")
    other.hear("blueberry muffin")
    alexa.say("check out")
    alexa.hear("shall i place")


def test_a_tab_that_was_closed_in_the_middle_of_a_turn_disturbs_no_other(
    alexa: Alexa, context: BrowserContext, house: House
) -> None:
    closing = Alexa(context.new_page(), house.page)
    closing.open()
    closing.begin_to_say("ask bluebird coffee for a bagel")
    closing.page.close()
    alexa.say("ask bluebird coffee what's on sale")
    alexa.hear("instead of")
