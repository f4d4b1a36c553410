"""Orders that were placed: how far they are, and cancelling one."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from itertools import islice

from ..shop.customer import Customer, PastOrder
from ..shop.errors import LedgerTrouble, NoOrders, NotLinked, StoreTrouble, UnknownOrder
from ..shop.ports import Ledger, Store
from ..shop.purchase import Order
from . import buying, checkout, unsettled
from .registry import answer, intent, with_account
from .slots import Spoken
from .turn import Reply, Turn, explain, say

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
    """Ask before an order is cancelled.

    Unless one is named that was placed, it is the latest that is meant: the one that is being asked about, or whose
    outcome is not known.
    """
    customer, question = ledger.customer(turn.user), turn.memory.question
    if question and question.name == "cancel_again" and not order_number:
        return cancel_now(store, question.data["order"], question.data["key"])
    if not _named(customer, order_number):
        withdrawn = None if order_number else checkout.withdraw_latest(turn, store, ledger, customer)
        latest = withdrawn or unsettled.take_back(turn, store, ledger, customer)
        if latest:
            return latest
    if not customer.orders:
        return say("cancel.nothing_ordered").asking("what_to_order")
    return _ask_before_canceling(_orders(store, customer, order_number))


@intent("Cancel")
def cancel_elsewhere(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Where something else is being asked it is that which is left, and no order that another device may be placing."""
    return say("goodbye") if turn.memory.question else cancel_what_is_open(turn, store, ledger)


@answer("cancel", "check_again")
def cancel_what_is_open(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """ "Cancel" means an order of which it is not known what became of it, if there is one; else it is a goodbye."""
    if turn.token is None:
        return say("goodbye")
    try:
        customer = ledger.customer(turn.user)
        settled = unsettled.take_back(turn, store, ledger, customer)
    except (NotLinked, LedgerTrouble):
        return say("goodbye")
    if settled is None:
        return _cancel_what_was_placed(turn, store, ledger, customer)
    question = turn.memory.question
    # Asked the same again, they would have no way out but to stop.
    is_asked_again = question and settled.question and settled.question.name == question.name
    return say("goodbye").after(settled) if is_asked_again else settled


def _cancel_what_was_placed(turn: Turn, store: Store, ledger: Ledger, customer: Customer) -> Reply:
    """What another device has found out meanwhile of the order that was asked about here."""
    question = turn.memory.question
    is_meant = question and (question.name == "check_again" or question.data.get("unsettled"))
    bought = buying.just_bought(turn, ledger, customer) if is_meant else None
    return _ask_before_canceling([store.order(bought.order.id)]) if bought and bought.order else say("goodbye")


@answer("cancel", "anything_else", "what_to_order")
def cancel_it(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """ "Cancel it" right after an order was told of means that order, and asks."""
    told = turn.memory.question.data.get("order") if turn.memory.question else None
    return _ask_before_canceling([store.order(told)]) if told else cancel_what_is_open(turn, store, ledger)


@answer("yes", "cancel_order", "cancel_again")
@with_account
def cancel_now(store: Store, order: str, key: str) -> Reply:
    try:
        canceled = store.cancel_order(order, key)
    except StoreTrouble:
        return say("cancel.unknown").asking("cancel_again", order=order, key=key)
    return say("cancel.done", label=canceled.label, total=canceled.total).asking("anything_else").with_card("canceled")


@answer("no", "cancel_order")
@answer("cancel", "cancel_order")
def keep_order() -> Reply:
    return say("cancel.kept").asking("anything_else")


@answer("no", "cancel_again")
@answer("cancel", "cancel_again")
@with_account
def tell_whether_it_is_canceled(store: Store, order: str) -> Reply:
    """The store may have cancelled it, and its answer was lost."""
    try:
        return _state_of(store.order(order)).asking("anything_else", order=order)
    except StoreTrouble as error:
        return explain(error).asking("anything_else", order=order)


def _named(customer: Customer, number: Spoken | None) -> Sequence[PastOrder]:
    """The orders of that number, the newest first."""
    return [past for past in customer.orders if number and _is_label(past.label, number)]


def _is_label(label: str, number: Spoken) -> bool:
    """Whether the words are the label, or their number is the one in it: stores write "#1042" and "001042"."""
    digits = re.sub(r"\D", "", label)
    return number.words == label or (bool(digits) and number.number is not None and int(digits) == abs(number.number))


def _orders(store: Store, customer: Customer, number: Spoken | None) -> Sequence[Order]:
    """The order of that number, or the latest ones, newest first. Raises NoOrders or UnknownOrder."""
    if not customer.orders:
        raise NoOrders
    meant = _named(customer, number) if number else customer.orders
    found = list(islice((order for past in meant if (order := _order(store, past))), _LOOKED_AT))
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
