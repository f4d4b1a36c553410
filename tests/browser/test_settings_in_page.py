"""What can be set on the page: who stands there, how the network is, and that nobody says anything."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.alexa import Alexa
from tests.browser.house import House

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(viewport={"width": 1440, "height": 900})]


def test_another_customer_has_another_cart_and_settings_outlive_a_reload(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee for a croissant")
    alexa.is_used_by("ben")
    alexa.say("ask bluebird coffee what's in my cart")
    expect(alexa.turn).not_to_contain_text("croissant")
    alexa.page.reload()
    alexa.is_ready()
    expect(alexa.customer).to_have_value("ben")


def test_an_account_that_was_revoked_is_asked_to_link_again(alexa: Alexa) -> None:
    alexa.is_used_by("revoked")
    alexa.say("ask bluebird coffee for a croissant")
    expect(alexa.card).to_contain_text("Link your account")


def test_a_second_speaker_is_told_to_the_skill(alexa: Alexa) -> None:
    alexa.set("Second speaker", "ben")
    alexa.say("open bluebird coffee")
    alexa.inspect("Request", "context", "System")
    expect(alexa.panel("Turn")).to_contain_text("person: ")


def test_another_language_is_understood_with_its_own_model(alexa: Alexa) -> None:
    alexa.set("Language", "en-GB")
    alexa.say("open bluebird coffee")
    alexa.inspect("Request", "request")
    expect(alexa.panel("Turn")).to_contain_text('locale: "en-GB"')


def test_a_network_that_is_down_is_apologised_for_and_comes_back(alexa: Alexa) -> None:
    alexa.choose("Network to the store", "Down")
    alexa.say("ask bluebird coffee what's on sale")
    expect(alexa.turn).not_to_contain_text("instead of")
    expect(alexa.panel("Turn")).to_contain_text("store.down")
    alexa.choose("Network to the store", "Normal")
    alexa.say("ask bluebird coffee what's on sale")
    alexa.hear("instead of")


def test_silence_brings_the_reprompt_and_then_the_end(alexa: Alexa) -> None:
    alexa.say("open bluebird coffee")
    expect(alexa.fact("Reprompt")).to_have_text("What would you like?")
    alexa.stay_silent()
    expect(alexa.turn).to_contain_text("Said nothing")
    expect(alexa.turn.locator(".heard")).to_have_text("What would you like?")
    expect(alexa.session).to_have_text("Session open")
    alexa.stay_silent()
    alexa.hear("the session ended: no answer came")
    expect(alexa.turn.locator(".heard")).to_have_count(0)
    expect(alexa.session).to_have_text("Session closed")


def test_what_is_set_in_one_tab_for_all_is_seen_in_the_others(
    alexa: Alexa, context: BrowserContext, house: House
) -> None:
    other = Alexa(context.new_page(), house.page)
    other.open()
    alexa.choose("Network to the store", "Slow")
    expect(other.settings.get_by_label("Slow", exact=True)).to_be_checked()


def test_what_was_read_before_a_setting_was_changed_does_not_undo_it(alexa: Alexa) -> None:
    """The page reads its desk anew whenever it comes to the front, and the answer may be slow."""
    desk, held = re.compile(r"/desks/[^/]+$"), []
    alexa.page.route(desk, lambda route: held.append((route, route.fetch())))
    with alexa.page.expect_request(desk):
        alexa.page.evaluate("window.dispatchEvent(new Event('focus'))")
    alexa.is_used_by("ben")
    [(route, before)] = held
    with alexa.page.expect_response(desk):
        route.fulfill(response=before)
    alexa.say("open bluebird coffee")
    expect(alexa.customer).to_have_value("ben")


def test_a_setting_that_ends_the_session_is_the_turn_that_is_shown(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee what's on sale")
    expect(alexa.light).to_have_text("Speaking")
    alexa.is_used_by("ben")
    expect(alexa.session).to_have_text("Session closed")
    expect(alexa.light).to_have_text("Waiting for its name")
    expect(alexa.panel("Turn").get_by_role("heading", level=2)).to_have_text("Turn 2")
