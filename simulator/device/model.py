"""The shipped interaction model, read as Alexa reads it: names, slots, dialogs, prompts and values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.device.ssml import InvalidSsml, spoken_text
from simulator.device.turn import Speech

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.device.account import Json

MODELS = Path(__file__).resolve().parents[2] / "skill-package" / "interactionModels" / "custom"


class BrokenModel(Exception):
    """The interaction model is missing, is not JSON, or lacks a part that Alexa requires."""


@dataclass(frozen=True, slots=True)
class DialogSlot:
    """What the dialog model says of one slot; prompts are ids."""

    name: str
    elicited: bool
    elicitation: str | None
    confirmed: bool
    confirmation: str | None
    validations: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class DialogIntent:
    """The dialog model of one intent; `delegated` when Alexa runs it without asking the skill."""

    name: str
    delegated: bool
    confirmed: bool
    confirmation: str | None
    slots: tuple[DialogSlot, ...]


class InteractionModel:
    """A view on one locale's model JSON.

    Raises:
        BrokenModel: a required part is missing.
    """

    def __init__(self, document: Json) -> None:
        try:
            body = document["interactionModel"]
            language = body["languageModel"]
            self.invocation_name: str = language["invocationName"].lower()
            self._intents: dict[str, Json] = {intent["name"]: intent for intent in language["intents"]}
        except (KeyError, TypeError) as error:
            raise BrokenModel(f"the interaction model lacks {error}") from error
        self.document = document
        self._language = language
        self._dialog: Json = body.get("dialog", {})
        self._prompts: dict[str, Json] = {prompt["id"]: prompt for prompt in body.get("prompts", ())}

    @classmethod
    def of_locale(cls, locale: str, folder: Path = MODELS) -> InteractionModel:
        """The model that ships for `locale`.

        Raises:
            BrokenModel: there is none, or it cannot be read; the message names the file.
        """
        path = folder / f"{locale}.json"
        try:
            return cls(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise BrokenModel(
                f"no interaction model for {locale}: {path.name} is not in {path.parent.name}/"
            ) from error
        except (ValueError, BrokenModel) as error:
            raise BrokenModel(f"{path.name} is broken: {error}") from error

    def has(self, intent: str) -> bool:
        return intent in self._intents

    def slot_types(self, intent: str) -> dict[str, str]:
        """The slots of an intent and their types, in the model's order."""
        return {slot["name"]: slot["type"] for slot in self._intents[intent].get("slots", ())}

    def many_valued(self, intent: str) -> frozenset[str]:
        """The slots of an intent that collect several values."""
        slots = self._intents[intent].get("slots", ())
        return frozenset(slot["name"] for slot in slots if slot.get("multipleValues", {}).get("enabled"))

    @cached_property
    def types(self) -> dict[str, list[Json]]:
        """The values of each custom slot type."""
        return {kind["name"]: kind.get("values", []) for kind in self._language.get("types", ())}

    @cached_property
    def sentences(self) -> frozenset[str]:
        """Every sample without a slot, in lower case."""
        samples = (sample for intent in self._intents.values() for sample in intent.get("samples", ()))
        return frozenset(sample.lower() for sample in samples if "{" not in sample)

    def dialog(self, intent: str) -> DialogIntent | None:
        """The dialog model of an intent, or None where it has none."""
        found = next((entry for entry in self._dialog.get("intents", ()) if entry["name"] == intent), None)
        if found is None:
            return None
        # Interaction model schema: the skill-wide delegationStrategy is ALWAYS unless said otherwise.
        default = self._dialog.get("delegationStrategy", "ALWAYS")
        return DialogIntent(
            name=intent,
            delegated=found.get("delegationStrategy", default) == "ALWAYS",
            confirmed=found.get("confirmationRequired", False),
            confirmation=found.get("prompts", {}).get("confirmation"),
            slots=tuple(_dialog_slot(slot) for slot in found.get("slots", ())),
        )

    def prompt(self, prompt_id: str | None, values: Mapping[str, str]) -> Speech:
        """A prompt's first variation with `{slot}` filled in; always the first, so that a test can rely on it.

        Raises:
            BrokenModel: the model names a prompt that it does not have, or its SSML is invalid.
        """
        variations = self._prompts.get(prompt_id or "", {}).get("variations", ())
        if not variations:
            raise BrokenModel(f"the interaction model has no prompt {prompt_id!r}")
        written: str = variations[0]["value"]
        for name, value in values.items():
            written = written.replace("{" + name + "}", value)
        if variations[0]["type"] == "PlainText":
            return Speech(written, written)
        try:
            return Speech(written, spoken_text(written))
        except InvalidSsml as error:
            raise BrokenModel(f"the prompt {prompt_id!r} is not valid SSML: {error}") from error


def _dialog_slot(slot: Json) -> DialogSlot:
    prompts = slot.get("prompts", {})
    return DialogSlot(
        name=slot["name"],
        elicited=slot.get("elicitationRequired", False),
        elicitation=prompts.get("elicitation"),
        confirmed=slot.get("confirmationRequired", False),
        confirmation=prompts.get("confirmation"),
        validations=tuple(slot.get("validations", ())),
    )
