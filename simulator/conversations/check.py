"""Compares what happened with what a conversation file says, and tells the difference so that a human sees it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.conversations.format import ExpectedOrder, Line, Outcome
from simulator.conversations.lines import StoredLine, tell_the_same
from simulator.conversations.pattern import ExpectedIntent, Hearing
from simulator.conversations.shop import StoredOrder
from simulator.device import Turn
from simulator.show import card_text, delivered_intent, filled_slots, understood


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is not as the file says: which line and key, what was expected, what came."""

    line: int
    key: str
    expected: str
    got: str


def check_turn(line: Line, turn: Turn) -> list[Failure]:
    """What of a turn is not as its line in the file says; a problem in the response always counts."""
    return [Failure(line.line, key, expected, got) for key, expected, got in _differences(line, turn)]


def _differences(line: Line, turn: Turn) -> Iterator[tuple[str, str, str]]:
    expected, heard = line.expected, turn.speech.text if turn.speech else ""
    for problem in turn.problems:
        yield "problem", "a response that Alexa takes", str(problem)
    if expected.intent and not _is_intent(expected.intent, turn):
        yield "intent", str(expected.intent), understood(turn) or "nothing"
    texts = {"hear": heard, "reprompt": turn.reprompt.text if turn.reprompt else "", "card": _card(turn)}
    for key, got in texts.items():
        wanted: Hearing | None = getattr(expected, key)
        if wanted and not (wanted.satisfied_by(got) or (key == "card" and _is_type(wanted, turn))):
            yield key, str(wanted), got or "nothing"
    for words in expected.unheard:
        if words.lower() in heard.lower():
            yield "unheard", f"nothing of {words!r}", heard
    asks = turn.dialog.slot if turn.dialog else None
    if expected.asks and expected.asks != asks:
        yield "asks", expected.asks, asks or "nothing"
    session = "open" if turn.session_open else "closed"
    if expected.session and expected.session != session:
        yield "session", expected.session, session


def _card(turn: Turn) -> str:
    return card_text(turn.card) if turn.card else ""


def _is_type(wanted: Hearing, turn: Turn) -> bool:
    """Whether a card expectation names a type (LinkAccount), or `none`."""
    return str(wanted) == (turn.card["type"] if turn.card else "none")


def _is_intent(expected: ExpectedIntent, turn: Turn) -> bool:
    found = understood(turn)
    if found is None or found.partition("(")[0] != expected.name:
        return False
    intent = delivered_intent(turn)
    return expected.slots is None or expected.slots == (filled_slots(intent) if intent else {})


def check_outcome(outcome: Outcome, cart: Sequence[StoredLine], placed: Sequence[StoredOrder]) -> list[Failure]:
    """What of the store is not as the file says; `placed` are the orders of this conversation alone."""
    failures = []
    if outcome.cart is not None and not tell_the_same(outcome.cart, cart):
        failures.append(Failure(outcome.line, "cart", _listed(outcome.cart), _listed(cart)))
    if outcome.orders is not None and not _same_orders(outcome.orders, placed):
        failures.append(Failure(outcome.line, "orders", _listed(map(_order_text, outcome.orders)), _listed(placed)))
    return failures


def _same_orders(expected: Sequence[ExpectedOrder], placed: Sequence[StoredOrder]) -> bool:
    return len(expected) == len(placed) and all(map(_same_order, expected, placed))


def _same_order(expected: ExpectedOrder, order: StoredOrder) -> bool:
    return (
        tell_the_same(expected.lines, order.lines)
        and expected.total in (None, order.total)
        and expected.state in (None, order.state)
    )


def _order_text(order: ExpectedOrder) -> str:
    facts = [f"[{', '.join(order.lines)}]", order.total is not None and f"total {order.total}", order.state]
    return ", ".join(str(fact) for fact in facts if fact)


def _listed(entries: object) -> str:
    return ", ".join(map(str, entries)) or "nothing"  # type: ignore[call-overload]


def difference(expected: str, got: str) -> str:
    """What was heard, with the words that were not expected as {+these+} and those that were missed as [-these-]."""
    wanted, heard = expected.split(), got.split()
    parts = []
    for kind, start, end, other, until in difflib.SequenceMatcher(None, wanted, heard, autojunk=False).get_opcodes():
        missed, new = " ".join(wanted[start:end]), " ".join(heard[other:until])
        if kind == "equal" or missed == "...":
            parts.append(new)
            continue
        parts += [f"[-{missed}-]"] * bool(missed) + [f"{{+{new}+}}"] * bool(new)
    return " ".join(parts)
