"""Skill events: what happens in the Alexa app, told to the skill outside any session."""

from __future__ import annotations

import json

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope

from simulator.device import Customer, Device, Fault, FixedToken, SkillEvent, events
from tests.unit.simulator.scripted import Json, ScriptedSkill, answer

NOTIFY = "alexa::devices:all:notifications:write"
EVENTS: list[tuple[SkillEvent, str, Json | None]] = [
    (events.enabled(), "AlexaSkillEvent.SkillEnabled", None),
    (
        events.disabled(),
        "AlexaSkillEvent.SkillDisabled",
        {"userInformationPersistenceStatus": "NOT_PERSISTED"},
    ),
    (
        events.disabled(events.Persistence.PERSISTED),
        "AlexaSkillEvent.SkillDisabled",
        {"userInformationPersistenceStatus": "PERSISTED"},
    ),
    (events.account_linked("token-1"), "AlexaSkillEvent.SkillAccountLinked", {"accessToken": "token-1"}),
    (events.account_unlinked(), "AlexaSkillEvent.SkillAccountUnlinked", None),
    (
        events.permission_accepted([NOTIFY]),
        "AlexaSkillEvent.SkillPermissionAccepted",
        {"acceptedPermissions": [{"scope": NOTIFY}]},
    ),
    (events.permission_changed([]), "AlexaSkillEvent.SkillPermissionChanged", {"acceptedPermissions": []}),
    (
        events.subscription_changed(["AMAZON.OrderStatus.Updated"]),
        "AlexaSkillEvent.ProactiveSubscriptionChanged",
        {"subscriptions": [{"eventName": "AMAZON.OrderStatus.Updated"}]},
    ),
]


@pytest.mark.parametrize(("event", "kind", "body"), EVENTS)
def test_an_event_reaches_the_skill_without_a_session(
    device: Device, skill: ScriptedSkill, event: SkillEvent, kind: str, body: Json | None
) -> None:
    device.customer = Customer("amzn1.ask.account.ANA", FixedToken("secret"), permissions=frozenset({NOTIFY}))

    turn = device.event(event)

    request = skill.last["request"]
    assert (request["type"], request.get("body")) == (kind, body)
    assert request["eventCreationTime"] == request["eventPublishingTime"] == request["timestamp"]
    assert "session" not in skill.last
    user = skill.last["context"]["System"]["user"]
    assert user["userId"] == "amzn1.ask.account.ANA"
    assert "accessToken" not in user
    assert "device" not in skill.last["context"]["System"]
    assert (turn.kind, turn.problems, turn.session_open) == ("event", (), False)


@pytest.mark.parametrize("event", [event for event, kind, _ in EVENTS if not kind.endswith("Unlinked")])
def test_amazons_own_sdk_reads_it(device: Device, skill: ScriptedSkill, event: SkillEvent) -> None:
    device.event(event)

    envelope = DefaultSerializer().deserialize(json.dumps(skill.last), RequestEnvelope)
    assert envelope.request.object_type == event.type
    assert envelope.session is None


def test_the_open_conversation_knows_nothing_of_it(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Hello.", attributes={"n": 1}), {"version": "1.0", "response": {}}, answer("At eight.")]
    device.say("open corner bakery")

    assert device.event(events.enabled()).session_open

    device.say("when do you open")
    assert skill.last["session"]["attributes"] == {"n": 1}


def test_nobody_hears_an_answer_to_an_event(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Welcome back!")]

    turn = device.event(events.enabled())

    assert turn.speech is None
    assert "outputSpeech" in turn.problems[0].message


def test_a_skill_that_fails_at_an_event_is_a_problem_of_the_turn(device: Device, skill: ScriptedSkill) -> None:
    skill.status = 500

    turn = device.event(events.enabled())

    assert [problem.fault for problem in turn.problems] == [Fault.INVALID_RESPONSE]
