"""A conversation is held in another locale by what it means; its words are kept where they mean the same there."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest

from simulator.cli import main
from simulator.conversations.elsewhere import held
from simulator.conversations.format import load_file
from simulator.conversations.report import report
from simulator.conversations.script import Conversation, Line, Say, Touch
from simulator.conversations.stage import Stage
from simulator.conversations.wording import Wording
from simulator.device import InteractionModel, Json
from simulator.device.hearing import YES_OR_NO
from simulator.models import SHIPPED, Models, Trained
from simulator.recogniser import Expecting


def written(folder: Path, text: str) -> Conversation:
    file = folder / "talk.yaml"
    file.write_text(f"- title: a test\n{text}", encoding="utf-8")
    (conversation,) = load_file(file)
    return conversation


def renamed(document: Json, kind: str, identity: str, name: str) -> None:
    """Let a value be called something else."""
    for entry in document["interactionModel"]["languageModel"]["types"]:
        for value in entry["values"] if entry["name"] == kind else ():
            if value["id"] == identity:
                value["name"] = {"value": name, "synonyms": [f"{name}s"]}


@pytest.fixture(scope="module")
def dialect(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A locale in which a latte and its size are called otherwise, and nobody says "check out"."""
    document = deepcopy(SHIPPED.of("en-GB").model.document)
    renamed(document, "PRODUCT", "latte", "milky")
    renamed(document, "SIZE", "Size:small", "wee")
    for intent in document["interactionModel"]["languageModel"]["intents"]:
        if intent["name"] == "CheckoutIntent":
            intent["samples"] = ["time to settle up"]
    folder = tmp_path_factory.mktemp("models")
    (folder / "en-IE.json").write_text(json.dumps(document), encoding="utf-8")
    return Models(folder).of("en-IE")


def in_dialect(dialect: Trained, words: str, expecting: Expecting | None = None) -> str:
    meaning = SHIPPED.of("en-US").recogniser.recognise(words.removeprefix("ask bluebird coffee for "))
    return Wording(dialect).of(words, meaning, expecting)


def test_words_that_mean_the_same_are_kept(dialect: Trained) -> None:
    assert in_dialect(dialect, "could i perhaps have three croissants") == "could i perhaps have three croissants"


def test_a_value_is_called_what_it_is_called_there(dialect: Trained) -> None:
    said = in_dialect(dialect, "ask bluebird coffee for two small lattes")
    assert said.startswith("ask bluebird coffee for ")
    assert "wee" in said
    assert "milky" in said
    assert "latte" not in said


def test_a_sentence_that_nobody_says_there_becomes_one_that_they_say(dialect: Trained) -> None:
    assert in_dialect(dialect, "check out please") == "time to settle up"


def test_an_ordinal_has_its_word(dialect: Trained) -> None:
    document = deepcopy(dialect.model.document)
    for intent in document["interactionModel"]["languageModel"]["intents"]:
        if intent["name"] == "ChooseIntent":
            intent["samples"] = ["make mine the {ordinal} of them"]
    recognised = SHIPPED.of("en-US").recogniser.recognise("add the third one")
    trained = Trained("en-IE", InteractionModel(document), dialect.recogniser)
    assert "make mine the third of them" in list(Wording(trained)._sentences(recognised, None))


def test_an_answer_to_a_question_is_an_answer_there(dialect: Trained) -> None:
    assert in_dialect(dialect, "yes", YES_OR_NO) == "yes"
    asked = Expecting(("AddToCartIntent",), "size")
    meaning = SHIPPED.of("en-US").recogniser.recognise("small", expecting=asked)
    assert Wording(dialect).of("small", meaning, asked) == "wee"


def test_what_nobody_understood_stays_as_it_was(dialect: Trained) -> None:
    assert Wording(dialect).of("mumble", None, None) == "mumble"


def test_each_turn_has_to_mean_the_same_there(stage: Stage, tmp_path: Path) -> None:
    conversation = written(
        tmp_path,
        "  given: {device: hub, cart: [croissant]}\n"
        "  turns: [{say: what's in my cart, hear: nothing of this}, {touch: Check out}, {say: 'no'}]\n"
        "  then: {cart: [croissant], orders: []}\n",
    )
    result = held(conversation, stage).in_locale("en-GB", stage)

    assert not result.failures, report(result)
    steps = [step for step in result.conversation.steps if isinstance(step, Line)]
    assert [step.expected.hear for step in steps] == [None] * 3
    assert steps[0].deed == Say("what's in my cart")
    assert isinstance(steps[1].deed, Touch)
    assert "In your basket" in report(result)


def test_an_outcome_that_differs_fails(stage: Stage, tmp_path: Path) -> None:
    conversation = written(tmp_path, "  turns: [{say: a croissant}]\n  then: {cart: []}\n")
    result = held(conversation, stage).in_locale("en-GB", stage)
    assert [failure.key for failure in result.failures] == ["cart"]


def test_the_command_prints_the_script_of_the_other_locale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, "  turns: [{say: ask bluebird coffee for a croissant}]\n")
    assert main(["test", str(tmp_path), "--locale", "en-GB"]) == 0
    printed = capsys.readouterr().out
    assert (
        "  You:   ask bluebird coffee for a croissant\n  Alexa: One croissant, $3.40. Your basket is $3.40." in printed
    )
    assert main(["test", str(tmp_path), "--locale", "xx-XX"]) == 1
    assert "no interaction model for xx-XX" in capsys.readouterr().err
