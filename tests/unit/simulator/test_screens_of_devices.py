"""What a device with a screen shows, tells the skill of it, and sends when it is touched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope
from ask_sdk_model.interfaces.alexa.presentation.apl import UserEvent

from simulator.device import Customer, Device, Ended, Hardware, Person
from simulator.hardware import KINDS, hardware
from tests.unit.simulator.scripted import Json, ScriptedSkill, answer

DOCUMENT = {"type": "APL", "version": "2024.3", "mainTemplate": {"items": [{"type": "Text", "text": "Cart"}]}}
RENDER = "Alexa.Presentation.APL.RenderDocument"
EXECUTE = "Alexa.Presentation.APL.ExecuteCommands"


def standing(kind: str) -> Hardware:
    return hardware(kind, locale="en-US", time_zone="America/Chicago", device_id="D", api_endpoint="http://127.0.0.1:1")


@pytest.fixture
def hub(device: Device) -> Device:
    device.hardware = standing("hub")
    return device


def render(token: str = "cart", **changed: Any) -> Json:
    return {"type": RENDER, "token": token, "document": DOCUMENT, "datasources": {"cart": {"total": "$5"}}} | changed


def commands(token: str) -> Json:
    return {"type": EXECUTE, "token": token, "commands": [{"type": "SetPage", "componentId": "pager", "value": 1}]}


def read(request: Json) -> RequestEnvelope:
    return DefaultSerializer().deserialize(json.dumps(request), RequestEnvelope)


def test_a_document_is_on_the_screen_until_another_takes_its_place(hub: Device, skill: ScriptedSkill) -> None:
    skill.script = [
        answer("Your cart.", directives=[render()]),
        answer("At eight."),
        answer("Our deals.", directives=[render("deals")]),
    ]
    first = hub.say("open corner bakery")
    assert first.screen is not None
    assert (first.screen.token, first.screen.document) == ("cart", DOCUMENT)
    assert first.screen.datasources == {"cart": {"total": "$5"}}

    assert hub.say("when do you open").screen == first.screen
    last = hub.say("a rye bread").screen
    assert last is not None
    assert last.token == "deals"
    assert hub.screen == last


def test_the_skill_is_told_what_is_shown(hub: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Your cart.", directives=[render()]), answer("At eight.")]
    hub.say("open corner bakery")
    assert "Alexa.Presentation.APL" not in skill.last["context"]

    hub.say("when do you open")

    shown = read(skill.last).context.alexa_presentation_apl
    assert shown.token == "cart"
    assert [component.position for component in shown.components_visible_on_screen] == ["1280x800+0+0:0"]


def test_a_touch_sends_its_arguments_with_the_token_of_the_document(hub: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Your cart.", directives=[render()], attributes={"n": 1}), answer("Sure?")]
    hub.say("open corner bakery")

    turn = hub.touch(["AddToCart", {"product": "latte"}], source={"type": "TouchWrapper", "id": "latte"})

    event = read(skill.last).request
    assert isinstance(event, UserEvent)
    assert (event.token, event.arguments) == ("cart", ["AddToCart", {"product": "latte"}])
    assert event.source == {"type": "TouchWrapper", "id": "latte"}
    assert skill.last["session"]["attributes"] == {"n": 1}
    assert skill.last["session"]["new"] is False
    assert (turn.kind, turn.said) == ("touched", "")
    assert turn.speech is not None
    assert turn.speech.text == "Sure?"


def test_a_screen_outlives_its_session_and_opens_one_when_touched(hub: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Ordered.", directives=[render("order")], end=True), answer("On its way.")]
    first = hub.say("open corner bakery")
    assert (first.session_open, first.screen is not None) == (False, True)

    turn = hub.touch(["OrderStatus"])

    assert skill.last["session"]["new"] is True
    assert skill.last["request"]["token"] == "order"
    assert turn.session_open


def test_a_new_conversation_clears_the_screen(hub: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Ordered.", directives=[render("order")], end=True), answer("Hello.")]
    hub.say("open corner bakery")

    assert hub.say("open corner bakery").screen is None
    assert hub.touch(["OrderStatus"]).exchanges == ()


def test_a_screen_keeps_a_session_that_the_skill_left_undecided(hub: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Your cart.", directives=[render()], end=None), answer("At eight.", end=None)]

    assert hub.say("open corner bakery").session_open
    assert hub.say("when do you open").session_open


def test_commands_for_what_is_shown_are_kept_for_it(hub: Device, skill: ScriptedSkill) -> None:
    skill.script = [
        answer("Your cart.", directives=[render(), commands("cart")]),
        answer("Next page.", directives=[commands("cart"), commands("deals")]),
        answer("Well."),
    ]
    assert len(hub.say("open corner bakery").commands) == 1
    assert hub.say("when do you open").commands == tuple(commands("cart")["commands"])
    assert hub.say("when do you open").commands == ()


def test_commands_for_a_document_that_goes_are_lost_with_it(hub: Device, skill: ScriptedSkill) -> None:
    skill.script = [
        answer("Your cart.", directives=[render()]),
        answer("Our deals.", directives=[commands("cart"), render("deals")]),
    ]
    hub.say("open corner bakery")

    assert hub.say("when do you open").commands == ()


@pytest.mark.parametrize(
    ("directive", "because"),
    [
        ({"type": RENDER, "token": "cart"}, "needs a document"),
        (render(document="APL"), "valid dictionary"),
        (render(document={}), "type must be 'APL', not None"),
        (render(document=DOCUMENT | {"type": "APLT"}), "not 'APLT'"),
        (render(document={"type": "APL", "mainTemplate": {}}), "no version"),
        (render(document={"type": "APL", "version": "2024.3"}), "no mainTemplate"),
    ],
)
def test_what_is_no_document_is_a_problem(hub: Device, skill: ScriptedSkill, directive: Json, because: str) -> None:
    skill.script = [answer("Look.", directives=[directive])]

    turn = hub.say("open corner bakery")

    assert because in str(turn.problems[0])
    assert turn.ended is Ended.ERROR
    assert turn.screen is None


def test_without_a_screen_there_is_nothing_to_touch(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Hello."), answer("Look.", directives=[render()])]
    device.say("open corner bakery")

    assert device.touch(["Checkout"]).exchanges == ()
    assert "not supported by this device" in str(device.say("when do you open").problems[0])


def test_a_device_put_in_its_place_shows_nothing_of_the_last(hub: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Your cart.", directives=[render()]), answer("At eight.")]
    hub.say("open corner bakery")

    hub.hardware = standing("speaker")

    assert hub.screen is None
    assert hub.say("when do you open").screen is None
    assert "Alexa.Presentation.APL" not in skill.last["context"]


@pytest.mark.parametrize(
    ("kind", "size", "shape"),
    [("round", (480, 480), "ROUND"), ("hub", (1280, 800), "RECTANGLE"), ("tv", (1920, 1080), "RECTANGLE")],
)
def test_a_kind_of_screen_is_described_as_amazon_does(
    device: Device, skill: ScriptedSkill, kind: str, size: tuple[int, int], shape: str
) -> None:
    device.hardware = standing(kind)

    device.say("open corner bakery")

    context = read(skill.last).context
    viewport, typed = context.viewport, context.viewports[0]
    assert (viewport.pixel_width, viewport.pixel_height) == size
    assert viewport.shape.value == typed.shape.value == shape
    assert (typed.configuration.current.size.pixel_width, typed.configuration.current.size.pixel_height) == size
    assert viewport.mode.value == ("TV" if kind == "tv" else "HUB")
    assert context.system.device.supported_interfaces.alexa_presentation_apl.runtime.max_version


def test_a_speaker_has_no_viewport(device: Device, skill: ScriptedSkill) -> None:
    device.hardware = standing("speaker")

    device.say("open corner bakery")

    assert not {"Viewport", "Viewports"} & skill.last["context"].keys()
    assert skill.last["context"]["System"]["device"]["supportedInterfaces"] == {}
    assert list(KINDS) == ["speaker", "round", "hub", "tv"]


def test_the_second_speaker_of_the_household_is_the_person(device: Device, skill: ScriptedSkill) -> None:
    device.customer = Customer("amzn1.ask.account.ANA", person=Person("amzn1.ask.person.BEN"))

    device.say("open corner bakery")

    system = read(skill.last).context.system
    assert (system.user.user_id, system.person.person_id) == ("amzn1.ask.account.ANA", "amzn1.ask.person.BEN")
