"""Touches: what is touched on a screen is answered as the sentence that it stands for.

A touch is an intent's name and, where it has any, its slots by name with the ids of what is meant. It comes from a
device and nothing of it is certain. It may come late, from a screen that showed something else: a question is answered
only on the screen that it is shown on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..shop.ports import Ledger, Store
from .answering import ANSWERS, reply_to
from .registry import intent_handler
from .slots import Slots, Spoken
from .turn import Memory, Reply, Turn, say

_LONGEST = 200
# APL evaluates the strings of a datasource, touches among them: what it would obey travels in full-width letters.
_OBEYED = {"${": "＄{", "@": "＠"}


@dataclass(frozen=True, slots=True)
class Touch:
    """A touch as the device tells it, and the token of the screen that was touched."""

    arguments: object
    token: object


@dataclass(frozen=True, slots=True)
class Meant:
    """The sentence that a touch stands for."""

    intent: str
    slots: Slots


def as_shown(value: str) -> str:
    """An id as it can stand on a screen; `meant_by` reads it as it was."""
    for obeyed, inert in _OBEYED.items():
        value = value.replace(obeyed, inert)
    return value


def _as_it_was(value: str) -> str:
    for obeyed, inert in _OBEYED.items():
        value = value.replace(inert, obeyed)
    return value


def meant_by(touch: Touch) -> Meant | None:
    """What a touch stands for; None where there is no such intent, or it has no such slots."""
    match touch.arguments:
        case [str(intent)]:
            slots: object = {}
        case [str(intent), slots]:
            pass
        case _:
            return None
    handler = intent_handler(intent)
    if handler is None or not isinstance(slots, Mapping):
        return None
    if not all(name in handler.slots and _is_id(value) for name, value in slots.items()):
        return None
    ids = {name: _as_it_was(value) for name, value in slots.items()}
    return Meant(intent, {name: Spoken(name, value, value) for name, value in ids.items()})


def reply_to_touch(turn: Turn, touch: Touch, store: Store, ledger: Ledger) -> Reply:
    """What is answered to a touch, whatever it is. Shop errors become answers; any other exception escapes."""
    meant = meant_by(touch)
    if meant is None:
        return _again(say("not_understood"), turn.memory)
    if meant.intent in ANSWERS and not _is_shown(touch, turn.memory):
        return _again(say("touch.outdated"), turn.memory)
    return reply_to(turn, meant.intent, meant.slots, store, ledger)


def _is_shown(touch: Touch, memory: Memory) -> bool:
    """Whether the screen that was touched is the one that shows the open question, in this conversation."""
    return memory.screen is not None and touch.token == memory.screen


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable()


def _again(reply: Reply, memory: Memory) -> Reply:
    return reply.asking_again(memory) if memory.question else reply.asking("what_to_order")
