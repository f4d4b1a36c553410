"""Dialogs as Alexa runs them: the skill asks, the skill delegates, or the model runs alone."""

from __future__ import annotations

from simulator.device import Asks, Device
from tests.unit.simulator.scripted import Json, ScriptedSkill, answer

WELCOME = answer("Welcome.")


def directive(kind: str, intent: Json | None = None, **fields: str) -> list[Json]:
    updated = {"updatedIntent": intent} if intent else {}
    return [{"type": f"Dialog.{kind}", **fields, **updated}]


def elicit(slot: str, intent: Json | None = None) -> Json:
    return answer(f"Which {slot}?", directives=directive("ElicitSlot", intent, slotToElicit=slot))


def said(device: Device, *words: str) -> list[str | None]:
    return [turn.speech.text if turn.speech else None for turn in map(device.say, words)]


def asked(skill: ScriptedSkill) -> list[tuple[str, str | None]]:
    requests = [request["request"] for request in skill.requests]
    return [(request["intent"]["name"], request.get("dialogState")) for request in requests if "intent" in request]


def test_an_elicited_slot_comes_back_with_those_it_had(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [elicit("quantity"), answer("Two it is.")]

    first = device.say("ask corner bakery for a rye bread")
    device.say("2")

    assert first.dialog is not None
    assert (first.dialog.asks, first.dialog.slot) == (Asks.SLOT, "quantity")
    assert first.session_open
    assert asked(skill) == [("OrderIntent", "STARTED"), ("OrderIntent", "IN_PROGRESS")]
    slots = skill.last_intent["slots"]
    assert (slots["quantity"]["value"], slots["product"]["value"]) == ("2", "rye bread")
    assert slots["product"]["resolutions"]["resolutionsPerAuthority"][0]["status"]["code"] == "ER_SUCCESS_MATCH"


def test_the_skills_updated_intent_is_kept(device: Device, skill: ScriptedSkill) -> None:
    changed = {"name": "OrderIntent", "slots": {"product": {"name": "product", "value": "cheesecake"}}}
    skill.script = [elicit("quantity", changed), answer("Fine.")]
    said(device, "ask corner bakery for a rye bread", "3")

    slots = skill.last_intent["slots"]
    assert (slots["quantity"]["value"], slots["product"]["value"]) == ("3", "cheesecake")
    assert slots["product"]["confirmationStatus"] == "NONE"


def test_a_launch_can_ask_for_a_slot_of_an_intent(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [elicit("product", {"name": "OrderIntent"}), answer("Fine.")]
    said(device, "open corner bakery", "rye")

    assert asked(skill) == [("OrderIntent", "IN_PROGRESS")]


def test_another_intent_ends_the_dialog(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [elicit("quantity"), answer("At eight."), answer("?")]
    device.say("ask corner bakery for a rye bread")
    turn = device.say("when do you open")
    device.say("2")

    assert turn.dialog is None
    assert asked(skill)[1:] == [("HoursIntent", None), ("AMAZON.FallbackIntent", None)]


def test_the_same_intent_said_anew_fills_more_of_it(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [elicit("quantity"), answer("Fine.")]
    said(device, "ask corner bakery for a rye bread", "2 cheesecake")

    slots = skill.last_intent["slots"]
    assert (slots["quantity"]["value"], slots["product"]["value"]) == ("2", "cheesecake")
    assert asked(skill)[1] == ("OrderIntent", "IN_PROGRESS")


def test_a_confirmed_slot(device: Device, skill: ScriptedSkill) -> None:
    confirm = answer("Rye?", directives=directive("ConfirmSlot", slotToConfirm="product"))
    skill.script = [confirm, answer("Good."), confirm, answer("Oh.")]
    said(device, "ask corner bakery for a rye bread", "yes")
    assert skill.last_intent["slots"]["product"]["confirmationStatus"] == "CONFIRMED"

    said(device, "a rye bread", "no")
    assert skill.last_intent["slots"]["product"]["confirmationStatus"] == "DENIED"
    assert skill.last_intent["name"] == "OrderIntent"


def test_a_confirmed_intent(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Sure?", directives=directive("ConfirmIntent")), answer("Done.")]
    said(device, "ask corner bakery for a rye bread", "yes")

    assert skill.last_intent["confirmationStatus"] == "CONFIRMED"
    assert asked(skill)[1] == ("OrderIntent", "IN_PROGRESS")


def test_a_yes_without_a_dialog_is_an_intent(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Anything else?"), answer("What?")]
    said(device, "open corner bakery", "yes")

    assert skill.last_intent["name"] == "AMAZON.YesIntent"


def test_a_delegated_dialog_asks_the_skill_at_every_turn(device: Device, skill: ScriptedSkill) -> None:
    delegate = answer(directives=directive("Delegate"), end=None)
    skill.script = [delegate, delegate, delegate, answer("Wrapped.")]

    heard = said(device, "ask corner bakery a gift", "rye", "yes")

    assert heard == ["What is the gift?", "rye as a gift?", "Wrapped."]
    states = [state for _, state in asked(skill)]
    assert states == ["STARTED", "IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]
    assert skill.last_intent["confirmationStatus"] == "CONFIRMED"


def test_a_delegated_dialog_that_lacks_nothing_completes_in_one_turn(device: Device, skill: ScriptedSkill) -> None:
    order = {"name": "OrderIntent"}
    skill.script = [answer(directives=directive("Delegate"), end=None), answer("Done.", end=True)]

    turn = device.say("ask corner bakery for a rye bread")

    assert asked(skill) == [(order["name"], "STARTED"), (order["name"], "COMPLETED")]
    assert len(turn.exchanges) == 2
    assert not turn.session_open


def test_delegating_for_ever_is_stopped(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer(directives=directive("Delegate"), end=None)] * 3

    turn = device.say("ask corner bakery for a rye bread")

    assert "after the dialog is COMPLETED" in str(turn.problems[0])


def test_the_model_runs_a_dialog_alone(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [WELCOME, answer("See you.")]

    heard = said(
        device, "open corner bakery", "plan a party", "90", "20", "cheesecake", "no", "rye bread", "yes", "yes"
    )

    assert heard[1:] == [
        "How many guests?",
        "90 is too many. How many guests?",
        "Which cake?",
        "A cheesecake?",
        "Which cake?",
        "A rye bread?",
        "A party for 20 with rye bread?",
        "See you.",
    ]
    assert asked(skill) == [("PartyIntent", "COMPLETED")]
    intent = skill.last_intent
    assert intent["confirmationStatus"] == "CONFIRMED"
    assert intent["slots"]["cake"]["confirmationStatus"] == "CONFIRMED"
    assert intent["slots"]["guests"]["value"] == "20"


def test_a_denied_intent_is_complete_and_denied(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [WELCOME, answer("Then not.")]
    said(device, "open corner bakery", "a party for 20", "rye", "yes", "no")

    assert asked(skill) == [("PartyIntent", "COMPLETED")]
    assert skill.last_intent["confirmationStatus"] == "DENIED"


def test_silence_in_a_dialog_repeats_its_prompt(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [WELCOME]

    assert said(device, "open corner bakery", "plan a party", "")[1:] == ["How many guests?", "How many guests?"]


def test_dynamic_entities_are_understood_from_the_next_turn_on(device: Device, skill: ScriptedSkill) -> None:
    bagel = {"id": "bagel", "name": {"value": "bagel", "synonyms": ["beigel"]}}
    update = {"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "REPLACE"}
    update["types"] = [{"name": "PRODUCT", "values": [bagel]}]  # type: ignore[assignment]
    clear = {"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "CLEAR"}
    skill.script = [answer("Hi.", directives=[update]), answer("Fine.", directives=[clear]), answer("Hm.")]

    said(device, "open corner bakery", "a beigel")
    static, dynamic = skill.last_intent["slots"]["product"]["resolutions"]["resolutionsPerAuthority"]
    assert static["status"]["code"] == "ER_SUCCESS_NO_MATCH"
    assert "er-authority.echo-sdk.dynamic." in dynamic["authority"]
    assert dynamic["values"] == [{"value": {"name": "bagel", "id": "bagel"}}]

    said(device, "a beigel")
    assert skill.last_intent["name"] == "AMAZON.FallbackIntent"


def test_too_many_dynamic_entities_are_refused(device: Device, skill: ScriptedSkill) -> None:
    values = [{"id": str(number), "name": {"value": str(number)}} for number in range(101)]
    types = [{"name": "PRODUCT", "values": values}]
    update = {"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "REPLACE", "types": types}
    skill.script = [answer("Hi.", directives=[update])]

    assert "101 values" in str(device.say("open corner bakery").problems[0])
