"""A turn as the page shows it: JSON with all that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from simulator.device.deeds import Happened, Resumed, Touched
from simulator.page.happenings import label_of

if TYPE_CHECKING:
    from simulator.device import Connection, Dialog, Exchange, Json, Problem, Screen, Speech, Turn
    from simulator.device.deeds import Deed
    from simulator.recogniser import FilledSlot, Recognition
    from simulator.wire import Call, Network


@dataclass(frozen=True, slots=True)
class Told:
    """A turn of a desk: its number there, the session's attributes after it, and each exchange's calls to the store.

    `network` is how the line to the store was then.
    """

    number: int
    turn: Turn
    attributes: Json
    calls: tuple[tuple[Call, ...], ...]
    network: Network

    def as_json(self) -> Json:
        turn = self.turn
        steps = [step for exchange in turn.exchanges for step in exchange.steps]
        return {
            "number": self.number,
            "said": turn.said,
            "kind": turn.kind,
            "deed": _deed(turn.deed),
            "recognition": _recognition(turn.recognition),
            "heard": _speech(turn.speech),
            "reprompt": _speech(turn.reprompt),
            "card": turn.card,
            "screen": screen_json(turn.screen),
            "commands": list(turn.commands),
            "progress": [asdict(speech) for speech in turn.progress],
            "connection": _connection(turn.connection),
            "dialog": _dialog(turn.dialog),
            "session": {"open": turn.session_open, "attributes": self.attributes},
            "ended": turn.ended and str(turn.ended),
            "problems": [_problem(problem) for problem in turn.problems],
            "milliseconds": turn.milliseconds,
            "time": _time(turn.exchanges),
            "keys": [step.name for step in steps if step.kind == "speech"],
            "exchanges": [_exchange(*pair) for pair in zip(turn.exchanges, self.calls, strict=True)],
        }


def _dialog(dialog: Dialog | None) -> Json | None:
    return {"intent": dialog.intent["name"], "asks": str(dialog.asks), "slot": dialog.slot} if dialog else None


def screen_json(screen: Screen | None) -> Json | None:
    """What is on the screen."""
    if screen is None:
        return None
    return {"document": screen.document, "datasources": screen.datasources, "token": screen.token}


def _deed(deed: Deed) -> Json:
    """What was done, beside what was said."""
    match deed:
        case Touched(arguments, source):
            return {"arguments": list(arguments), "source": dict(source)}
        case Happened(event):
            return {"label": label_of(event), "type": event.type, "body": dict(event.body)}
        case Resumed(completion):
            return {"code": completion.code, "message": completion.message, "result": dict(completion.result)}
        case _:
            return {}


def _connection(connection: Connection | None) -> Json | None:
    if connection is None:
        return None
    return {"uri": connection.uri, "input": dict(connection.input), "token": connection.token}


def _speech(speech: Speech | None) -> Json | None:
    return asdict(speech) if speech else None


def _problem(problem: Problem) -> Json:
    # The device reports nothing but what is wrong with the skill's answer (turn.Fault).
    return {"fault": str(problem.fault), "message": problem.message, "where": "skill"}


def _recognition(recognition: Recognition | None) -> Json | None:
    if recognition is None:
        return None
    return {
        "intent": recognition.intent,
        "score": recognition.confidence,
        "reason": recognition.reason,
        "slots": {name: _slot(slot) for name, slot in recognition.slots.items()},
        "runnersUp": [{"intent": other.intent, "score": other.confidence} for other in recognition.runners_up],
    }


def _slot(slot: FilledSlot) -> Json:
    """What was heard: one value, or those of a slot that collects several."""
    resolved = [asdict(value) for part in slot.items or (slot,) for value in part.values]
    return {"value": [item.value for item in slot.items] or slot.value, "type": slot.kind, "resolved": resolved}


def _exchange(exchange: Exchange, calls: tuple[Call, ...]) -> Json:
    return {
        "request": exchange.request,
        "response": exchange.response,
        "milliseconds": exchange.milliseconds,
        "steps": [asdict(step) for step in exchange.steps],
        "calls": [_call(call) for call in calls],
    }


def _call(call: Call) -> dict[str, Any]:
    return asdict(call)


def _time(exchanges: Sequence[Exchange]) -> dict[str, float]:
    """Milliseconds spent by whom: what neither the store nor the Ledger took is the skill's."""
    steps = [step for exchange in exchanges for step in exchange.steps]
    spent = {kind: sum(step.milliseconds for step in steps if step.kind == kind) for kind in ("store", "ledger")}
    everything = sum(exchange.milliseconds for exchange in exchanges)
    return {"skill": max(0.0, everything - sum(spent.values())), **spent}
