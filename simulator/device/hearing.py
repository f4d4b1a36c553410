"""The port to a recogniser: what was said becomes an intent and slots, and the reason why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from simulator.device.slots import SpokenValue
from simulator.recogniser import Expecting, FilledSlot, Item, Recognition

if TYPE_CHECKING:
    from simulator.device.account import Json
    from simulator.device.model import InteractionModel

_ANSWERS = {"AMAZON.YesIntent": "CONFIRMED", "AMAZON.NoIntent": "DENIED"}
YES_OR_NO = Expecting(tuple(_ANSWERS))


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
    return Heard(recognition.intent, {name: _spoken(slot) for name, slot in recognition.slots.items()})


def _spoken(slot: FilledSlot) -> list[SpokenValue]:
    return [SpokenValue(item.value, _names(item)) for item in slot.items or (slot,)]


def _names(item: FilledSlot | Item) -> tuple[str, ...]:
    return tuple(value.name for value in item.values)
