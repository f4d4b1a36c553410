"""A household in a conversation: two devices of one Alexa account, and all that may happen around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import singledispatchmethod

from simulator.conversations.acting import EVENTS
from simulator.conversations.screens import touchables
from simulator.device import (
    PIN_COMPLETIONS,
    SKILL_ID,
    Customer,
    Delivered,
    Device,
    Exchange,
    FixedToken,
    Hardware,
    Json,
    Screen,
)
from simulator.device import Turn as Heard
from simulator.device.dialog import State
from simulator.device.requests import intent_request, touch_request
from simulator.device.slots import Entities, SpokenValue, empty_intent, fill
from simulator.hardware import hardware
from simulator.models import SHIPPED
from store.errors import Refused
from tools.properties import moves
from tools.properties.inside import Inside
from tools.properties.moves import Known, Move, Word
from tools.properties.place import Place

LOCALE = "en-US"
_NUMBERS = 13
_CODES = ("2468", "1357")
_ENDS = sorted(PIN_COMPLETIONS)
_BY_TYPE = {"AMAZON.City": ("brooklyn", "paris"), "AMAZON.FOUR_DIGIT_NUMBER": _CODES}


@dataclass
class _Line:
    """What devices are connected by: to the skill as its operator has set it up by now."""

    skill: Inside

    def post(self, request: Json) -> Delivered:
        return self.skill.post(request)


class Party:
    """Plays moves. `played` are all of them, each with the turn that came of it, if any."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.played: list[tuple[Move, Heard | None]] = []
        self.last: Exchange | None = None
        trained = SHIPPED.of(LOCALE)
        self._entities = Entities(trained.model, SKILL_ID)
        self._screens: list[Screen] = []
        self._line = _Line(place.skill)
        customer = Customer(account=place.accounts["ana"])
        self._devices = [
            Device(trained.model, trained.listen, self._line, customer, _hardware(kind)) for kind in ("hub", "speaker")
        ]

    @property
    def device(self) -> Device:
        """The one that is talked to."""
        return self._devices[0]

    @property
    def user(self) -> str:
        """The household's id at Alexa."""
        return self.device.customer.user_id

    def play(self, move: Move) -> Heard | None:
        """What is heard of a move; None where nobody hears anything."""
        connected = bool(self.device.turns and self.device.turns[-1].connection)
        if connected and isinstance(move, moves.GoAlong):
            move = moves.Finish("achieved" if move.number % 2 else _ENDS[move.number % len(_ENDS)])
        if connected and isinstance(move, moves.Say | moves.Answer | moves.Touch):
            return None  # Alexa listens for the end of her own task
        turn = self._play(move)
        self.played.append((move, turn))
        if turn is None:
            return None
        self.last = turn.answered or self.last
        if turn.screen and turn.screen not in self._screens[:1]:
            self._screens.insert(0, turn.screen)
        return turn

    @singledispatchmethod
    def _play(self, move: Move) -> Heard | None:
        raise TypeError(move)

    @_play.register
    def _(self, move: moves.Say) -> Heard:
        model = self._entities.model
        intent = empty_intent(model, move.intent)
        state = State.STARTED if model.dialog(move.intent) else None
        return self._said(intent, move.slots, state)

    @_play.register
    def _(self, move: moves.Answer) -> Heard | None:
        dialog = self.device.turns[-1].dialog if self.device.turns else None
        if dialog is None or dialog.slot is None:
            return None
        return self._said(dialog.intent, {dialog.slot: move.word}, State.IN_PROGRESS)

    @_play.register
    def _(self, move: moves.GoAlong) -> Heard | None:
        last = self.device.turns[-1] if self.device.turns else None
        open_question = _question_of(last) if last and last.session_open else "what_to_order"
        if last is None or open_question == "what_to_order":
            return self._play(moves.Say("AddToCartIntent", {"product": Known(move.number)}))
        if last.dialog and last.dialog.slot:
            kind = self._entities.model.slot_types(last.dialog.intent["name"])[last.dialog.slot]
            heard = last.speech.text.lower() if last.speech else ""
            named = [number for number, value in enumerate(self._values(kind)) if value in heard]
            return self._play(moves.Answer(Known(named[move.number % len(named)] if named else move.number)))
        return self._play(moves.Say("CheckoutIntent" if open_question == "anything_else" else moves.YES))

    def _said(self, intent: Json, words: Mapping[str, Word], state: State | None) -> Heard:
        types = self._entities.model.slot_types(intent["name"])
        values = {name: [self._value(types[name], word)] for name, word in words.items() if name in types}
        return self.device.send(intent_request(LOCALE, fill(intent, values, self._entities), state))

    def _value(self, kind: str, word: Word) -> SpokenValue:
        if not isinstance(word, Known):
            return SpokenValue(word.text)
        words = self._values(kind)
        return SpokenValue(words[word.number % len(words)])

    def _values(self, kind: str) -> Sequence[str]:
        """What can be said for a slot of that type."""
        known = [entry["name"]["value"] for entry in self._entities.model.types.get(kind, ())]
        return known or _BY_TYPE.get(kind) or [str(number) for number in range(_NUMBERS)]

    @_play.register
    def _(self, move: moves.Touch) -> Heard | None:
        shown = self.device.screen
        screens = [shown] if move.before == 0 else [screen for screen in self._screens if screen is not shown]
        screen = screens[(move.before - 1) % len(screens)] if screens else None
        things = list(touchables(screen).values())
        if screen is None or not things:
            return None
        arguments = things[move.thing % len(things)]
        if screen is self.device.screen:
            return self.device.touch(arguments)
        return self.device.send(touch_request(LOCALE, screen, arguments, {}))

    @_play.register
    def _(self, move: moves.Finish) -> Heard | None:
        turn = self.device.resume(PIN_COMPLETIONS[move.how])
        return turn if turn.exchanges else None

    @_play.register
    def _(self, _: moves.Open) -> Heard:
        return self.device.open()

    @_play.register
    def _(self, _: moves.Silence) -> Heard | None:
        turn = self.device.silence()
        return turn if turn.exchanges else None

    @_play.register
    def _(self, _: moves.Leave) -> Heard | None:
        turn = self.device.leave()
        return turn if turn.exchanges else None

    @_play.register
    def _(self, _: moves.Turn) -> None:
        self._devices.reverse()

    @_play.register
    def _(self, _: moves.Verify) -> None:
        self._line.skill = self.place.verifying_skill

    @_play.register
    def _(self, _: moves.Again) -> None:
        if self.last:
            self._line.post(self.last.request)

    @_play.register
    def _(self, move: moves.Link) -> None:
        account = FixedToken("revoked") if move.account == "revoked" else self.place.accounts.get(move.account or "")
        for device in self._devices:
            device.customer = replace(device.customer, account=account)

    @_play.register
    def _(self, move: moves.Happen) -> Heard:
        return self.device.event(EVENTS[move.event](self.device))

    @_play.register
    def _(self, move: moves.Price) -> None:
        self.place.staff.set_price(move.product, move.amount)

    @_play.register
    def _(self, move: moves.Stock) -> None:
        self.place.staff.set_stock(move.product, move.left)

    @_play.register
    def _(self, move: moves.Card) -> None:
        self.place.staff.set_default_card("ana", move.last_digits)

    @_play.register
    def _(self, move: moves.Later) -> None:
        self.place.books.age(self.user, timedelta(minutes=move.minutes))

    @_play.register
    def _(self, _: moves.Advance) -> None:
        orders = self.place.books.charges(self.user)
        if orders:
            with suppress(Refused):  # it is handed over or canceled already
                self.place.staff.advance(orders[-1].order_id)


def _question_of(turn: Heard) -> str | None:
    """The name of the question that the skill remembers to have asked."""
    response = turn.answered.response if turn.answered else None
    name: str | None = (response or {}).get("sessionAttributes", {}).get("question", {}).get("name")
    return name


def _hardware(kind: str) -> Hardware:
    return hardware(
        kind,
        locale=LOCALE,
        time_zone="America/New_York",
        device_id=f"a-{kind}",
        api_endpoint="https://api.amazonalexa.com",
    )
