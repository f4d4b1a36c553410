"""Plays a conversation and tells where it went another way than its file says."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulator.conversations.acting import NothingToTouch, act
from simulator.conversations.check import check_outcome, check_turn
from simulator.conversations.difference import Failure, Plain, Things
from simulator.conversations.lines import tell_the_same
from simulator.conversations.script import Conversation, ExpectedOrder, Line, Meanwhile, Say
from simulator.conversations.shop import StoredOrder
from simulator.conversations.stage import Stage
from simulator.device import Device, Turn
from simulator.wire import Network
from store.errors import StoreError

_LOGGED = re.compile(r"voiceshop (\{.*\})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Result:
    """How a conversation went: what was said until it failed or ended, and what was wrong.

    `troubles` are what the skill did not foresee meanwhile, as it logs that: the kind of error, and where.
    """

    conversation: Conversation
    turns: tuple[Turn, ...]
    failures: tuple[Failure, ...]
    troubles: tuple[str, ...] = ()


class GivenFailed(Exception):
    """Something that a conversation takes for granted could not be brought about."""


def play(conversation: Conversation, stage: Stage) -> Result:
    """Play one conversation to its end, or to the first turn that is not as its file says.

    Raises:
        LinkingFailed, StoreUnreachable, BrokenModel: there is nothing to talk to.
    """
    customer = stage.customer(conversation.given)
    logged_before = len(stage.printed())
    with stage.shop.put_back(), stage.device(conversation.given, customer, conversation.locale) as device:
        try:
            result = _Performance(conversation, stage, device).play()
        finally:
            stage.wire.network = Network.NORMAL
    return replace(result, troubles=_troubles_in(stage.printed()[logged_before:]))


def _troubles_in(log: str) -> tuple[str, ...]:
    lines = (json.loads(line) for line in _LOGGED.findall(log))
    return tuple(f"{line['error']} in {line['where']}" for line in lines if line["event"] == "failure")


class _Performance:
    """One conversation on a stage, with a device and orders of its own."""

    def __init__(self, conversation: Conversation, stage: Stage, device: Device) -> None:
        self._conversation, self._shop, self._device = conversation, stage.shop, device
        self._wire = stage.wire
        self._customer = device.customer
        self._earlier = {order.number for order in self._shop.orders()}

    def play(self) -> Result:
        failures = self._given() or self._spoken() or self._stored()
        return Result(self._conversation, tuple(self._device.turns), tuple(failures))

    def _given(self) -> list[Failure]:
        """Orders and carts come about by asking the skill for them, the rest by the store's staff."""
        given = self._conversation.given
        try:
            for shelf in given.store:
                self._shop.change(shelf)
            for order in given.ordered:
                self._order(order)
            self._fill_cart(given.cart)
            if given.card:
                self._shop.pay_with(given.customer, given.card)
        except (GivenFailed, StoreError) as error:
            return [Failure(self._conversation.line, "given", Plain("", str(error)))]
        self._device.leave()
        self._device.turns.clear()
        return []

    def _order(self, wanted: ExpectedOrder) -> None:
        self._fill_cart(wanted.lines)
        before = len(self._orders())
        for words in ("check out", "yes"):
            self._device.say(words)
        if len(self._orders()) != before + 1:
            raise GivenFailed(f"{', '.join(wanted.lines)} could not be ordered")
        while wanted.state not in (None, (order := self._orders()[-1]).state):
            self._shop.advance(order)

    def _fill_cart(self, entries: Sequence[str]) -> None:
        for entry in entries:
            self._device.open(entry)
        if entries and not tell_the_same(entries, lines := self._shop.cart(self._customer)):
            held = ", ".join(map(str, lines)) or "nothing"
            raise GivenFailed(f"the cart should hold {', '.join(entries)}, but holds {held}")

    def _spoken(self) -> list[Failure]:
        steps = self._conversation.steps
        first = next((step.deed for step in steps if isinstance(step, Line)), None)
        if not (isinstance(first, Say) and self._device.is_invocation(first.text)):
            self._device.open()
        for step in steps:
            failures = self._happen(step) if isinstance(step, Meanwhile) else self._act(step)
            if failures:
                return failures
        return []

    def _act(self, line: Line) -> list[Failure]:
        try:
            return check_turn(line, act(self._device, line.deed))
        except NothingToTouch as error:
            return [Failure(line.line, "touch", Things((error.text,), error.there, (error.text,), ()))]

    def _happen(self, step: Meanwhile) -> list[Failure]:
        try:
            for shelf in step.store:
                self._shop.change(shelf)
            for order in self._orders()[-1:] if step.advance else ():
                self._shop.advance(order)
            self._wire.network = step.network or self._wire.network
        except StoreError as error:
            return [Failure(step.line, "meanwhile", Plain("", str(error)))]
        return []

    def _stored(self) -> list[Failure]:
        outcome = self._conversation.outcome
        return check_outcome(outcome, self._shop.cart(self._customer), self._orders()) if outcome else []

    def _orders(self) -> list[StoredOrder]:
        return [order for order in self._shop.orders() if order.number not in self._earlier]
