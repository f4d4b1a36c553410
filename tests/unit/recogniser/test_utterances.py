"""What is said is understood: our own utterances, for every intent of the shipped model."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.recogniser import Recogniser
from simulator.recogniser.cli import load_recogniser
from simulator.recogniser.learning import FALLBACK

UTTERANCES: dict[str, list[dict[str, str]]] = yaml.safe_load(
    (Path(__file__).parent / "utterances.yaml").read_text(encoding="utf-8")
)
CASES = [(intent or "None", case) for intent, cases in UTTERANCES.items() for case in cases]
CONVERSATIONS = Path(__file__).resolve().parents[2] / "conversations"
SHIPPED = Path(__file__).resolve().parents[3] / "skill-package/interactionModels/custom/en-US.json"


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return load_recogniser("en-US")


@pytest.mark.parametrize(("intent", "case"), CASES, ids=[case["say"] for _, case in CASES])
def test_understands(recogniser: Recogniser, intent: str, case: dict[str, str]) -> None:
    heard = recogniser.recognise(case["say"])
    slots = {
        name: slot.values[0].name if slot.values and slot.custom else slot.value for name, slot in heard.slots.items()
    }
    wanted = {name: value for name, value in case.items() if name != "say"}
    assert (_short(heard.intent), slots) == (intent, wanted), heard.reason


def test_every_intent_of_the_model_is_said() -> None:
    model: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    names = {_short(intent["name"]) for intent in model["interactionModel"]["languageModel"]["intents"]}
    said = {intent for intent, _ in CASES}
    assert said <= names
    # The intents of conversation files need no utterances here as well.
    for file in CONVERSATIONS.glob("*.yaml"):
        said |= set(re.findall(r"intent: (\w+)", file.read_text(encoding="utf-8")))
    assert names <= said


def _short(intent: str) -> str:
    return "None" if intent == FALLBACK else intent.removeprefix("AMAZON.").removesuffix("Intent")
