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


def test_an_elicited_slot_takes_several_values(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [elicit("topping"), answer("Fine.")]
    said(device, "ask corner bakery for a cheesecake", "nuts and honey")

    value = skill.last_intent["slots"]["topping"]["slotValue"]
    assert (value["type"], [item["value"] for item in value["values"]]) == ("List", ["nuts", "honey"])


def test_several_values_survive_another_question(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [elicit("quantity"), answer("Fine.")]
    said(device, "ask corner bakery for cheesecake with nuts and honey", "2")

    slots = skill.last_intent["slots"]
    assert slots["quantity"]["value"] == "2"
    assert [item["value"] for item in slots["topping"]["slotValue"]["values"]] == ["nuts", "honey"]


def test_a_dialog_that_begins_with_all_it_needs_asks_for_no_slot(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer(directives=directive("Delegate"), end=None), answer("Wrapped.")]

    assert said(device, "ask corner bakery rye as a gift", "no") == ["rye as a gift?", "Wrapped."]
    assert skill.last_intent["confirmationStatus"] == "DENIED"


def test_the_skill_can_hand_over_another_intent(device: Device, skill: ScriptedSkill) -> None:
    gift = directive("Delegate", {"name": "GiftIntent"})
    skill.script = [answer(directives=gift, end=None), answer("Which size?")]

    assert said(device, "open corner bakery", "rye")[0] == "What is the gift?"
    assert asked(skill)[0] == ("GiftIntent", "IN_PROGRESS")
    assert skill.last_intent["slots"]["gift"]["value"] == "rye"
