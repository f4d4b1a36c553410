"""Intents and slots in the JSON that Alexa sends: empty ones, filled ones, and entity resolution.

Sources: Amazon's "Request Types Reference" (Slot, SlotValue, resolutionsPerAuthority) and ask_sdk_model.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.device.account import Json
    from simulator.device.model import InteractionModel


@dataclass(frozen=True, slots=True)
class SpokenValue:
    """What was heard for a slot; `names` are the values of the model that the recogniser takes it for, best first."""

    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entities:
    """Resolves spoken values to the ids and names of the model, then to those the skill sent at run time."""

    model: InteractionModel
    skill_id: str
    dynamic: Mapping[str, Sequence[Json]] = field(default_factory=dict)

    def resolve(self, slot_type: str, value: SpokenValue) -> Json | None:
        """`resolutions` of a value, or None for a type that has no values (the built-in ones)."""
        sources = {
            f"amzn1.er-authority.echo-sdk.{self.skill_id}.{slot_type}": self.model.types.get(slot_type),
            f"amzn1.er-authority.echo-sdk.dynamic.{self.skill_id}.{slot_type}": self.dynamic.get(slot_type),
        }
        authorities = [_authority(name, values, value) for name, values in sources.items() if values is not None]
        return {"resolutionsPerAuthority": authorities} if authorities else None


def _authority(name: str, values: Sequence[Json], value: SpokenValue) -> Json:
    found = _found(values, value)
    if not found:
        return {"authority": name, "status": {"code": "ER_SUCCESS_NO_MATCH"}}
    matches = [{"value": {"name": entry["name"]["value"], "id": entry.get("id", "")}} for entry in found]
    return {"authority": name, "status": {"code": "ER_SUCCESS_MATCH"}, "values": matches}


def _found(values: Sequence[Json], value: SpokenValue) -> list[Json]:
    """The values that the recogniser named, else those that were said word for word."""
    by_name = {entry["name"]["value"]: entry for entry in values}
    named = [by_name[name] for name in value.names if name in by_name]
    said = _plain(value.text)
    return named or [entry for entry in values if said in map(_plain, _words(entry))]


def _words(entry: Json) -> list[str]:
    return [entry["name"]["value"], *entry["name"].get("synonyms", ())]


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def empty_intent(model: InteractionModel, name: str) -> Json:
    """An intent as Alexa sends it before anything was filled in."""
    slots = {slot: _empty_slot(slot) for slot in model.slot_types(name)}
    intent: Json = {"name": name, "confirmationStatus": "NONE"}
    return {**intent, "slots": slots} if slots else intent


def _empty_slot(name: str) -> Json:
    return {"name": name, "confirmationStatus": "NONE", "source": "USER"}


def fill(intent: Json, found: Mapping[str, Sequence[SpokenValue]], entities: Entities) -> Json:
    """The intent with the slots in `found` filled anew and the others as they were."""
    types = entities.model.slot_types(intent["name"])
    many = entities.model.many_valued(intent["name"])
    filled = {
        name: _filled(name, [_simple(types[name], value, entities) for value in values], many=name in many)
        for name, values in found.items()
        if name in types and values
    }
    return {**intent, "slots": {**intent.get("slots", {}), **filled}} if filled else intent


def _simple(slot_type: str, value: SpokenValue, entities: Entities) -> Json:
    resolutions = entities.resolve(slot_type, value)
    simple: Json = {"type": "Simple", "value": value.text}
    return {**simple, "resolutions": resolutions} if resolutions else simple


def _filled(name: str, values: list[Json], *, many: bool) -> Json:
    """A slot's JSON: `value` and `resolutions` at the top for one value, only `slotValue` for a list of them."""
    if many and len(values) > 1:
        return {**_empty_slot(name), "slotValue": {"type": "List", "values": values}}
    first = values[0]
    top: Json = {key: first[key] for key in ("value", "resolutions") if key in first}
    return {**_empty_slot(name), **top, "slotValue": first}


def completed(intent: Json, model: InteractionModel) -> Json:
    """An `updatedIntent` of the skill with the parts that it may leave out; slots the model lacks are dropped."""
    empty = empty_intent(model, intent["name"])
    given = intent.get("slots") or {}
    slots = {
        name: {**slot, **{key: value for key, value in (given.get(name) or {}).items() if value is not None}}
        for name, slot in empty.get("slots", {}).items()
    }
    status = intent.get("confirmationStatus") or "NONE"
    return {**empty, "confirmationStatus": status, **({"slots": slots} if slots else {})}


def spoken(slot: Json) -> str | None:
    """The text in a slot, or None while it is empty; several values are joined."""
    value = slot.get("slotValue") or {}
    if value.get("type") == "List":
        return " and ".join(str(item.get("value")) for item in value.get("values", ())) or None
    return slot.get("value") or value.get("value")


def spoken_values(intent: Json) -> dict[str, str]:
    """Every filled slot of an intent and its text."""
    return {name: text for name, slot in intent.get("slots", {}).items() if (text := spoken(slot))}


def single_values(slot: Json) -> list[Json]:
    """Each value of a slot that collects several, else the only one."""
    value = slot.get("slotValue") or slot
    return list(value.get("values", ())) if value.get("type") == "List" else [value]


def resolved_names(slot: Json) -> list[str]:
    """The names that entity resolution matched in a slot."""
    return [
        match["value"]["name"]
        for item in single_values(slot)
        for authority in (item.get("resolutions") or {}).get("resolutionsPerAuthority") or ()
        if authority["status"]["code"] == "ER_SUCCESS_MATCH"
        for match in authority.get("values") or ()
    ]


def with_slot_status(intent: Json, slot: str, status: str) -> Json:
    slots = intent["slots"]
    return {**intent, "slots": {**slots, slot: {**slots[slot], "confirmationStatus": status}}}


def without_slot(intent: Json, slot: str) -> Json:
    return {**intent, "slots": {**intent["slots"], slot: _empty_slot(slot)}}
