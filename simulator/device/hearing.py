"""The port to a recogniser: what was said becomes an intent and slots, and the reason why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.device.slots import SpokenValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.recogniser import Recognition

_ANSWERS = {"AMAZON.YesIntent": "CONFIRMED", "AMAZON.NoIntent": "DENIED"}


@dataclass(frozen=True, slots=True)
class Heard:
    """A recognition in the device's terms; `answer` is the confirmation status that a yes or no stands for."""

    intent: str | None
    slots: Mapping[str, Sequence[SpokenValue]]

    @property
    def answer(self) -> str | None:
        return _ANSWERS.get(self.intent or "")


def heard(recognition: Recognition) -> Heard:
    """What a recognition means to the device."""
    slots = {
        name: [SpokenValue(value.text, value.name) for value in values] for name, values in recognition.slots.items()
    }
    return Heard(recognition.intent, slots)
