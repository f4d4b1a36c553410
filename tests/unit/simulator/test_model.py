"""A model that is broken says what is wrong and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.device import BrokenModel, InteractionModel
from tests.unit.simulator.sample import DIALOG, LANGUAGE, MODEL


def shipped(folder: Path, text: str) -> InteractionModel:
    (folder / "en-US.json").write_text(text)
    return InteractionModel.of_locale("en-US", folder)


def test_a_model_that_ships_is_read(tmp_path: Path) -> None:
    assert shipped(tmp_path, json.dumps(MODEL)).invocation_name == "corner bakery"
    assert InteractionModel.of_locale("en-US").has("AMAZON.HelpIntent")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "en-US.json is broken: Expecting"),
        ("{}", "en-US.json is broken: the interaction model lacks 'interactionModel'"),
        ('{"interactionModel": {"languageModel": {"intents": []}}}', "lacks 'invocationName'"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BrokenModel, match=message):
        shipped(tmp_path, text)


def test_a_locale_that_does_not_ship(tmp_path: Path) -> None:
    with pytest.raises(BrokenModel, match=r"no interaction model for xx-XX: xx-XX.json is not in"):
        InteractionModel.of_locale("xx-XX", tmp_path)


@pytest.mark.parametrize(
    ("prompts", "message"),
    [
        ([], "has no prompt 'Elicit.Guests'"),
        ([{"id": "Elicit.Guests", "variations": [{"type": "SSML", "value": "How many?"}]}], "is not valid SSML"),
    ],
)
def test_a_prompt_that_cannot_be_spoken(prompts: list[object], message: str) -> None:
    model = InteractionModel({"interactionModel": {"languageModel": LANGUAGE, "dialog": DIALOG, "prompts": prompts}})

    with pytest.raises(BrokenModel, match=message):
        model.prompt("Elicit.Guests", {})
