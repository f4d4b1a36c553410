"""Linking an account as a customer does: on the store's own page, which opens in a window of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.alexa import Alexa
from tests.browser.house import House
from tests.browser.looks import at_both_ends
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


@pytest.fixture
def guest(alexa: Alexa) -> Alexa:
    """Somebody without an account has asked for a croissant."""
    alexa.is_used_by("guest")
    alexa.say("ask bluebird coffee for a croissant")
    expect(alexa.card).to_contain_text("Link your account")
    return alexa


def login(alexa: Alexa) -> Page:
    """The store's login window, opened from the card."""
    with alexa.page.expect_popup() as opened:
        alexa.card.get_by_role("button", name="Link account").click()
    expect(opened.value.get_by_role("heading", name="Link your account")).to_be_visible()
    return opened.value


def log_in(window: Page, name: str, password: str) -> None:
    window.get_by_label("Name").fill(name)
    window.get_by_label("Password").fill(password)
    window.get_by_role("button", name="Log in and link").click()


@at_both_ends
def test_a_guest_links_by_clicking_and_orders(guest: Alexa, house: House, watch: Watch, looks: str) -> None:
    watch.forgiven.append("401")  # a wrong password
    window = login(guest)
    with window.expect_event("close"):
        log_in(window, "cara", "wrong")
        expect(window.get_by_role("alert")).to_be_visible()
        log_in(window, "ben", "demo")
    guest.panel("Settings")
    expect(guest.customer).to_have_value("browser")
    expect(guest.customer.locator("option:checked")).to_have_text("Linked in the browser: ben")
    guest.say("ask bluebird coffee for a croissant", "check out", "yes")
    order = house.order(guest.hear_order())
    assert (order["customer"], order["summary"]) == ("ben", "1 x croissant")


def test_whoever_cancels_at_the_store_stays_a_guest_and_is_told(guest: Alexa) -> None:
    window = login(guest)
    window.get_by_role("button", name="Cancel").click()
    expect(guest.notices).to_contain_text("The store")
    expect(guest.customer).to_have_value("guest")
    guest.say("ask bluebird coffee what's on sale")
    guest.hear("instead of")
