"""Orders that were placed: how far they are, and cancelling one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from ..shop.customer import Customer, PastOrder
from ..shop.errors import NoOrders, StoreTrouble, UnknownOrder
from ..shop.ports import Ledger, Store
from ..shop.purchase import Order
from . import unsettled
from .registry import answer, intent, with_account
from .slots import Spoken
from .turn import Reply, Turn, say

_LOOKED_AT = 2


@intent("OrderStatus")
@with_account
def status(turn: Turn, store: Store, ledger: Ledger, order_number: Spoken | None) -> Reply:
    """Say how far an order is: the one named, or the latest that are under way."""
    customer = ledger.customer(turn.user)
    settled = unsettled.settle(turn, store, ledger, customer)
    if settled:
        return settled
    first, *others = _orders(store, customer, order_number)
    told = (first, *(order for order in others if not order.state.is_over))
    *before, last = map(_state_of, told)
    cancellable = (_stoppable(told) or first).id
    return (
        last.after(*before)
        .asking("anything_else", order=cancellable)
        .with_card("status")
        .showing("status", orders=told)
    )


@intent("CancelOrder")
@with_account
def cancel(turn: Turn, store: Store, ledger: Ledger, order_number: Spoken | None) -> Reply:
    """Ask before an order is cancelled. One whose outcome is not known is settled first: it may be the one meant."""
    customer = ledger.customer(turn.user)
    settled = unsettled.settle(turn, store, ledger, customer, unsettled.ask_to_call_off)
    if settled:
        return settled
    if not customer.orders:
        return say("cancel.nothing_ordered").asking("what_to_order")
    return _ask_before_canceling(_orders(store, customer, order_number))


@answer("cancel", "check_again")
@with_account
def cancel_what_is_open(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """ "Cancel" while it is not known what became of an order means that order, if it means any."""
    settled = unsettled.settle(turn, store, ledger, ledger.customer(turn.user), unsettled.ask_to_call_off)
    return settled or say("goodbye")


@answer("cancel", "anything_else", "what_to_order")
def cancel_it(turn: Turn, store: Store) -> Reply:
    """ "Cancel it" right after an order was told of means that order, and asks; else it ends the conversation."""
    told = turn.memory.question.data.get("order") if turn.memory.question else None
    return _ask_before_canceling([store.order(told)]) if told else say("goodbye")


@answer("yes", "cancel_order")
@with_account
def cancel_now(store: Store, order: str, key: str) -> Reply:
    try:
        canceled = store.cancel_order(order, key)
    except StoreTrouble:
        return say("cancel.unknown").asking("cancel_order", order=order, key=key)
    return say("cancel.done", label=canceled.label, total=canceled.total).asking("anything_else").with_card("canceled")


@answer("no", "cancel_order")
@answer("cancel", "cancel_order")
def keep_order() -> Reply:
    return say("cancel.kept").asking("anything_else")


def _orders(store: Store, customer: Customer, number: Spoken | None) -> Sequence[Order]:
    """The order of that number, or the latest ones, newest first. Raises NoOrders or UnknownOrder."""
    if not customer.orders:
        raise NoOrders
    meant = [past for past in customer.orders if number is None or past.label == str(number.number)]
    found = [order for past in meant[:_LOOKED_AT] if (order := _order(store, past))]
    if not found:
        raise UnknownOrder
    return found


def _ask_before_canceling(orders: Sequence[Order]) -> Reply:
    order = _stoppable(orders)
    if order is None:
        return _state_of(orders[0]).after(say("cancel.too_late", label=orders[0].label)).asking("anything_else")
    return say("cancel.sure", label=order.label, lines=order.lines, total=order.total).asking(
        "cancel_order", order=order.id, key=str(uuid.uuid4())
    )


def _stoppable(orders: Sequence[Order]) -> Order | None:
    return next((order for order in orders if order.state.is_stoppable), None)


def _order(store: Store, past: PastOrder) -> Order | None:
    """The order, or None where it is not the linked account's: another one was linked when it was placed."""
    try:
        return store.order(past.id)
    except UnknownOrder:
        return None


def _state_of(order: Order) -> Reply:
    key = f"status.{order.state}"
    if order.fulfillment.ready_at is None and not order.state.is_over:
        key = f"{key}_no_time"
    return say(key, label=order.label, fulfillment=order.fulfillment, place=order.fulfillment.place)
