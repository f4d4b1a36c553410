"""Gives what was heard to the function that answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    unsettled,
)
from .registry import Heard, answer_handler, intent_handler
from .slots import Slots, Spoken
from .turn import Reply, Turn, explain, say
from .verification import Verification

# The intents that answer the open question instead of opening a new subject.
ANSWERS = {
    "Yes": "yes",
    "No": "no",
    "More": "more",
    "Choose": "choice",
    "Cancel": "cancel",
    "Stop": "stop",
    "VoiceCode": "code",
}


def is_answered(intent: str) -> bool:
    """Whether there is an answer to that intent, be it only to some question."""
    return intent in ANSWERS or intent_handler(intent) is not None


def reply_to(turn: Turn, intent: str, slots: Slots, store: Store, ledger: Ledger) -> Reply:
    """What is answered to an intent. Shop errors become answers; any other exception escapes."""
    return _explaining(turn, lambda: _route(turn, intent, slots, store, ledger))


def reply_to_verification(turn: Turn, verification: Verification, store: Store, ledger: Ledger) -> Reply:
    """What is answered to the outcome of a handover, by the question that waits for it. Errors as in `reply_to`."""
    question = turn.memory.question
    handler = answer_handler(question.name, "verification") if question else None
    if question is None or handler is None:
        return say("checkout.outdated").asking("check_out_or_more")
    data = {**question.data, "verification": verification}
    return _explaining(turn, lambda: handler(Heard(turn, store, ledger, {}, data)))


def _explaining(turn: Turn, reply: Callable[[], Reply]) -> Reply:
    try:
        return reply()
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
