"""Gives what was heard to the function that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..shop.errors import BadCode, CodeLocked, NotLinked, ShopError
from ..shop.ports import Ledger, Store
from . import (  # noqa: F401 - each registers itself
    account,
    add,
    browse,
    buying,
    cart,
    checkout,
    codes,
    deals,
    help,  # noqa: A004
    orders,
    places,
    privacy,
    quiet,
    reorder,
    spending,
)
from .registry import Heard, answer_handler, intent_handler
from .slots import Slots, Spoken
from .turn import Reply, Turn, explain, say

# The intents that answer the open question instead of opening a new subject.
ANSWERS = {"Yes": "yes", "No": "no", "More": "more", "Choose": "choice", "Cancel": "cancel", "VoiceCode": "code"}


def reply_to(turn: Turn, intent: str, slots: Slots, store: Store, ledger: Ledger) -> Reply:
    """What is answered to an intent. Shop errors become answers; any other exception escapes."""
    try:
        return _route(turn, intent, slots, store, ledger)
    except (NotLinked, CodeLocked) as error:
        return explain(error).with_link_card()
    except BadCode as error:
        return codes.asking_again(turn, error)
    except ShopError as error:
        return explain(error)


def _route(turn: Turn, intent: str, slots: Slots, store: Store, ledger: Ledger) -> Reply:
    question = turn.memory.question
    data: Mapping[str, Any] = question.data if question else {}
    kind = ANSWERS.get(intent)
    if kind and question:
        handler = answer_handler(question.name, kind)
        if handler:
            return handler(Heard(turn, store, ledger, slots, {**data, **_given(slots)}))
    handler = intent_handler(intent)
    if handler is None:
        return say("not_understood").asking("what_to_order")
    return handler(Heard(turn, store, ledger, slots, data))


def _given(slots: Slots) -> Mapping[str, Any]:
    """What an answer may hold: the place in a list, or a voice code."""
    spoken: Spoken | None = slots.get("ordinal") or slots.get("number")
    return {"position": spoken.number if spoken else None, "code": slots.get("code")}
