"""Dialog management: what Alexa asks on its own, and what an answer to a question does to an intent.

Source: Amazon's "Define the Dialog to Collect and Confirm Required Information" and "Dialog Interface Reference".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from simulator.device.hearing import YES_OR_NO
from simulator.device.response import InvalidResponse
from simulator.device.slots import completed, spoken, spoken_values, with_slot_status, without_slot
from simulator.device.validation import broken_rule
from simulator.recogniser import Expecting

if TYPE_CHECKING:
    from simulator.device.account import Json
    from simulator.device.model import DialogIntent, DialogSlot, InteractionModel
    from simulator.device.turn import Speech


class State(StrEnum):
    STARTED = "STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"


class Asks(StrEnum):
    """What the open question of a dialog wants to know."""

    SLOT = "ElicitSlot"
    SLOT_CONFIRMATION = "ConfirmSlot"
    INTENT_CONFIRMATION = "ConfirmIntent"


@dataclass(frozen=True, slots=True)
class Dialog:
    """A question that stands open: about which intent, and as far as it is filled.

    `unattended` while Alexa runs the dialog by itself (auto delegation): the skill hears of it when it is complete.
    """

    intent: Json
    asks: Asks
    slot: str | None
    unattended: bool

    @property
    def expecting(self) -> Expecting:
        """What the next utterance most likely answers."""
        return Expecting((self.intent["name"],), self.slot) if self.asks is Asks.SLOT else YES_OR_NO

    def confirmed(self, status: str) -> Json:
        """The intent after a yes (CONFIRMED) or no (DENIED) to a confirmation."""
        if self.asks is Asks.INTENT_CONFIRMATION or self.slot is None:
            return {**self.intent, "confirmationStatus": status}
        return with_slot_status(self.intent, self.slot, status)


@dataclass(frozen=True, slots=True)
class Question:
    """What the dialog model asks next, and the prompt that asks it."""

    asks: Asks
    slot: str | None
    prompt: Speech
    intent: Json


def next_question(intent: Json, plan: DialogIntent, model: InteractionModel) -> Question | None:
    """What the dialog model still needs, or None when the intent is complete."""
    for rules in plan.slots:
        slot = intent["slots"][rules.name]
        if slot["confirmationStatus"] == "DENIED":
            intent = without_slot(intent, rules.name)
            slot = intent["slots"][rules.name]
        if question := _about(slot, rules, intent, model):
            return question
    if plan.confirmed and intent["confirmationStatus"] == "NONE":
        prompt = model.prompt(plan.confirmation, spoken_values(intent))
        return Question(Asks.INTENT_CONFIRMATION, None, prompt, intent)
    return None


def _about(slot: Json, rules: DialogSlot, intent: Json, model: InteractionModel) -> Question | None:
    values = spoken_values(intent)
    if not spoken(slot):
        if not rules.elicited:
            return None
        return Question(Asks.SLOT, rules.name, model.prompt(rules.elicitation, values), intent)
    if broken := broken_rule(slot, rules.validations, datetime.now(UTC)):
        return Question(Asks.SLOT, rules.name, model.prompt(broken.get("prompt"), values), intent)
    if rules.confirmed and slot["confirmationStatus"] == "NONE":
        return Question(Asks.SLOT_CONFIRMATION, rules.name, model.prompt(rules.confirmation, values), intent)
    return None


def directed(directive: Json, current: Json | None, model: InteractionModel) -> Json:
    """The intent that a dialog directive speaks of: its `updatedIntent`, or the one in the request.

    Raises:
        InvalidResponse: there is none, or the model has no dialog for it or no such slot.
    """
    kind, intent = directive["type"], directive.get("updatedIntent") or current
    if intent is None:
        raise InvalidResponse(f"{kind} needs an updatedIntent: the request had no intent")
    name = intent["name"]
    if not model.has(name):
        raise InvalidResponse(f"{kind} names the intent {name!r}, which is not in the model")
    if model.dialog(name) is None:
        raise InvalidResponse(f"{kind} needs a dialog model, and {name} has none")
    slot = directive.get("slotToElicit") or directive.get("slotToConfirm")
    if kind in ("Dialog.ElicitSlot", "Dialog.ConfirmSlot") and slot not in model.slot_types(name):
        raise InvalidResponse(f"{kind} names the slot {slot!r}, which {name} does not have")
    return completed(intent, model)


def opened_by(directive: Json, intent: Json) -> Dialog:
    """The dialog that an ElicitSlot, ConfirmSlot or ConfirmIntent directive opens."""
    asks = Asks(directive["type"].removeprefix("Dialog."))
    return Dialog(intent, asks, directive.get("slotToElicit") or directive.get("slotToConfirm"), unattended=False)
