"""A conversation that broke a promise, as people read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulator.show import delivered_intent, filled_slots

if TYPE_CHECKING:
    from simulator.device import Turn
    from tools.properties.conversations import Conversation


def told(conversation: Conversation) -> str:
    """What was said and done, what was answered, and what was wrong with the last of it."""
    lines = [line for move, turn in conversation.party.played for line in _told(move, turn)]
    return "\n".join(["", *lines, *(f"BROKEN: {what}" for what in conversation.wrong)])


def _told(move: object, turn: Turn | None) -> Iterator[str]:
    yield f"- {move}"
    if turn is None:
        return
    intent = delivered_intent(turn)
    if intent:
        yield f"    asked: {intent['name']} {filled_slots(intent) or ''}"
    if turn.speech:
        yield f"    heard: {turn.speech.text[:600]}"
    if turn.ended:
        yield f"    ended: {turn.ended}"
