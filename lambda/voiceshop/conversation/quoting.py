"""Quoting: the whole order and its price are said, and the purchase that a yes will carry out is written down."""

from __future__ import annotations

import uuid
from dataclasses import replace

from ..shop.amending import read_anew
from ..shop.cart import MOST_TOLD
from ..shop.customer import Customer
from ..shop.errors import CheckoutBusy, Forgotten, Stale, TooMuchToTell
from ..shop.ports import Ledger, Store
from ..shop.purchase import Checkout, Purchase, PurchaseState
from . import codes, spending
from .basket import full_basket_of
from .turn import Reply, Turn, say


def quote(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Open a checkout for the cart, say all of it, and ask whether to order it.

    Raises:
        EmptyCart: there is nothing in it.
        TooMuchToTell: there is more in it than can be said.
        QuietNow, OverOrderLimit, OverDayLimit, LockedForOrders: a yes could not order it.
    """
    basket, cart = full_basket_of(turn, store, ledger)
    if len(cart.lines) > MOST_TOLD:
        raise TooMuchToTell(len(cart.lines), MOST_TOLD)
    checkout = store.quote(cart, basket.customer.place_id)
    spending.allow(turn, ledger, basket.customer, checkout.total)
    codes.allow(turn, basket.customer, checkout.total)
    purchase = remember(turn, ledger, basket.customer, checkout)
    return _read_out(checkout).asking("place_order", purchase=purchase).showing("checkout", checkout=checkout)


def quote_anew(turn: Turn, store: Store, ledger: Ledger, quoted: Purchase, checkout: Checkout | None) -> Reply:
    """Say what is another by now than it was said to be, what it was before, and ask whether to order it like that.

    `checkout` is what was quoted, as it stands now; None where it cannot be completed any more.
    """
    if checkout is None or not same_goods(checkout, quoted) or checkout.total == quoted.total:
        return quote(turn, store, ledger).after(say("checkout.cart_changed", old=quoted.total))
    again = remember(turn, ledger, ledger.customer(turn.user), checkout)
    changed = say("checkout.price_changed", old=quoted.total, total=checkout.total)
    return changed.asking("place_order", purchase=again).showing("checkout", checkout=checkout)


def same_goods(checkout: Checkout, quoted: Purchase) -> bool:
    return {line.want for line in checkout.lines} == set(quoted.wants)


def remember(turn: Turn, ledger: Ledger, customer: Customer, checkout: Checkout) -> str:
    """Write the purchase that a yes will carry out, and that it is the customer's latest; gives its id.

    Raises:
        CheckoutBusy: another device of the customer is placing an order at this moment.
        Forgotten: the customer was forgotten meanwhile.
    """
    if not customer.version:
        raise Forgotten
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
        now = _read_anew(ledger, customer)
        other = ledger.purchase(turn.user, now.purchase_id) if now.purchase_id else None
        if other and other.state.is_open:
            raise CheckoutBusy from None
        ledger.save(replace(now, purchase_id=purchase.id))
    return purchase.id


def _read_anew(ledger: Ledger, customer: Customer) -> Customer:
    try:
        return read_anew(ledger, customer)
    except Forgotten:
        # The purchase may have been written after all else was erased.
        ledger.forget(customer.user)
        raise


def _read_out(checkout: Checkout) -> Reply:
    values = {
        "lines": checkout.lines,
        "fulfillment": checkout.fulfillment,
        "discounts": checkout.discounts,
        "total": checkout.total,
        "brand": checkout.instrument.brand,
        "last_digits": checkout.instrument.last_digits,
    }
    if not checkout.total.amount:
        return say("checkout.quote_free", **values).with_card("quote_free")
    if checkout.discounts:
        return say("checkout.quote_discounted", **values).with_card("quote_discounted")
    return say("checkout.quote", **values).with_card("quote")
