"""Skill connections: the profile PIN, asked for by Alexa in the middle of a session."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope, SessionResumedRequest

from simulator.device import PIN_COMPLETIONS, Completion, Customer, Device, Ended, Hardware, Person
from tests.unit.simulator.scripted import Json, ScriptedSkill, answer

ACHIEVED = PIN_COMPLETIONS["achieved"]


def verify(**changed: Any) -> list[Json]:
    level = {"level": 400, "customPolicy": {"policyName": "VOICE_PIN"}}
    start = {
        "type": "Connections.StartConnection",
        "uri": "connection://AMAZON.VerifyPerson/2",
        "input": {"requestedAuthenticationConfidenceLevel": level},
        "token": "order-7",
    }
    return [start | changed]


def asking_for_the_pin(**changed: Any) -> Json:
    return answer("First your code.", end=None, directives=verify(**changed), attributes={"cart": 7})


@pytest.fixture
def asked(device: Device, skill: ScriptedSkill) -> Device:
    """A device whose skill waits for the PIN, and answers what comes of it."""
    device.customer = Customer(person=Person("amzn1.ask.person.ANA"))
    skill.script = [asking_for_the_pin(), answer("Done.", end=True)]
    device.say("open corner bakery")
    return device


def test_the_session_waits_for_the_pin(asked: Device) -> None:
    turn = asked.turns[-1]

    assert turn.session_open
    assert turn.connection is not None
    assert (turn.connection.uri, turn.connection.token) == ("connection://AMAZON.VerifyPerson/2", "order-7")
    assert turn.connection.input["requestedAuthenticationConfidenceLevel"]["level"] == 400


def test_the_same_session_goes_on_with_the_result(asked: Device, skill: ScriptedSkill) -> None:
    before = skill.last["session"]["sessionId"]

    turn = asked.resume(ACHIEVED)

    request = DefaultSerializer().deserialize(json.dumps(skill.last), RequestEnvelope).request
    assert isinstance(request, SessionResumedRequest)
    assert (request.cause.token, request.cause.status.code) == ("order-7", "200")
    assert request.cause.result == {"status": "ACHIEVED"}
    assert skill.last["session"] | {"user": {}} == {
        "new": False,
        "sessionId": before,
        "application": skill.last["session"]["application"],
        "attributes": {"cart": 7},
        "user": {},
    }
    assert skill.last["context"]["System"]["person"]["authenticationConfidenceLevel"] == {"level": 400}
    assert turn.kind == "resumed"
    assert turn.connection is None
    assert turn.ended is Ended.BY_SKILL


def test_who_has_said_the_pin_is_known_even_if_the_voice_was_not(device: Device, skill: ScriptedSkill) -> None:
    device.customer = Customer("amzn1.ask.account.ANA")
    skill.script = [asking_for_the_pin(), answer("Done.", end=True)]
    device.say("open corner bakery")
    assert "person" not in skill.last["context"]["System"]

    device.resume(ACHIEVED)

    known = {"personId": "amzn1.ask.person.ANA", "authenticationConfidenceLevel": {"level": 400}}
    assert skill.last["context"]["System"]["person"] == known


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("locked out", {"status": "NOT_ACHIEVED", "reason": "METHOD_LOCKOUT"}),
        ("no pin", {"status": "NOT_ACHIEVED", "reason": "VERIFICATION_METHOD_NOT_SETUP"}),
        ("another voice", {"status": "NOT_ACHIEVED", "reason": "NOT_MATCH"}),
        ("not enabled", {"status": "NOT_ENABLED"}),
        ("not configured", {}),
    ],
)
def test_what_else_can_come_of_it(asked: Device, skill: ScriptedSkill, name: str, cause: Json) -> None:
    completion = PIN_COMPLETIONS[name]

    asked.resume(completion)

    told = skill.last["request"]["cause"]
    assert (told["type"], told["result"]) == ("ConnectionCompleted", cause)
    assert told["status"] == {"code": completion.code, "message": completion.message}
    assert "authenticationConfidenceLevel" not in skill.last["context"]["System"]["person"]


def test_meanwhile_words_are_for_alexa(asked: Device, skill: ScriptedSkill) -> None:
    turn = asked.say("a rye bread")

    assert len(skill.requests) == 1
    assert turn.speech is not None
    assert turn.connection is not None
    assert asked.silence().session_open


def test_meanwhile_nothing_can_be_touched(device: Device, skill: ScriptedSkill) -> None:
    device.hardware = Hardware(interfaces={"Alexa.Presentation.APL": {}})
    document = {"type": "APL", "version": "2024.3", "mainTemplate": {}}
    shown = {"type": "Alexa.Presentation.APL.RenderDocument", "token": "checkout", "document": document}
    skill.script = [answer("First your code.", end=None, directives=[shown, *verify()])]
    device.say("open corner bakery")

    assert device.touch(["Yes"]).exchanges == ()


def test_who_leaves_meanwhile_leaves_the_skill(asked: Device, skill: ScriptedSkill) -> None:
    assert asked.say("exit").ended is Ended.USER_INITIATED
    assert asked.resume(ACHIEVED).exchanges == ()


def test_another_conversation_forgets_the_pin(asked: Device, skill: ScriptedSkill) -> None:
    asked.say("open corner bakery")

    assert asked.resume(ACHIEVED).exchanges == ()


def test_without_a_task_nothing_is_resumed(device: Device, skill: ScriptedSkill) -> None:
    assert device.resume(Completion()).exchanges == ()
    assert skill.requests == []


def test_only_errors_are_told_of_a_task_that_asks_for_no_more(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [
        answer(
            "Bye.", end=True, directives=verify(uri="connection://AMAZON.PrintPDF/1", onCompletion="SEND_ERRORS_ONLY")
        )
    ]

    turn = device.say("open corner bakery")

    assert (turn.connection, turn.ended) == (None, Ended.BY_SKILL)


@pytest.mark.parametrize(
    ("response", "because"),
    [
        (answer("Code?", end=False, directives=verify()), "leaves out shouldEndSession"),
        (answer("Code?", end=None, directives=verify(uri="https://example.com")), "needs a uri"),
        (answer("Code?", end=None, directives=verify(onCompletion="WHENEVER")), "onCompletion"),
        (answer("Code?", end=None, directives=verify(input="400")), "input"),
    ],
)
def test_a_task_that_alexa_would_not_start_is_a_problem(
    device: Device, skill: ScriptedSkill, response: Json, because: str
) -> None:
    skill.script = [response]

    turn = device.say("open corner bakery")

    assert because in str(turn.problems[0])
    assert turn.ended is Ended.ERROR
