"""Every request that the device builds is one that Amazon's own SDK reads."""

from __future__ import annotations

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import IntentRequest, LaunchRequest, RequestEnvelope, SessionEndedRequest

from simulator.device import Customer, Device, FixedToken, Hardware, HttpEndpoint, InteractionModel, Person
from simulator.recogniser import Recogniser
from tests.unit.simulator.sample import MODEL
from tests.unit.simulator.scripted import Json, ScriptedSkill, answer


def read(request: Json) -> RequestEnvelope:
    import json

    return DefaultSerializer().deserialize(json.dumps(request), RequestEnvelope)


def test_a_launch_is_read_by_the_sdk(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Welcome.")]
    device.customer = Customer("amzn1.ask.account.A", FixedToken("token"), Person("P"), frozenset({"alexa::p:read"}))
    device.hardware = Hardware("amzn1.ask.device.D", interfaces={"Alexa.Presentation.APL": {"runtime": {}}})

    device.say("Alexa, open corner bakery")

    envelope = read(skill.last)
    system = envelope.context.system
    assert isinstance(envelope.request, LaunchRequest)
    assert envelope.version == "1.0"
    assert envelope.request.locale == "en-US"
    assert envelope.request.timestamp.tzinfo is not None
    assert envelope.session.new
    assert envelope.session.user.access_token == system.user.access_token == "token"
    assert system.user.user_id == "amzn1.ask.account.A"
    assert system.user.permissions.scopes["alexa::p:read"].status.value == "GRANTED"
    assert system.person.person_id == "P"
    assert system.device.device_id == "amzn1.ask.device.D"
    assert system.device.supported_interfaces.alexa_presentation_apl is not None
    assert system.application.application_id == envelope.session.application.application_id
    assert system.api_endpoint == "https://api.amazonalexa.com"
    assert system.api_access_token


def test_an_unlinked_customer_has_no_token(device: Device, skill: ScriptedSkill) -> None:
    device.say("open corner bakery")

    assert "accessToken" not in skill.last["context"]["System"]["user"]
    assert "accessToken" not in skill.last["session"]["user"]


def test_slots_carry_what_was_said_and_what_it_resolves_to(device: Device, skill: ScriptedSkill) -> None:
    device.say("ask corner bakery for 2 rye")

    request = read(skill.last).request
    assert isinstance(request, IntentRequest)
    assert request.dialog_state.value == "STARTED"
    slots = request.intent.slots
    assert slots["quantity"].value == "2"
    assert slots["quantity"].resolutions is None
    assert slots["product"].value == "rye"
    authority = slots["product"].resolutions.resolutions_per_authority[0]
    application = skill.last["session"]["application"]["applicationId"]
    assert authority.authority == f"amzn1.er-authority.echo-sdk.{application}.PRODUCT"
    assert authority.status.code.value == "ER_SUCCESS_MATCH"
    assert (authority.values[0].value.id, authority.values[0].value.name) == ("rye-bread", "rye bread")
    assert slots["topping"].value is None
    assert slots["topping"].confirmation_status.value == "NONE"
    assert skill.last_intent["slots"]["product"]["source"] == "USER"


def test_a_slot_of_many_values_carries_a_list(device: Device, skill: ScriptedSkill) -> None:
    device.say("ask corner bakery for cheesecake with nuts and honey")

    slot = read(skill.last).request.intent.slots["topping"]
    assert slot.value is None
    assert [item.value for item in slot.slot_value.values] == ["nuts", "honey"]
    names = [item.resolutions.resolutions_per_authority[0].values[0].value.id for item in slot.slot_value.values]
    assert names == ["Top:nuts", "Top:honey"]


def test_the_shipped_recogniser_hears_the_same_list(skill: ScriptedSkill) -> None:
    model = InteractionModel(MODEL)
    device = Device(model, lambda document: Recogniser(document), HttpEndpoint(skill.url), Customer(), Hardware())
    device.say("ask corner bakery for cheesecake with nuts and honey")

    value = read(skill.last).request.intent.slots["topping"].slot_value
    assert value.object_type == "List"
    names = [item.resolutions.resolutions_per_authority[0].values[0].value.id for item in value.values]
    assert names == ["Top:nuts", "Top:honey"]


def test_an_intent_without_a_dialog_has_no_dialog_state(device: Device, skill: ScriptedSkill) -> None:
    device.say("ask corner bakery when do you open")

    assert "dialogState" not in skill.last["request"]
    assert "slots" not in skill.last_intent


def test_the_end_of_a_session_is_read_by_the_sdk(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Welcome.")]
    device.say("open corner bakery")
    device.say("exit")

    request = read(skill.last).request
    assert isinstance(request, SessionEndedRequest)
    assert request.reason.value == "USER_INITIATED"
    assert request.error is None
