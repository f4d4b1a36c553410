"""Everything that is known of a turn, and the shop beside it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.alexa import Alexa
from tests.browser.inside import Inside

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(viewport={"width": 1440, "height": 900})]
HELD = 200  # milliseconds for which a slow network holds each answer of the store back


def test_a_turn_tells_what_was_understood_and_why(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee for two big lattes")
    panel = alexa.panel("Turn")
    expect(panel.get_by_role("heading", name="Understood")).to_be_visible()
    expect(panel).to_contain_text("AddToCartIntent")
    expect(panel).to_contain_text("Runners-up")
    assert len(set(lefts(panel.locator(".runners").first.locator(".bar")))) == 1
    expect(panel.locator(".reason")).to_contain_text("the nearest sample is '{quantity} {size} {product}'")
    expect(alexa.slot("size")).to_have_text(["big", "large Size:large"])
    expect(alexa.slot("product")).to_have_text(["lattes", "latte"])


def lefts(things: Locator) -> list[float]:
    """Where each of several things begins, from the left."""
    found: list[float] = things.evaluate_all("things => things.map((one) => one.getBoundingClientRect().left)")
    return found


def test_a_turn_tells_its_time_its_texts_and_its_calls(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee for a croissant")
    panel = alexa.panel("Turn")
    for name in ("Store", "Ledger", "Skill", "In all"):
        expect(panel.get_by_role("term").filter(has_text=name).first).to_be_visible()
    expect(panel).to_contain_text("add.done")
    call = panel.get_by_role("listitem").filter(has_text="POST").first
    call.locator("summary").first.click()
    expect(call).to_contain_text("Request headers")
    expect(call).to_contain_text("Response")


def test_the_times_of_a_turn_are_those_that_it_took(
    page: Page, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.wire.wire.SECONDS_WHEN_SLOW", HELD / 1000)
    alexa = Alexa(page, inside.page)
    alexa.open()
    alexa.choose("Network to the store", "Slow")
    alexa.say("ask bluebird coffee for a croissant")
    calls = [milliseconds(call) for call in alexa.panel("Turn").locator(".call > summary").all()]
    times = {name: milliseconds(alexa.fact(name)) for name in ("Store", "Ledger", "Skill", "Device and line", "In all")}
    assert calls
    assert min(calls) >= HELD
    assert times["Store"] >= len(calls) * HELD
    assert times["Ledger"] > 0
    assert times["Skill"] > 0
    assert times["In all"] == pytest.approx(sum(times.values()) - times["In all"], abs=len(times))


def milliseconds(place: Locator) -> float:
    """The milliseconds that are told there."""
    told = re.search(r"([\d.]+) ms$", place.inner_text())
    assert told
    return float(told[1])


def test_request_and_response_unfold_with_session_attributes(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee for a latte")
    panel = alexa.panel("Turn")
    expect(panel).to_contain_text("Session attributes")
    expect(panel).to_contain_text("elicit")
    expect(alexa.fact("Dialog state")).to_have_text("STARTED")
    expect(alexa.fact("Dialog asks")).to_have_text("ElicitSlot: size (AddToCartIntent)")
    alexa.inspect("Request", "request")
    expect(panel).to_contain_text("STARTED")
    alexa.inspect("Response", "response")
    expect(panel).to_contain_text("outputSpeech")


def test_an_earlier_turn_can_be_looked_at(alexa: Alexa) -> None:
    alexa.say("open bluebird coffee", "what's on sale")
    alexa.turns.first.locator("button.details").click()
    panel = alexa.panel("Turn")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Turn 1")
    panel.get_by_role("button", name="Turn after").click()
    expect(panel.get_by_role("heading", level=2)).to_have_text("Turn 2")


def test_ssml_is_seen_and_unseen(alexa: Alexa) -> None:
    alexa.say("open bluebird coffee")
    ssml = alexa.turn.locator("code.ssml")
    expect(ssml).to_be_hidden()
    alexa.say("what's on sale", "help")
    alexa.page.get_by_role("button", name="SSML").click()
    expect(ssml).to_contain_text("<speak>")
    expect(ssml).to_be_in_viewport()


def test_the_shop_shows_cart_order_and_ledger_as_they_stand(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee for two croissants")
    shop = alexa.panel("Shop")
    expect(shop.get_by_role("table", name="Cart")).to_contain_text("2×")
    alexa.say("check out", "yes")
    number = alexa.hear_order()
    expect(shop).to_contain_text(f"Order {number}")
    expect(shop).to_contain_text("The cart is empty")
    expect(shop).to_contain_text("Purchases (1)")
