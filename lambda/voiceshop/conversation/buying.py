"""Exactly one order: what carries a Purchase from quoted to its end, and settles one whose outcome is not known."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta

from ..shop.customer import Customer, PastOrder
from ..shop.errors import CannotCheckOut, Stale, StoreTrouble
from ..shop.ports import Ledger, Store
from ..shop.purchase import Declined, PlacedOrder, Purchase, PurchaseState
from .basket import amend
from .registry import answer, with_account
from .turn import Reply, Turn, explain, say

# A turn that has been placing for longer than Alexa lets it live is dead; its purchase may be taken over.
_DEAD_AFTER = timedelta(seconds=15)
_ORDERS_KEPT = 20


def place(turn: Turn, store: Store, ledger: Ledger, quoted: Purchase) -> Reply:
    """Order a quoted purchase. Of several deliveries of the same yes one places it and the others report."""
    try:
        placing = ledger.move(quoted, PurchaseState.PLACING)
    except Stale:
        now = ledger.purchase(turn.user, quoted.id)
        return report(turn, store, ledger, now or quoted)
    return _complete(turn, store, ledger, placing)


def report(turn: Turn, store: Store, ledger: Ledger, purchase: Purchase) -> Reply:
    """Say what became of a purchase; one that is not settled is settled first."""
    if purchase.state is PurchaseState.PLACED and purchase.order:
        return say("order.already", label=purchase.order.label).asking("anything_else")
    if purchase.state is PurchaseState.PLACING and turn.now - purchase.quoted_at < _DEAD_AFTER:
        return say("order.checking").asking("check_again")
    if purchase.state.is_open:
        return _complete(turn, store, ledger, purchase)
    return say("checkout.outdated").asking("check_out_or_more")


def settle(turn: Turn, store: Store, ledger: Ledger, customer: Customer) -> Reply | None:
    """Find out what became of the customer's last purchase, if that is not known; None where all is known."""
    if customer.purchase_id is None:
        return None
    purchase = ledger.purchase(turn.user, customer.purchase_id)
    if purchase is None or not purchase.state.is_open:
        return None
    return report(turn, store, ledger, purchase)


def _complete(turn: Turn, store: Store, ledger: Ledger, purchase: Purchase) -> Reply:
    """Ask the store, by the purchase's own key, which makes asking again harmless."""
    try:
        outcome = store.complete(purchase.checkout_id, purchase.instrument, purchase.id)
    except StoreTrouble:
        return _not_known(ledger, purchase)
    except CannotCheckOut as error:
        return _not_bought(ledger, purchase, explain(error))
    if isinstance(outcome, PlacedOrder):
        return _bought(turn, ledger, purchase, outcome)
    card = purchase.instrument
    if isinstance(outcome, Declined):
        return _not_bought(ledger, purchase, say("order.declined", brand=card.brand, last_digits=card.last_digits))
    return _not_bought(ledger, purchase, say("order.challenge", url=outcome.url).with_card("challenge"))


def _bought(turn: Turn, ledger: Ledger, purchase: Purchase, order: PlacedOrder) -> Reply:
    _moved(ledger, purchase, PurchaseState.PLACED, order)
    past = PastOrder(order.id, order.label, turn.now, purchase.wants)
    amend(ledger, ledger.customer(turn.user), lambda customer: _with_order(customer, past))
    reply = say("order.placed_no_time", label=order.label)
    if order.fulfillment and order.fulfillment.ready_at:
        reply = say("order.placed", label=order.label, fulfillment=order.fulfillment)
    return reply.asking("anything_else").with_card("order")


def _not_known(ledger: Ledger, purchase: Purchase) -> Reply:
    if purchase.state is PurchaseState.PLACING:
        _moved(ledger, purchase, PurchaseState.UNKNOWN)
    return say("order.unknown").asking("check_again")


def _not_bought(ledger: Ledger, purchase: Purchase, reply: Reply) -> Reply:
    unsure = purchase.state is PurchaseState.UNKNOWN
    _moved(ledger, purchase, PurchaseState.FAILED if unsure else PurchaseState.DECLINED)
    return reply.asking("anything_else")


def _moved(ledger: Ledger, purchase: Purchase, to: PurchaseState, order: PlacedOrder | None = None) -> None:
    """Write what became of a purchase. Someone who was faster asked the store by the same key and wrote the same."""
    with contextlib.suppress(Stale):
        ledger.move(purchase, to, order)


def _with_order(customer: Customer, past: PastOrder) -> Customer:
    others = tuple(order for order in customer.orders if order.id != past.id)
    return replace(customer, cart_id=None, orders=(past, *others)[:_ORDERS_KEPT])


@answer("yes", "check_again")
@with_account
def check_again(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Ask the store once more about the purchase whose outcome is not known."""
    settled = settle(turn, store, ledger, ledger.customer(turn.user))
    return settled or say("order.nothing_open").asking("anything_else")


@answer("no", "check_again")
def check_later() -> Reply:
    return say("order.check_later")
