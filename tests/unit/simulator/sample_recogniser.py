"""A recogniser that knows the samples of a model word for word: enough to drive a device."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Value:
    text: str
    name: str | None = None


@dataclass(frozen=True)
class Recognition:
    intent: str
    slots: dict[str, list[Value]] = field(default_factory=dict)


class SampleRecogniser:
    def __init__(self, model: Json) -> None:
        self._language = model["interactionModel"]["languageModel"]

    def recognise(self, text: str, *, expecting: tuple[str, str] | None = None) -> Recognition:
        if expecting and self._fits(text, *expecting):
            return Recognition(expecting[0], {expecting[1]: [Value(text)]})
        for intent in self._language["intents"]:
            for sample in intent["samples"]:
                if slots := self._match(text, sample, intent):
                    return Recognition(intent["name"], slots)
                if text == sample:
                    return Recognition(intent["name"])
        return Recognition("AMAZON.FallbackIntent")

    def _match(self, text: str, sample: str, intent: Json) -> dict[str, list[Value]]:
        expression = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sample))
        found = re.fullmatch(expression, text)
        if not found or not all(self._fits(part, intent["name"], name) for name, part in found.groupdict().items()):
            return {}
        return {name: [Value(part) for part in words.split(" and ")] for name, words in found.groupdict().items()}

    def _fits(self, text: str, intent: str, slot: str) -> bool:
        types = {s["name"]: s["type"] for i in self._language["intents"] if i["name"] == intent for s in i["slots"]}
        if types[slot] == "AMAZON.NUMBER":
            return text.isdigit()
        values = next(kind["values"] for kind in self._language["types"] if kind["name"] == types[slot])
        words = [word for value in values for word in (value["name"]["value"], *value["name"]["synonyms"])]
        return all(part in words for part in text.split(" and "))
