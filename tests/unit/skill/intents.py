"""Everything that can be said, answered or touched: read from the model that ships and from who answers."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voiceshop.alexa.names import in_conversation, in_model
from voiceshop.conversation.answering import ANSWERS
from voiceshop.conversation.registry import Handler, answer_handler, intent_handler, intent_names, question_names

_MODEL = Path(__file__).parents[3] / "skill-package" / "interactionModels" / "custom" / "en-US.json"
_BUILT_IN = frozenset({"Yes", "No", "Cancel", "Stop", "More"})


@dataclass(frozen=True)
class Asked:
    """An intent of the model with its slots, and whoever answers it."""

    name: str
    slots: tuple[str, ...]
    handler: Handler


@dataclass(frozen=True)
class Answered:
    """An answer to a question, and whoever takes it; `data` are the names and types of what the question holds."""

    question: str
    kind: str
    handler: Handler
    data: dict[str, Any]

    @property
    def intent(self) -> str:
        """The intent that gives this kind of answer, by its name in the model."""
        name = next(name for name, kind in ANSWERS.items() if kind == self.kind)
        return f"AMAZON.{name}Intent" if name in _BUILT_IN else in_model(name)


def model_intents() -> tuple[Asked, ...]:
    """All intents of the model that ships."""
    model = json.loads(_MODEL.read_text("utf-8"))["interactionModel"]["languageModel"]
    return tuple(_asked(intent) for intent in model["intents"])


def answers() -> tuple[Answered, ...]:
    """Every kind of answer that every question takes."""
    return tuple(_answers())


def touchable() -> tuple[tuple[str, Handler], ...]:
    """Every intent that a touch can name."""
    return tuple((name, handler) for name in sorted(intent_names()) if (handler := intent_handler(name)))


def _asked(intent: dict[str, Any]) -> Asked:
    handler = intent_handler(in_conversation(intent["name"]))
    assert handler, f"nobody answers {intent['name']}"
    return Asked(intent["name"], tuple(slot["name"] for slot in intent.get("slots") or ()), handler)


def _answers() -> Iterator[Answered]:
    for question in sorted(question_names()):
        for kind in ANSWERS.values():
            handler = answer_handler(question, kind)
            if handler:
                hints = typing.get_type_hints(handler.function)
                taken = {"turn", "store", "ledger", "position", "code"}
                yield Answered(question, kind, handler, {name: hints[name] for name in handler.sources.keys() - taken})
