"""Compares what happened with what a conversation file says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.conversations import screens
from simulator.conversations.difference import Difference, Failure, Meaning, Plain, Things, Words
from simulator.conversations.lines import StoredLine, unlike
from simulator.conversations.pattern import ExpectedIntent, Hearing
from simulator.conversations.script import Expected, ExpectedOrder, Line, Outcome
from simulator.conversations.shop import StoredOrder
from simulator.device import Turn
from simulator.show import card_text, delivered_intent, filled_slots, understood


def check_turn(line: Line, turn: Turn) -> list[Failure]:
    """What of a turn is not as its line in the file says; a problem in the response always counts."""
    parts = (_problems(turn), _meant(line.expected, turn), _told(line.expected, turn), _shown(line.expected, turn))
    return [Failure(line.line, key, difference) for part in parts for key, difference in part]


_Differences = Iterator[tuple[str, Difference]]


def _problems(turn: Turn) -> _Differences:
    for problem in turn.problems:
        yield "problem", Plain("a response that Alexa takes", str(problem))


def _meant(expected: Expected, turn: Turn) -> _Differences:
    """What was understood, and how things then stand."""
    if expected.intent and (difference := _intent(expected.intent, turn)):
        yield "intent", difference
    asks = turn.dialog.slot if turn.dialog else None
    if expected.asks and expected.asks != asks:
        yield "asks", Plain(expected.asks, asks or "nothing")
    session = "open" if turn.session_open else "closed"
    if expected.session and expected.session != session:
        yield "session", Plain(expected.session, session)


def _intent(expected: ExpectedIntent, turn: Turn) -> Meaning | None:
    found, intent = understood(turn), delivered_intent(turn)
    slots = filled_slots(intent) if intent else {}
    name = (found or "").partition("(")[0]
    if name == expected.name and expected.slots in (None, slots):
        return None
    reason = turn.recognition.reason if turn.recognition else ""
    if name != expected.name or expected.slots is None:
        return Meaning(str(expected), found, reason=reason)
    return Meaning(str(expected), found, expected.slots, slots, reason)


def _told(expected: Expected, turn: Turn) -> _Differences:
    """What was heard, and what the card says."""
    heard = turn.speech.text if turn.speech else ""
    waiting = " ".join(speech.text for speech in turn.progress)
    texts: list[tuple[str, Hearing | None, str]] = [
        ("progress", expected.progress, waiting),
        ("hear", expected.hear, heard),
        ("reprompt", expected.reprompt, turn.reprompt.text if turn.reprompt else ""),
    ]
    for key, wanted, got in texts:
        if wanted and not wanted.satisfied_by(got):
            yield key, Words(wanted, got)
    for words in expected.unheard:
        if words.lower() in heard.lower():
            yield "unheard", Plain(f"nothing of {words!r}", heard)
    card = card_text(turn.card) if turn.card else ""
    kind = turn.card["type"] if turn.card else "none"
    if expected.card and str(expected.card) != kind and not expected.card.satisfied_by(card):
        yield "card", Words(expected.card, card)


def _shown(expected: Expected, turn: Turn) -> _Differences:
    """What stands on the screen."""
    name, texts = screens.name(turn.screen), screens.texts(turn.screen)
    if expected.screen and expected.screen != name:
        yield "screen", Plain(expected.screen, name)
    missing = tuple(wanted.text for wanted in expected.see if not any(map(wanted.matches, texts)))
    if missing:
        yield "see", Things(tuple(wanted.text for wanted in expected.see), texts, missing, ())


def check_outcome(outcome: Outcome, cart: Sequence[StoredLine], placed: Sequence[StoredOrder]) -> list[Failure]:
    """What of the store is not as the file says; `placed` are the orders of this conversation alone."""
    failures = []
    if outcome.cart is not None and (difference := _lines(outcome.cart, cart)):
        failures.append(Failure(outcome.line, "cart", difference))
    if outcome.orders is not None:
        failures += [Failure(outcome.line, key, difference) for key, difference in _orders(outcome.orders, placed)]
    return failures


def _lines(expected: Sequence[str], stored: Sequence[StoredLine]) -> Things | None:
    missing, surplus = unlike(expected, stored)
    if not missing and not surplus:
        return None
    return Things(tuple(expected), tuple(map(str, stored)), tuple(missing), tuple(map(str, surplus)))


def _orders(expected: Sequence[ExpectedOrder], placed: Sequence[StoredOrder]) -> _Differences:
    """Orders are compared one by one, the oldest first; where their number differs, the last differ."""
    if len(expected) != len(placed):
        wanted, got = tuple(map(str, expected)), tuple(map(str, placed))
        yield "orders", Things(wanted, got, wanted[len(got) :], got[len(wanted) :])
        return
    for number, (wanted_order, order) in enumerate(zip(expected, placed, strict=True), 1):
        if lines := _lines(wanted_order.lines, order.lines):
            yield f"order {number}", lines
        if wanted_order.total not in (None, order.total):
            yield f"order {number}, total", Plain(str(wanted_order.total), str(order.total))
        if wanted_order.state not in (None, order.state):
            yield f"order {number}, state", Plain(str(wanted_order.state), order.state)
