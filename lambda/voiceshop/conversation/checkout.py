"""Checking out: the whole order and its price are said, one question is asked, and a yes buys it once."""

from __future__ import annotations

import uuid
from dataclasses import replace

from ..shop.cart import Cart
from ..shop.ports import Ledger, Store
from ..shop.purchase import Checkout, Purchase, PurchaseState
from . import buying
from .basket import Basket, amend, basket_of, full_basket_of
from .registry import answer, intent, with_account
from .turn import Reply, Turn, say


@intent("Checkout")
@with_account
def check_out(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Quote the cart and ask whether to order it. An order whose outcome is not known is settled first."""
    customer = ledger.customer(turn.user)
    settled = buying.settle(turn, store, ledger, customer)
    if settled:
        return settled
    basket, cart = full_basket_of(turn, store, ledger)
    return _quote(turn, store, ledger, basket, cart)


@answer("yes", "place_order")
@with_account
def place_order(turn: Turn, store: Store, ledger: Ledger, purchase: str) -> Reply:
    """Order what was quoted, unless it costs something else by now: then it is asked again."""
    quoted = ledger.purchase(turn.user, purchase)
    customer = ledger.customer(turn.user)
    if quoted is None or customer.purchase_id != purchase:
        return say("checkout.outdated").asking("check_out_or_more")
    if quoted.state is not PurchaseState.QUOTED:
        return buying.report(turn, store, ledger, quoted)
    checkout = store.checkout(quoted.checkout_id)
    if checkout is None:
        return say("checkout.outdated").asking("check_out_or_more")
    if checkout.total != quoted.total:
        again = _remember(turn, ledger, checkout)
        changed = say("checkout.price_changed", old=quoted.total, total=checkout.total)
        return changed.asking("place_order", purchase=again)
    return buying.place(turn, store, ledger, quoted)


@answer("no", "place_order")
@answer("cancel", "place_order")
def not_now() -> Reply:
    return say("checkout.not_ordered").asking("anything_else")


@answer("yes", "check_out", "check_out_or_more")
def check_out_then(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    return check_out(turn, store, ledger)


@answer("no", "check_out", "check_out_or_more")
def not_yet() -> Reply:
    return say("checkout.not_yet").asking("anything_else")


@answer("no", "anything_else")
def that_is_all(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Nothing else: with something in the cart, that leads to the checkout."""
    if turn.token is None:
        return say("goodbye")
    basket = basket_of(turn, store, ledger)
    if not basket.wants:
        return say("goodbye")
    return check_out(turn, store, ledger)


def _quote(turn: Turn, store: Store, ledger: Ledger, basket: Basket, cart: Cart) -> Reply:
    checkout = store.quote(cart, basket.customer.place_id)
    purchase = _remember(turn, ledger, checkout)
    return (
        say(
            "checkout.quote",
            lines=checkout.lines,
            fulfillment=checkout.fulfillment,
            total=checkout.total,
            brand=checkout.instrument.brand,
            last_digits=checkout.instrument.last_digits,
        )
        .asking("place_order", purchase=purchase)
        .with_card("quote")
    )


def _remember(turn: Turn, ledger: Ledger, checkout: Checkout) -> str:
    """Write the purchase that a yes will carry out; gives its id."""
    purchase = Purchase(
        id=str(uuid.uuid4()),
        user=turn.user,
        checkout_id=checkout.id,
        total=checkout.total,
        wants=tuple(line.want for line in checkout.lines),
        instrument=checkout.instrument,
        state=PurchaseState.QUOTED,
        quoted_at=turn.now,
    )
    ledger.quote(purchase)
    amend(ledger, ledger.customer(turn.user), lambda customer: replace(customer, purchase_id=purchase.id))
    return purchase.id
