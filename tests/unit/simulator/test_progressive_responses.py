"""Progressive responses: what a skill says before its answer is there, sent with Amazon's own service client."""

from __future__ import annotations

from typing import Any

import pytest
import urllib3
from ask_sdk_model.services.directive import (
    DirectiveServiceClient,
    Header,
    SendDirectiveRequest,
    SpeakDirective,
)

from simulator.amazon import AlexaApis
from simulator.device import Device, Fault
from simulator.hardware import hardware
from tests.unit.simulator.scripted import Json, Script, ScriptedSkill, answer
from tests.unit.simulator.sdk_client import client

WAIT = "<speak>One moment.</speak>"


@pytest.fixture
def wired(apis: AlexaApis, device: Device) -> Device:
    """A device whose skill finds the simulator's APIs."""
    device.hardware = hardware(
        "speaker", locale="en-US", time_zone="America/Chicago", device_id="D", api_endpoint=apis.url
    )
    apis.admit(device)
    return device


def directive(request_id: str, speech: str = WAIT) -> Json:
    return {"header": {"requestId": request_id}, "directive": {"type": "VoicePlayer.Speak", "speech": speech}}


def posted(envelope: Json, body: Any, token: str | None = None) -> int:
    """Post to where the request said, with the token that it gave."""
    system = envelope["context"]["System"]
    bearer = {"Authorization": f"Bearer {token or system['apiAccessToken']}"}
    return urllib3.request("POST", f"{system['apiEndpoint']}/v1/directives", json=body, headers=bearer).status


def saying(*speeches: str, statuses: list[int]) -> Script:
    """A skill that sends these before it answers."""

    def play(envelope: Json) -> Json:
        request_id = envelope["request"]["requestId"]
        statuses.extend(posted(envelope, directive(request_id, speech)) for speech in speeches)
        return answer("Here it is.", end=True)

    return play


def test_it_is_heard_before_the_answer(wired: Device, skill: ScriptedSkill) -> None:
    heard_meanwhile = []

    def play(envelope: Json) -> Json:
        system, request = envelope["context"]["System"], envelope["request"]
        speak = SpeakDirective(speech=WAIT)
        sdk = client(DirectiveServiceClient, system["apiEndpoint"], system["apiAccessToken"])
        sdk.enqueue(SendDirectiveRequest(header=Header(request_id=request["requestId"]), directive=speak))
        heard_meanwhile.extend(wired.progress)
        return answer("Here it is.", end=True)

    skill.script = [play]
    turn = wired.say("open corner bakery")

    assert turn.speech is not None
    assert [speech.text for speech in (*turn.progress, turn.speech)] == ["One moment.", "Here it is."]
    assert tuple(heard_meanwhile) == turn.progress
    assert turn.problems == ()


def test_a_turn_starts_without_the_progress_of_the_last(wired: Device, skill: ScriptedSkill) -> None:
    skill.script = [saying(WAIT, statuses=[]), answer("Hello.", end=True)]
    wired.say("open corner bakery")

    assert wired.progress == ()
    assert wired.say("open corner bakery").progress == ()


def test_plain_text_is_said_as_it_stands(wired: Device, skill: ScriptedSkill) -> None:
    statuses: list[int] = []
    skill.script = [saying("One  moment & a half.", statuses=statuses)]

    assert wired.say("open corner bakery").progress[0].text == "One moment & a half."
    assert statuses == [204]


def test_five_are_the_most_for_one_request(wired: Device, skill: ScriptedSkill) -> None:
    statuses: list[int] = []
    skill.script = [saying(*[WAIT] * 6, statuses=statuses)]

    turn = wired.say("open corner bakery")

    assert statuses == [204] * 5 + [403]
    assert len(turn.progress) == 5
    assert "takes 5 for a request" in str(turn.problems[0])


@pytest.mark.parametrize(
    ("body", "because"),
    [
        (None, "needs header.requestId"),
        ({"header": {}, "directive": {"type": "VoicePlayer.Speak", "speech": WAIT}}, "needs header.requestId"),
        (directive("R", "<speak>Nuts & honey.</speak>"), "not valid SSML"),
        (directive("R", "<speak><blink>Hm.</blink></speak>"), "not valid SSML"),
        (directive("R", " "), "no speech"),
        ({"header": {"requestId": "R"}, "directive": {"type": "AudioPlayer.Play"}}, "not VoicePlayer.Speak"),
    ],
)
def test_what_alexa_cannot_say_is_refused_and_a_problem_of_the_turn(
    wired: Device, skill: ScriptedSkill, body: Any, because: str
) -> None:
    statuses = []

    def play(envelope: Json) -> Json:
        if body and body["header"]:
            body["header"]["requestId"] = envelope["request"]["requestId"]
        statuses.append(posted(envelope, body))
        return answer("Here it is.", end=True)

    skill.script = [play]
    turn = wired.say("open corner bakery")

    assert statuses == [400]
    assert turn.progress == ()
    assert because in turn.problems[0].message
    assert turn.problems[0].fault is Fault.INVALID_RESPONSE
    assert turn.speech is not None
    assert turn.speech.text == "Here it is."


def test_another_request_than_the_open_one_is_not_answered_for(wired: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Hello."), answer("Bye.", end=True)]
    wired.say("open corner bakery")
    late = directive(skill.last["request"]["requestId"])

    assert posted(skill.last, late) == 403

    turn = wired.say("when do you open")
    assert turn.progress == ()
    assert "is not open" in str(turn.problems[0])


def test_only_launches_and_intents_are_answered_for(wired: Device, skill: ScriptedSkill) -> None:
    statuses: list[int] = []
    skill.script = [answer("Hello."), saying(WAIT, statuses=statuses)]
    wired.say("open corner bakery")
    event = {"type": "Alexa.Presentation.APL.UserEvent", "requestId": "R", "token": "shop", "arguments": []}

    assert wired.send(event).progress == ()
    assert statuses == [403]


def test_a_stranger_cannot_speak_through_the_device(wired: Device, skill: ScriptedSkill) -> None:
    statuses = []

    def play(envelope: Json) -> Json:
        statuses.append(posted(envelope, directive(envelope["request"]["requestId"]), token="guessed"))
        return answer("Here it is.", end=True)

    skill.script = [play]
    turn = wired.say("open corner bakery")

    assert statuses == [401]
    assert turn.progress == ()


def test_a_skill_that_never_stops_fills_no_memory(wired: Device, skill: ScriptedSkill) -> None:
    skill.script = [saying(*["<speak>"] * 30, statuses=[])]

    assert len(wired.say("open corner bakery").problems) == 20
