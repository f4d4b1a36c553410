"""Dialogs as Alexa runs them, in a bakery with every kind: what is typed, asked, told to the skill and shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug import Response

from tests.browser.alexa import Alexa
from tests.browser.strange import StrangeHouse, answered, spoken
from tests.unit.simulator.sample import MODEL

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(viewport={"width": 1440, "height": 900})]
Told = dict[str, Any]


@pytest.fixture
def alexa(page: Page, strange: StrangeHouse) -> Alexa:
    strange.learn("en-US", json.dumps(MODEL).encode())
    strange.skill.answer = spoken("<speak>Thank you.</speak>")
    alexa = Alexa(page, strange.page)
    alexa.open()
    return alexa


def asks(ssml: str, kind: str, **fields: str) -> Response:
    """An answer with a directive of the dialog."""
    return spoken(f"<speak>{ssml}</speak>", directives=[{"type": f"Dialog.{kind}", **fields}])


def delegates() -> Response:
    return answered(directives=[{"type": "Dialog.Delegate"}])


def asked(strange: StrangeHouse) -> Told:
    """The intent of the latest request to the skill."""
    intent: Told = strange.skill.asked[-1]["request"]["intent"]
    return intent


def test_a_dialog_that_the_skill_delegates_is_asked_from_the_model(alexa: Alexa, strange: StrangeHouse) -> None:
    strange.skill.script = [delegates(), delegates(), delegates()]
    alexa.say("ask corner bakery for a gift")
    alexa.hear("what is the gift")
    expect(alexa.fact("Dialog state")).to_have_text("STARTED")
    expect(alexa.fact("Dialog asks")).to_have_text("ElicitSlot: gift (GiftIntent)")
    alexa.say("rye")
    alexa.hear("rye as a gift")
    expect(alexa.fact("Dialog state")).to_have_text("IN_PROGRESS")
    expect(alexa.fact("Dialog asks")).to_have_text("ConfirmIntent (GiftIntent)")
    alexa.say("yes")
    alexa.hear("thank you")
    expect(alexa.fact("Dialog state")).to_have_text("COMPLETED")
    expect(alexa.fact("Dialog asks")).to_have_text("nothing")
    expect(alexa.panel("Turn")).to_contain_text("Skill 2 of 2")
    assert asked(strange)["confirmationStatus"] == "CONFIRMED"


def test_a_dialog_that_the_model_runs_alone_validates_and_confirms(alexa: Alexa, strange: StrangeHouse) -> None:
    alexa.say("open corner bakery")
    for sentence, heard, dialog in [
        ("plan a party", "How many guests?", "ElicitSlot: guests"),
        ("90", "90 is too many. How many guests?", "ElicitSlot: guests"),
        ("20", "Which cake?", "ElicitSlot: cake"),
        ("cheesecake", "A cheesecake?", "ConfirmSlot: cake"),
        ("no", "Which cake?", "ElicitSlot: cake"),
        ("rye bread", "A rye bread?", "ConfirmSlot: cake"),
        ("yes", "A party for 20 with rye bread?", "ConfirmIntent"),
    ]:
        alexa.say(sentence)
        expect(alexa.turn.locator(".heard")).to_have_text(heard)
        expect(alexa.fact("Dialog asks")).to_have_text(f"{dialog} (PartyIntent)")
    assert len(strange.skill.asked) == 1
    alexa.say("yes")
    alexa.hear("thank you")
    expect(alexa.fact("Dialog state")).to_have_text("COMPLETED")
    intent = asked(strange)
    assert intent["confirmationStatus"] == intent["slots"]["cake"]["confirmationStatus"] == "CONFIRMED"


@pytest.mark.parametrize(("answer", "status"), [("yes", "CONFIRMED"), ("no", "DENIED")])
def test_what_the_skill_wants_confirmed_is_told_to_it(
    alexa: Alexa, strange: StrangeHouse, answer: str, status: str
) -> None:
    strange.skill.script = [asks("Rye?", "ConfirmSlot", slotToConfirm="product"), asks("Sure?", "ConfirmIntent")]
    alexa.say("ask corner bakery for a rye bread")
    expect(alexa.fact("Dialog asks")).to_have_text("ConfirmSlot: product (OrderIntent)")
    alexa.say(answer)
    assert asked(strange)["slots"]["product"]["confirmationStatus"] == status
    expect(alexa.fact("Dialog asks")).to_have_text("ConfirmIntent (OrderIntent)")
    alexa.say(answer)
    assert asked(strange)["confirmationStatus"] == status
    expect(alexa.fact("Dialog asks")).to_have_text("nothing")


def test_values_that_the_skill_brings_are_understood_and_shown(alexa: Alexa, strange: StrangeHouse) -> None:
    bagel = {"id": "the-bagel", "name": {"value": "bagel", "synonyms": ["beigel"]}}
    types = [{"name": "PRODUCT", "values": [bagel]}]
    update = {"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "REPLACE", "types": types}
    strange.skill.script = [spoken("<speak>Hi.</speak>", directives=[update])]
    alexa.say("open corner bakery", "a beigel")
    assert asked(strange)["name"] == "OrderIntent"
    expect(alexa.slot("product")).to_have_text(["beigel", "bagel the-bagel"])


def test_a_slot_of_several_values_shows_each(alexa: Alexa, strange: StrangeHouse) -> None:
    alexa.say("ask corner bakery for cheesecake with nuts and honey")
    expect(alexa.slot("topping")).to_have_text(["nuts, honey", "nuts Top:nutshoney Top:honey"])
    alexa.inspect("Request", "request", "intent", "slots", "topping", "slotValue")
    expect(alexa.panel("Turn")).to_contain_text('type: "List"')
    assert [one["value"] for one in asked(strange)["slots"]["topping"]["slotValue"]["values"]] == ["nuts", "honey"]
