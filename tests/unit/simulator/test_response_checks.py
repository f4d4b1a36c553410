"""What Alexa does not take ends the session with an apology, and the skill is told why."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from simulator.device import Customer, Device, Ended, Hardware, HttpEndpoint, InteractionModel
from tests.unit.simulator.sample import MODEL
from tests.unit.simulator.sample_recogniser import SampleRecogniser
from tests.unit.simulator.scripted import Json, ScriptedSkill, answer

APOLOGY = "There was a problem with the requested skill's response."


def apl(kind: str = "Alexa.Presentation.APL.RenderDocument") -> list[Json]:
    document = {"type": "APL", "version": "2024.3", "mainTemplate": {"items": []}}
    return [{"type": kind, "token": "shop", "document": document}]


@pytest.mark.parametrize(
    ("body", "because"),
    [
        (b"<html>", "not JSON"),
        (b'{"version": "1.0", "resp', "not JSON"),
        (b'{"version": "1.0", "response": {}, "sessionAttributes": {"price": NaN}}', "NaN is no number"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "must be a JSON object"),
        (b"{}", "version: Field required"),
        (json.dumps(answer("x" * 130_000)).encode(), "120,000"),
        (answer("M&M"), "not valid SSML"),
        (answer("Half a \ud800 character."), "half of a character"),
        (answer("<b>bold</b>"), "<b> is not a tag"),
        (answer(outputSpeech={"type": "SSML", "ssml": "Hi."}), "not valid SSML"),
        (answer(outputSpeech={"type": "SSML", "ssml": "<p>Hi.</p>"}), "must stand inside <speak>"),
        (answer(outputSpeech={"type": "SSML", "ssml": "<!DOCTYPE a><speak>Hi.</speak>"}), "DOCTYPE"),
        (answer(directives=[{"type": "Dialog.UpdateDynamicEntities"}]), "needs an updateBehavior"),
        (answer("<voice name='Kendra'>hi"), "not valid SSML"),
        (answer("x" * 8_000), "characters"),
        (
            answer("hi", reprompt={"outputSpeech": {"type": "SSML", "text": "no ssml"}}),
            "reprompt.outputSpeech of type SSML has no ssml",
        ),
        (answer(outputSpeech={"type": "Sung"}), "response.outputSpeech.type"),
        (answer("hi", card={"type": "Fancy"}), "response.card.type"),
        (answer("hi", card={"type": "Simple", "text": "x"}), "has no text"),
        (answer("hi", card={"type": "Simple", "title": "a", "content": "x" * 8_001}), "card is longer"),
        (answer("hi", card={"type": "Standard", "image": {"smallImageUrl": "http://x"}}), "https"),
        (answer("hi", card={"type": "AskForPermissionsConsent"}), "names the permissions"),
        (answer("hi", directives=[{"type": "Dialog.Shout"}]), "unknown directive"),
        (answer("hi", directives=apl()), "not supported by this device"),
        (answer("hi", end="no"), "shouldEndSession"),
        (answer("hi", end=True, directives=[{"type": "Dialog.Delegate"}]), "shouldEndSession is true"),
        (answer("hi", directives=[{"type": "Dialog.Delegate"}] * 2), "one dialog directive"),
        (answer("hi", directives=[{"type": "Dialog.Delegate"}]), "needs an updatedIntent"),
        (answer("hi", directives=[{"type": "Dialog.Delegate", "updatedIntent": {"name": "X"}}]), "not in the model"),
        (answer("hi", directives=[{"type": "Dialog.Delegate", "updatedIntent": {"name": "HoursIntent"}}]), "has none"),
        (
            answer(
                directives=[
                    {"type": "Dialog.ElicitSlot", "slotToElicit": "x", "updatedIntent": {"name": "OrderIntent"}}
                ]
            ),
            "slot 'x'",
        ),
    ],
)
def test_a_broken_response(device: Device, skill: ScriptedSkill, body: Any, because: str) -> None:
    skill.script = [body]

    turn = device.say("open corner bakery")

    assert turn.speech is not None
    assert turn.speech.text == APOLOGY
    assert because in str(turn.problems[0])
    assert turn.ended == Ended.ERROR
    told = skill.last["request"]
    assert (told["type"], told["reason"], told["error"]["type"]) == ("SessionEndedRequest", "ERROR", "INVALID_RESPONSE")
    assert because in told["error"]["message"]
    assert not device.say("yes").session_open


def test_an_http_error(device: Device, skill: ScriptedSkill) -> None:
    skill.status = 500

    turn = device.say("open corner bakery")

    assert "HTTP status 500" in str(turn.problems[0])
    assert turn.ended == Ended.ERROR


def test_nobody_there() -> None:
    device = Device(
        InteractionModel(MODEL), SampleRecogniser, HttpEndpoint("http://127.0.0.1:9/alexa"), Customer(), Hardware()
    )

    turn = device.say("open corner bakery")

    assert "cannot be reached" in str(turn.problems[0])


def test_a_skill_that_takes_too_long(skill: ScriptedSkill) -> None:
    skill.hold = threading.Event()
    endpoint = HttpEndpoint(skill.url, seconds=0.2)
    device = Device(InteractionModel(MODEL), SampleRecogniser, endpoint, Customer(), Hardware())

    turn = device.say("open corner bakery")

    assert turn.problems[0].fault == "ENDPOINT_TIMEOUT"
    assert turn.exchanges[1].request["request"]["error"]["type"] == "ENDPOINT_TIMEOUT"


def test_a_screen_takes_apl_and_keeps_the_session(device: Device, skill: ScriptedSkill) -> None:
    device.hardware = Hardware(interfaces={"Alexa.Presentation.APL": {}})
    skill.script = [answer("Look.", end=None, directives=apl())]

    turn = device.say("open corner bakery")

    assert turn.problems == ()
    assert turn.session_open


def test_a_farewell_cannot_be_answered(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Hi.")]
    device.say("open corner bakery")
    skill.farewell = answer("Bye!")

    turn = device.say("exit")

    assert "cannot be answered with outputSpeech" in str(turn.problems[0])
    assert turn.speech is None


@pytest.mark.parametrize(
    ("ssml", "heard"),
    [
        ("<amazon:effect name='whispered'>psst</amazon:effect> you", "psst you"),
        ("One.<break time='1s'/>Two &amp; three", "One. Two & three"),
        ("<p>A</p><p>B</p>", "A B"),
        ("<say-as interpret-as='digits'>42</say-as>", "42"),
    ],
)
def test_the_words_of_markup(device: Device, skill: ScriptedSkill, ssml: str, heard: str) -> None:
    skill.script = [answer(ssml)]

    turn = device.say("open corner bakery")

    assert turn.speech is not None
    assert turn.speech.text == heard
    assert turn.speech.ssml == f"<speak>{ssml}</speak>"
