"""Turns as text: a script that a human reads, or JSON that a program does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from simulator.conversations.pattern import short_name
from simulator.device import deeds
from simulator.device.slots import resolved_names, spoken

if TYPE_CHECKING:
    from simulator.device import Json, Turn

_CARD_TEXTS = ("title", "content", "text")


def as_json(turn: Turn) -> str:
    """Everything known of a turn, on one line."""
    return json.dumps(asdict(turn), ensure_ascii=False, default=str)


def as_script(turn: Turn) -> Iterator[str]:
    """The lines of a turn: who said what, the card, and what went wrong."""
    yield f"You:   {_done(turn)}"
    yield from reply(turn)


def _done(turn: Turn) -> str:
    match turn.deed:
        case deeds.Touched(arguments):
            return f"(touches {' '.join(map(str, arguments))})"
        case deeds.Happened(event):
            return f"({event.type})"
        case _:
            return turn.said or f"({turn.kind})"


def reply(turn: Turn) -> Iterator[str]:
    """The lines of a turn after what was said."""
    yield from (f"Alexa: {speech.text} ..." for speech in turn.progress)
    yield f"Alexa: {turn.speech.text if turn.speech else '(silence)'}"
    if turn.card:
        yield f"       [{card_text(turn.card)}]"
    for problem in turn.problems:
        yield f"       ! {problem}"
    if turn.ended:
        yield "       (the session is over)"


def card_text(card: Json) -> str:
    """What a card shows: its type where it has no text of its own, else title and text."""
    texts = [card[key] for key in _CARD_TEXTS if card.get(key)]
    return "\n        ".join(" - ".join(texts).splitlines()) if texts else str(card["type"])


def delivered_intent(turn: Turn) -> Json | None:
    """The intent of the first request that a turn sent to the skill."""
    requests = (exchange.request["request"] for exchange in turn.exchanges)
    return next((request["intent"] for request in requests if "intent" in request), None)


def understood(turn: Turn) -> str | None:
    """What was understood, in the notation of conversation files; None when nothing was."""
    intent = delivered_intent(turn)
    if intent is None:
        kinds = [exchange.request["request"]["type"] for exchange in turn.exchanges]
        if "LaunchRequest" in kinds:
            return "Launch"
        return short_name(turn.recognition.intent) if turn.recognition and turn.recognition.intent else None
    slots = filled_slots(intent)
    inside = ", ".join(f"{name} = {value}" for name, value in slots.items())
    return f"{short_name(intent['name'])}({inside})" if inside else short_name(intent["name"])


def filled_slots(intent: Json) -> dict[str, str]:
    """The filled slots of an intent: the resolved name where there is one, else what was said."""
    values = {}
    for name, slot in intent.get("slots", {}).items():
        names = resolved_names(slot)
        if text := " and ".join(dict.fromkeys(names)) or spoken(slot):
            values[name] = text
    return values
