"""A skill that hands over to Alexa for a while, and asks by dialog: as the page shows it, and lets it end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import accessibility
from tests.browser.alexa import Alexa
from tests.browser.strange import StrangeHouse, spoken

pytestmark = pytest.mark.browser
VERIFY = {
    "type": "Connections.StartConnection",
    "uri": "connection://AMAZON.VerifyPerson/2",
    "input": {"requestedAuthenticationConfidenceLevel": {"level": 400, "customPolicy": {"policyName": "VOICE_PIN"}}},
    "token": "order-7",
}
ELICIT = {"type": "Dialog.ElicitSlot", "slotToElicit": "size"}


@pytest.fixture
def alexa(page: Page, strange: StrangeHouse) -> Alexa:
    alexa = Alexa(page, strange.page)
    alexa.open()
    return alexa


@pytest.mark.parametrize(("ending", "told"), [("Achieved", "ACHIEVED"), ("Another voice", "NOT_MATCH")])
def test_alexa_asks_for_the_pin_and_the_skill_hears_how_it_ended(
    alexa: Alexa, strange: StrangeHouse, ending: str, told: str
) -> None:
    strange.skill.answer = spoken("<speak>First your PIN.</speak>", directives=[VERIFY], shouldEndSession=None)
    alexa.say("open bluebird coffee")
    alexa.hear("first your pin", "AMAZON.VerifyPerson")
    assert accessibility.violations(alexa.page) == []
    strange.skill.answer = spoken("<speak>Thank you.</speak>")
    alexa.turn.get_by_role("group", name="How does it end?").get_by_role("button", name=ending, exact=True).click()
    expect(alexa.turns).to_have_count(2)
    alexa.hear("thank you")
    request = strange.skill.asked[-1]["request"]
    assert (request["type"], request["cause"]["token"]) == ("SessionResumedRequest", "order-7")
    assert told in request["cause"]["result"].values()


def test_what_is_elicited_fills_the_slot_that_was_asked_for(alexa: Alexa, strange: StrangeHouse) -> None:
    strange.skill.answer = spoken("<speak>Which size?</speak>", directives=[ELICIT])
    alexa.say("ask bluebird coffee for a latte")
    alexa.hear("which size")
    strange.skill.answer = spoken("<speak>Fine.</speak>")
    alexa.say("large")
    intent = strange.skill.asked[-1]["request"]["intent"]
    assert (intent["name"], intent["slots"]["product"]["value"]) == ("AddToCartIntent", "latte")
    assert intent["slots"]["size"]["value"] == "large"
