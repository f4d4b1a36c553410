"""One valid request of each kind that Alexa sends, each as a household's device would send it now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.conversations.acting import EVENTS
from simulator.device import PIN_COMPLETIONS, Connection, Json
from simulator.device.connections import VERIFY_PERSON
from simulator.device.requests import launch_request, resumed_request
from simulator.models import SHIPPED
from tools.properties.moves import YES, Known, Move, Open, Say, Silence, Touch
from tools.properties.party import LOCALE, Party
from tools.properties.place import Place

_SLOTS = 5
_TO_THE_ORDER: Sequence[Move] = (
    Say("AddToCartIntent", {"product": Known(12), "size": Known(0)}),
    Touch(0),
    Say("CheckoutIntent"),
)


def valid_requests(place: Place) -> list[Json]:
    """Requests of every kind and of every intent, of a household that is asked whether to place an order.

    The last of them says yes to it.
    """
    party = Party(place)
    for move in _moves():
        party.play(move)
    for event in EVENTS.values():
        party.device.event(event(party.device))
    party.play(Open())
    for request in _rare():
        party.device.send(request)
    for move in (Open(), *_TO_THE_ORDER, Say(YES)):
        party.play(move)
    return [exchange.request for turn in party.device.turns for exchange in turn.exchanges]


def _moves() -> Iterator[Move]:
    model = SHIPPED.of(LOCALE).model
    yield Open()
    for intent in model.document["interactionModel"]["languageModel"]["intents"]:
        slots = sorted(model.slot_types(intent["name"]))[:_SLOTS]
        yield Say(intent["name"], {name: Known(number) for number, name in enumerate(slots)})
    yield from (Open(), *_TO_THE_ORDER, Touch(0), Touch(1, before=1), Silence(), Silence())


def _rare() -> Iterator[Json]:
    """What a screen and a task of Alexa's own may tell."""
    connection = Connection(f"{VERIFY_PERSON}2", {"requestedAuthenticationConfidenceLevel": {"level": 400}}, "token")
    for completion in PIN_COMPLETIONS.values():
        yield resumed_request(LOCALE, connection, completion)
    error = {"type": "LIST_ERROR", "reason": "INTERNAL_ERROR", "listId": "lines", "listVersion": 1, "message": "no"}
    screen = {"type": "Alexa.Presentation.APL.RuntimeError", "token": "cart", "errors": [error]}
    yield launch_request(LOCALE) | screen
