"""How a session lives: who is heard, what is remembered, when it ends."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.device import Device, Ended
from tests.unit.simulator.scripted import ScriptedSkill, answer, reprompt

HELLO = answer(
    "Hello. What would you like?", reprompt=reprompt("Bread or cake?"), attributes={"n": {"deep": [1, None]}}
)


@pytest.mark.parametrize(
    "words",
    [
        "open corner bakery",
        "Alexa, open Corner Bakery!",
        "launch the corner bakery",
        "corner bakery",
        "talk to corner bakery",
    ],
)
def test_a_launch_phrase_opens_the_skill(device: Device, skill: ScriptedSkill, words: str) -> None:
    skill.script = [HELLO]

    turn = device.say(words)

    assert skill.last["request"]["type"] == "LaunchRequest"
    assert turn.speech is not None
    assert turn.speech.text == "Hello. What would you like?"
    assert turn.session_open


@pytest.mark.parametrize(
    "words",
    [
        "ask corner bakery for 2 rye bread",
        "alexa ask corner bakery for 2 rye bread",
        "tell corner bakery 2 rye bread",
        "open corner bakery and 2 rye bread",
        "2 rye bread from corner bakery",
    ],
)
def test_a_one_shot_phrase_asks_at_once(device: Device, skill: ScriptedSkill, words: str) -> None:
    device.say(words)

    assert skill.last_intent["name"] == "OrderIntent"
    assert skill.last["session"]["new"] is True


def test_without_the_name_nobody_but_alexa_hears(device: Device, skill: ScriptedSkill) -> None:
    turn = device.say("2 rye bread")

    assert skill.requests == []
    assert turn.speech is not None
    assert not turn.session_open


def test_attributes_come_back_untouched(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [HELLO, answer("We open at eight.")]
    device.say("open corner bakery")
    device.say("when do you open")

    first, second = (request["session"] for request in skill.requests)
    assert (first["new"], first["attributes"]) == (True, {})
    assert (second["new"], second["attributes"]) == (False, {"n": {"deep": [1, None]}})
    assert first["sessionId"] == second["sessionId"]


def test_a_new_invocation_is_a_new_session(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [HELLO, HELLO]
    device.say("open corner bakery")
    device.say("open corner bakery")

    first, second = (request["session"] for request in skill.requests)
    assert first["sessionId"] != second["sessionId"]
    assert second["attributes"] == {}


@pytest.mark.parametrize(("should_end", "stays"), [(True, False), (False, True), (None, False)])
def test_the_skill_says_whether_the_session_goes_on(
    device: Device, skill: ScriptedSkill, should_end: Any, stays: Any
) -> None:
    skill.script = [answer("Well.", end=should_end)]

    turn = device.say("open corner bakery")

    assert turn.session_open is stays
    assert turn.ended == (None if stays else Ended.BY_SKILL)
    assert [request["request"]["type"] for request in skill.requests] == ["LaunchRequest"]


def test_silence_is_answered_once_with_the_reprompt(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [HELLO]
    device.say("open corner bakery")

    first, second = device.say(""), device.say("")

    assert first.speech is not None
    assert first.speech.text == "Bread or cake?"
    assert first.session_open
    assert second.ended == Ended.EXCEEDED_MAX_REPROMPTS
    assert skill.last["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS"
    assert not second.session_open


def test_silence_without_a_reprompt_ends_the_session(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Well?")]
    device.say("open corner bakery")

    assert device.say("").ended == Ended.EXCEEDED_MAX_REPROMPTS


def test_exit_ends_the_session_and_stop_is_the_skills(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [HELLO, answer("Bye.", end=True), HELLO]
    device.say("open corner bakery")
    device.say("stop")
    assert skill.last_intent["name"] == "AMAZON.StopIntent"

    device.say("open corner bakery")
    assert device.say("exit").ended == Ended.USER_INITIATED


def test_a_card_and_directives_are_shown(device: Device, skill: ScriptedSkill) -> None:
    card = {"type": "Standard", "title": "Cart", "text": "rye", "image": {"smallImageUrl": "https://x.example/a.png"}}
    skill.script = [answer("Hi.", card=card, directives=[{"type": "Hint", "hint": {"type": "PlainText", "text": "a"}}])]

    turn = device.say("open corner bakery")

    assert turn.card == card
    assert [directive["type"] for directive in turn.directives] == ["Hint"]
    assert turn.problems == ()


def test_a_touch_is_a_request_within_the_session(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [HELLO, answer("The cake.")]
    device.say("open corner bakery")
    touch = {"type": "Alexa.Presentation.APL.UserEvent", "requestId": "r", "timestamp": "t", "arguments": ["cake"]}

    turn = device.send(touch)

    assert turn.speech is not None
    assert turn.speech.text == "The cake."
    assert skill.last["request"] == touch
    assert skill.last["session"]["new"] is False


def test_a_skill_can_be_called_without_words_of_a_language(device: Device, skill: ScriptedSkill) -> None:
    device.open()
    device.open("2 rye")

    assert [request["request"]["type"] for request in skill.requests] == ["LaunchRequest", "IntentRequest"]
    assert device.is_invocation("open corner bakery")
    assert not device.is_invocation("2 rye")
