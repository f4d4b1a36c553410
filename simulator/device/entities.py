"""Dynamic entities: slot values that a skill adds while it runs.

Source: Amazon's "Use Dynamic Entities for Customized Interactions"; they count from the next utterance on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.device.response import DYNAMIC_ENTITIES, InvalidResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.device.account import Json
    from simulator.device.model import InteractionModel

MOST_ENTITIES = 100  # values and synonyms together

DynamicValues = dict[str, list["Json"]]


def updated(current: DynamicValues, directives: Iterable[Json], model: InteractionModel) -> DynamicValues:
    """The values in force after the directives of a response.

    Raises:
        InvalidResponse: an unknown behaviour or slot type, or too many values.
    """
    for directive in directives:
        if directive["type"] == DYNAMIC_ENTITIES:
            current = _update(directive, model)
    return current


def _update(directive: Json, model: InteractionModel) -> DynamicValues:
    behaviour = directive.get("updateBehavior")
    if behaviour == "CLEAR":
        return {}
    if behaviour is None:
        raise InvalidResponse(f"{DYNAMIC_ENTITIES} needs an updateBehavior, REPLACE or CLEAR")
    values = {entry["name"]: list(entry["values"]) for entry in directive.get("types") or ()}
    if unknown := sorted(set(values) - set(model.types)):
        raise InvalidResponse(f"{DYNAMIC_ENTITIES} names slot types that the model lacks: {', '.join(unknown)}")
    count = sum(1 + len(value["name"].get("synonyms") or ()) for entries in values.values() for value in entries)
    if count > MOST_ENTITIES:
        raise InvalidResponse(f"{DYNAMIC_ENTITIES} carries {count} values and synonyms; Alexa takes {MOST_ENTITIES}")
    return values


def with_values(document: Json, values: Mapping[str, Sequence[Json]]) -> Json:
    """The interaction model with dynamic values beside its own, for the recogniser to listen with."""
    body = document["interactionModel"]
    language = body["languageModel"]
    types = [
        {**kind, "values": [*kind.get("values", ()), *values.get(kind["name"], ())]}
        for kind in language.get("types", ())
    ]
    return {**document, "interactionModel": {**body, "languageModel": {**language, "types": types}}}
