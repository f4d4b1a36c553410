"""A recogniser that knows the samples of a model word for word: enough to drive a device."""

from __future__ import annotations

import re
from typing import Any

from simulator.recogniser import Expecting, FilledSlot, Item, Recognition

Json = dict[str, Any]


class SampleRecogniser:
    def __init__(self, model: Json) -> None:
        self._language = model["interactionModel"]["languageModel"]

    def recognise(self, text: str, *, expecting: Expecting | None = None) -> Recognition:
        if expecting and expecting.slot and self._fits(text, expecting.intents[0], expecting.slot):
            return _recognition(expecting.intents[0], {expecting.slot: text})
        for intent in self._language["intents"]:
            for sample in intent["samples"]:
                slots = self._match(text, sample, intent)
                if slots is not None:
                    return _recognition(intent["name"], slots)
        return _recognition("AMAZON.FallbackIntent", {})

    def _match(self, text: str, sample: str, intent: Json) -> dict[str, str] | None:
        expression = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sample))
        found = re.fullmatch(expression, text)
        if found and all(self._fits(part, intent["name"], name) for name, part in found.groupdict().items()):
            return found.groupdict()
        return None

    def _fits(self, text: str, intent: str, slot: str) -> bool:
        types = {s["name"]: s["type"] for i in self._language["intents"] if i["name"] == intent for s in i["slots"]}
        if types[slot] == "AMAZON.NUMBER":
            return text.isdigit()
        values = next(kind["values"] for kind in self._language["types"] if kind["name"] == types[slot])
        words = [word for value in values for word in (value["name"]["value"], *value["name"].get("synonyms", ()))]
        return all(part in words for part in text.split(" and "))


def _recognition(intent: str, slots: dict[str, str]) -> Recognition:
    filled = {name: FilledSlot(name, "", text, (), _items(text)) for name, text in slots.items()}
    return Recognition(intent, filled, 1.0, "it stands in the model", ())


def _items(text: str) -> tuple[Item, ...]:
    parts = text.split(" and ")
    return tuple(Item(part) for part in parts) if len(parts) > 1 else ()
