"""Amazon's limits on a whole model, which its schema does not state."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from interactionModels.builder.errors import Problem

LARGEST_MODEL_BYTES = 1_500_000
MOST_INTENTS = 250
MOST_INTENTS_AND_TYPES = 350


def to_text(model: dict[str, Any]) -> str:
    """The model as the file holds it: the same model, the same bytes."""
    return json.dumps(model, indent=1, ensure_ascii=False) + "\n"


def broken_limits(model: dict[str, Any]) -> Iterator[Problem]:
    """Yield what Amazon would refuse although the schema allows it."""
    language = model["interactionModel"]["languageModel"]
    intents, types = language["intents"], language.get("types", [])
    size = len(to_text(model).encode())
    if size > LARGEST_MODEL_BYTES:
        yield Problem("model", f"{size} bytes are more than {LARGEST_MODEL_BYTES}")
    if len(intents) > MOST_INTENTS:
        yield Problem("model", f"{len(intents)} intents are more than {MOST_INTENTS}")
    if len(intents) + len(types) > MOST_INTENTS_AND_TYPES:
        yield Problem("model", f"{len(intents) + len(types)} intents and types are more than {MOST_INTENTS_AND_TYPES}")
    for name, count in Counter(entry["name"] for entry in (*intents, *types)).items():
        if count > 1:
            yield Problem(name, "is defined twice")
    yield from _type_rules(intents, types)


def _type_rules(intents: list[dict[str, Any]], types: list[dict[str, Any]]) -> Iterator[Problem]:
    defined = {entry["name"] for entry in types}
    of_slot: dict[str, str] = {}
    for intent in intents:
        for slot in intent.get("slots", []):
            if not slot["type"].startswith("AMAZON.") and slot["type"] not in defined:
                yield Problem(
                    intent["name"], f"slot '{slot['name']}' has the type {slot['type']}, which is not defined"
                )
            if of_slot.setdefault(slot["name"], slot["type"]) != slot["type"]:
                yield Problem(
                    intent["name"],
                    f"slot '{slot['name']}' is {slot['type']} here and {of_slot[slot['name']]} elsewhere",
                )
    for entry in types:
        if not entry.get("values"):
            yield Problem(entry["name"], "has no values")
