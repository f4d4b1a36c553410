"""Dynamic entities: slot values that a skill brings while it runs."""

from __future__ import annotations

import pytest

from simulator.device import Device
from tests.unit.simulator.scripted import Json, ScriptedSkill, answer
from tests.unit.simulator.test_dialogs import said


def replacing(*values: str) -> list[Json]:
    entries = [{"id": value, "name": {"value": value}} for value in values]
    types = [{"name": "PRODUCT", "values": entries}]
    return [{"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "REPLACE", "types": types}]


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


def test_replacing_dynamic_entities_leaves_none_of_the_last(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [
        answer("Hi.", directives=replacing("bagel")),
        answer("Fine.", directives=replacing("bun")),
        answer("Hm."),
    ]
    said(device, "open corner bakery", "a bagel", "a bun")
    assert skill.last_intent["slots"]["product"]["value"] == "bun"

    device.say("a bagel")
    assert skill.last_intent["name"] == "AMAZON.FallbackIntent"


def test_the_answer_that_brings_values_is_too_early_to_be_asked_with_them(device: Device, skill: ScriptedSkill) -> None:
    skill.script = [answer("Fine.", directives=replacing("bagel"))]

    device.say("ask corner bakery for a bagel")

    assert skill.last_intent["name"] == "AMAZON.FallbackIntent"


@pytest.mark.parametrize(
    ("update", "because"),
    [
        ({"updateBehavior": "REPLACE", "types": [{"name": "DRINK", "values": []}]}, "lacks: DRINK"),
        ({"types": []}, "needs an updateBehavior"),
    ],
)
def test_values_that_the_model_has_no_place_for_are_refused(
    device: Device, skill: ScriptedSkill, update: Json, because: str
) -> None:
    skill.script = [answer("Hi.", directives=[{"type": "Dialog.UpdateDynamicEntities"} | update])]

    assert because in str(device.say("open corner bakery").problems[0])
