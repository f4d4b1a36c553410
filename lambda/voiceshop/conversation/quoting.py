"""Quoting: the whole order and its price are said, and the purchase that a yes will carry out is written down."""

from __future__ import annotations

import uuid
from dataclasses import replace

from ..shop.customer import Customer
from ..shop.errors import CheckoutBusy, Stale
from ..shop.ports import Ledger, Store
from ..shop.purchase import Checkout, Purchase, PurchaseState
from . import spending
from .basket import full_basket_of
from .turn import Reply, Turn, say


def quote(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Open a checkout for the cart, say all of it, and ask whether to order it. Raises EmptyCart."""
    basket, cart = full_basket_of(turn, store, ledger)
    checkout = store.quote(cart, basket.customer.place_id)
    spending.allow(turn, ledger, basket.customer, checkout.total)
    purchase = remember(turn, ledger, basket.customer, checkout)
    reply = say(
        "checkout.quote",
        lines=checkout.lines,
        fulfillment=checkout.fulfillment,
        total=checkout.total,
        brand=checkout.instrument.brand,
        last_digits=checkout.instrument.last_digits,
    )
    return reply.asking("place_order", purchase=purchase).with_card("quote").showing("checkout", checkout=checkout)


def remember(turn: Turn, ledger: Ledger, customer: Customer, checkout: Checkout) -> str:
    """Write the purchase that a yes will carry out, and that it is the customer's latest; gives its id.

    Raises:
        CheckoutBusy: another device of the customer is placing an order at this moment.
    """
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
    try:
        ledger.save(replace(customer, purchase_id=purchase.id))
    except Stale:
        now = ledger.customer(turn.user)
        other = ledger.purchase(turn.user, now.purchase_id) if now.purchase_id else None
        if other and other.state.is_open:
            raise CheckoutBusy from None
        ledger.save(replace(now, purchase_id=purchase.id))
    return purchase.id
