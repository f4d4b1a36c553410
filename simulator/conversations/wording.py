"""How something that was said would be said in another locale, so that it means the same there.

What it means is an intent and the ids of its slots' values; the words for these are taken from that locale's model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from simulator.device.invocation import Invocations
from simulator.recogniser.language import language_of

if TYPE_CHECKING:
    from simulator.models import Trained
    from simulator.recogniser import Expecting, FilledSlot, Recognition

_SLOT = re.compile(r"\{(\w+)\}")
_MOST_TRIED = 40  # sentences; the model's first are its plainest


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was meant: an intent, and for each slot the ids of its values, or the words where it has none."""

    intent: str
    slots: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, recognition: Recognition) -> Meaning:
        return cls(recognition.intent, {name: _ids(slot) for name, slot in recognition.slots.items()})


class Wording:
    """Finds words of one locale."""

    def __init__(self, trained: Trained) -> None:
        self._trained = trained
        self._invocations = Invocations(trained.model.invocation_name, trained.locale)
        self._ordinals = {number: word for word, number in reversed(language_of(trained.locale).ordinals.items())}
        self._names = {
            value["id"]: str(value["name"]["value"]) for values in trained.model.types.values() for value in values
        }

    def of(self, said: str, recognition: Recognition | None, expecting: Expecting | None) -> str:
        """Words that are understood here as `recognition` says: those that were said where that is so, else others.

        Args:
            said: what was said in its own locale; it stays where nothing was recognised, or nothing fits.
            recognition: what it meant.
            expecting: the question that it answered.
        """
        if recognition is None:
            return said
        meaning = Meaning.of(recognition)
        invocation = self._invocations.heard_in(said)
        request = (invocation and invocation.request) or said
        candidates = (request, *self._sentences(recognition, expecting))
        found = next((words for words in candidates if self._means(words, meaning, expecting)), request)
        return said.replace(request, found)

    def name(self, identity: str) -> str | None:
        """What the value of this id is called here."""
        return self._names.get(identity)

    def _means(self, words: str, meaning: Meaning, expecting: Expecting | None) -> bool:
        return Meaning.of(self._trained.recogniser.recognise(words, expecting=expecting)) == meaning

    def _sentences(self, recognition: Recognition, expecting: Expecting | None) -> Iterator[str]:
        """The model's own sentences for an intent with exactly these slots, filled."""
        filled = {name: self._spoken(slot) for name, slot in recognition.slots.items()}
        fitting = (
            sample
            for sample in self._samples(recognition.intent, expecting)
            if sorted(_SLOT.findall(sample)) == sorted(filled)
        )
        for sample in islice(fitting, _MOST_TRIED):
            yield _SLOT.sub(lambda hole: filled[hole[1]], sample)

    def _samples(self, intent: str, expecting: Expecting | None) -> Iterator[str]:
        language = self._trained.model.document["interactionModel"]["languageModel"]
        entry = next((entry for entry in language["intents"] if entry["name"] == intent), {"samples": ()})
        for slot in entry.get("slots", ()):
            if expecting and expecting.slot == slot["name"]:
                yield from (f"{{{slot['name']}}}", *slot.get("samples", ()))
        yield from entry["samples"]

    def _spoken(self, slot: FilledSlot) -> str:
        if slot.kind == "AMAZON.Ordinal":
            return self._ordinals.get(slot.value, slot.value)
        return (slot.values and self.name(slot.values[0].id)) or slot.value


def _ids(slot: FilledSlot) -> tuple[str, ...]:
    found = (slot.values,) if not slot.items else (item.values for item in slot.items)
    return tuple(value.id for values in found for value in values) or (slot.value.lower(),)
