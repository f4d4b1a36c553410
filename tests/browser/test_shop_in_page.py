"""The Shop tab: what stands in the store, and what is told where the store does not say."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.alexa import Alexa
from tests.browser.inside import Inside

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(viewport={"width": 1440, "height": 900})]


@pytest.fixture
def alexa(page: Page, inside: Inside) -> Alexa:
    alexa = Alexa(page, inside.page)
    alexa.open()
    return alexa


def test_a_store_that_hangs_is_told_and_what_it_holds_is_not_known(alexa: Alexa, inside: Inside) -> None:
    alexa.say("ask bluebird coffee for a croissant")
    shop = alexa.panel("Shop")
    cart = shop.get_by_role("table", name="Cart")
    expect(cart).to_be_visible()
    with inside.hanging():
        expect(shop).to_contain_text("The store has not answered since")
        expect(shop).to_contain_text("The shop cannot be read")
        expect(shop).to_contain_text("Not known.")
        expect(shop).not_to_contain_text("The cart is empty")
        expect(shop).not_to_contain_text("No orders yet")
    expect(cart).to_be_visible()
    expect(shop).not_to_contain_text("cannot be read")
    expect(shop.get_by_text("The store has not answered since")).to_be_hidden()


def test_the_newest_order_stands_first(alexa: Alexa) -> None:
    alexa.is_used_by("ben")
    numbers = []
    for product in ("croissant", "plain bagel"):
        alexa.say(f"ask bluebird coffee for a {product}", "check out", "yes")
        numbers.append(alexa.hear_order())
    orders = alexa.panel("Shop").locator(".order h4")
    expect(orders).to_contain_text([f"Order {number}" for number in reversed(numbers)])
