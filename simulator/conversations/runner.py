"""Plays a conversation and tells where it went another way than its file says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.conversations.check import Failure, check_outcome, check_turn
from simulator.conversations.format import Conversation, Given, Line, Meanwhile
from simulator.conversations.lines import tell_the_same
from simulator.conversations.shop import Shop, StoredOrder
from simulator.conversations.stage import Stage
from simulator.device import Customer, Device, Turn
from store.errors import StoreError


@dataclass(frozen=True, slots=True)
class Result:
    """How a conversation went: what was said until it failed or ended, and what was wrong."""

    conversation: Conversation
    turns: tuple[Turn, ...]
    failures: tuple[Failure, ...]


class GivenFailed(Exception):
    """What a conversation takes as given could not be brought about."""


def play(conversation: Conversation, stage: Stage) -> Result:
    """Play one conversation to its end, or to the first turn that is not as its file says.

    Raises:
        LinkingFailed, StoreUnreachable, BrokenModel: there is nothing to talk to.
    """
    customer = stage.customer(conversation.given)
    device = stage.device(conversation, customer)
    with stage.shop.put_back():
        try:
            _bring_about(conversation.given, stage, customer, device)
        except (GivenFailed, StoreError) as error:
            return Result(conversation, tuple(device.turns), (Failure(conversation.line, "given", "", str(error)),))
        earlier = stage.shop.orders()
        device.turns.clear()
        failures = _play_steps(conversation, device, stage.shop) or _check_store(
            conversation, stage.shop, customer, earlier
        )
    return Result(conversation, tuple(device.turns), tuple(failures))


def _bring_about(given: Given, stage: Stage, customer: Customer, device: Device) -> None:
    """Orders and carts come about by asking the skill for them, prices and stock by the store's staff."""
    for shelf in given.store:
        stage.shop.change(shelf)
    for order in given.ordered:
        _fill_cart(order, stage.shop, customer, device)
        before = len(stage.shop.orders())
        for words in ("check out", "yes"):
            device.say(words)
        if len(stage.shop.orders()) != before + 1:
            raise GivenFailed(f"ordering {list(order)} placed no order:\n{_heard(device)}")
    if given.cart:
        _fill_cart(given.cart, stage.shop, customer, device)
    if given.card:
        stage.shop.pay_with(given.customer, given.card)
    device.leave()


def _fill_cart(entries: Sequence[str], shop: Shop, customer: Customer, device: Device) -> None:
    for entry in entries:
        device.open(entry)
    if not tell_the_same(entries, lines := shop.cart(customer)):
        held = ", ".join(map(str, lines)) or "nothing"
        raise GivenFailed(f"the cart should hold {', '.join(entries)}, but holds {held}:\n{_heard(device)}")


def _heard(device: Device) -> str:
    return "\n".join(f"  {turn.said}\n    {turn.speech.text if turn.speech else '-'}" for turn in device.turns)


def _play_steps(conversation: Conversation, device: Device, shop: Shop) -> list[Failure]:
    if not device.is_invocation(_first_words(conversation)):
        device.open()
    for step in conversation.steps:
        if isinstance(step, Meanwhile):
            _happen(step, shop)
        elif failures := check_turn(step, device.say(step.say)):
            return failures
    return []


def _first_words(conversation: Conversation) -> str:
    return next((step.say for step in conversation.steps if isinstance(step, Line)), "")


def _happen(step: Meanwhile, shop: Shop) -> None:
    for shelf in step.store:
        shop.change(shelf)
    if step.advance:
        shop.advance(shop.orders()[-1])


def _check_store(
    conversation: Conversation, shop: Shop, customer: Customer, earlier: Sequence[StoredOrder]
) -> list[Failure]:
    outcome = conversation.outcome
    if outcome is None:
        return []
    known = {order.number for order in earlier}
    placed = [order for order in shop.orders() if order.number not in known]
    return check_outcome(outcome, shop.cart(customer), placed)
