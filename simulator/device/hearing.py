"""The port to a recogniser: what was said becomes an intent and slots, and the reason why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from simulator.device.slots import SpokenValue
from simulator.recogniser import Expecting, FilledSlot, Recognition

if TYPE_CHECKING:
    from simulator.device.account import Json
    from simulator.device.model import InteractionModel

_ANSWERS = {"AMAZON.YesIntent": "CONFIRMED", "AMAZON.NoIntent": "DENIED"}
YES_OR_NO = Expecting(tuple(_ANSWERS))
_ENUMERATION = re.compile(r"\s*(?:,|\b(?:and|und|y|e|et)\b)\s*")


class Ears(Protocol):
    """Something that understands speech with an interaction model."""

    def recognise(self, text: str, *, expecting: Expecting | None = None) -> Recognition: ...


Listen = Callable[["Json"], Ears]
"""Makes ears for an interaction model's JSON."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A recognition in the device's terms; `answer` is the confirmation status that a yes or no stands for."""

    intent: str
    slots: Mapping[str, Sequence[SpokenValue]]

    @property
    def answer(self) -> str | None:
        return _ANSWERS.get(self.intent)


def heard(recognition: Recognition, model: InteractionModel) -> Heard | None:
    """What a recognition means to the device; None when the model does not have its intent."""
    if not model.has(recognition.intent):
        return None
    many = model.many_valued(recognition.intent)
    slots = {
        name: _enumerated(slot) if name in many else [SpokenValue(slot.value, _names(slot))]
        for name, slot in recognition.slots.items()
    }
    return Heard(recognition.intent, slots)


def _enumerated(slot: FilledSlot) -> list[SpokenValue]:
    parts = [part for part in _ENUMERATION.split(slot.value) if part]
    return [SpokenValue(part) for part in parts] if len(parts) > 1 else [SpokenValue(slot.value, _names(slot))]


def _names(slot: FilledSlot) -> tuple[str, ...]:
    return tuple(value.name for value in slot.values)
