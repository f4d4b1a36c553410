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
from .basket import full_basket
from .turn import Reply, Turn, say


def quote(turn: Turn, store: Store, ledger: Ledger, customer: Customer) -> Reply:
    """Open a checkout for the cart, say all of it, and ask whether to order it.

    `customer` is the row as it was read before its latest purchase was looked at, and found to be over: only while the
    row stays so does a new question hide no order that is under way.

    Raises:
        EmptyCart: there is nothing in it.
        TooMuchToTell: there is more in it than can be said.
        QuietNow, OverOrderLimit, OverDayLimit, LockedForOrders: a yes could not order it.
    """
    _, cart = full_basket(customer, store)
    if len(cart.lines) > MOST_TOLD:
        raise TooMuchToTell(len(cart.lines), MOST_TOLD)
    checkout = store.quote(cart, customer.place_id)
    spending.allow(turn, ledger, customer, checkout.total)
    codes.allow(turn, customer, checkout.total)
    purchase = remember(turn, ledger, customer, checkout)
    return _read_out(checkout).asking("place_order", purchase=purchase).showing("checkout", checkout=checkout)


def quote_anew(turn: Turn, store: Store, ledger: Ledger, quoted: Purchase, checkout: Checkout | None) -> Reply:
    """Say what is another by now than it was said to be, what it was before, and ask whether to order it like that.

    `checkout` is what was quoted, as it stands now; None where it cannot be completed any more.

    Raises:
        CheckoutBusy, and all that `quote` raises.
    """
    customer = ledger.customer(turn.user)
    _be_at_rest(ledger, customer)
    if checkout is None or not _same_goods(checkout, quoted):
        return quote(turn, store, ledger, customer).after(say("checkout.cart_changed", old=quoted.total))
    if not _same_place(checkout, quoted):
        return quote(turn, store, ledger, customer).after(say("checkout.place_changed"))
    if not _same_card(checkout, quoted):
        return quote(turn, store, ledger, customer).after(say("checkout.card_changed"))
    if checkout.total == quoted.total:
        return quote(turn, store, ledger, customer).after(say("checkout.cart_changed", old=quoted.total))
    again = remember(turn, ledger, customer, checkout)
    changed = say("checkout.price_changed", old=quoted.total, total=checkout.total)
    return changed.asking("place_order", purchase=again).showing("checkout", checkout=checkout)


def is_as_quoted(checkout: Checkout, quoted: Purchase) -> bool:
    """Whether a yes to what was said would still buy just that: the same goods, for as much, there, by that card."""
    same = _same_goods(checkout, quoted) and _same_place(checkout, quoted) and _same_card(checkout, quoted)
    return same and checkout.total == quoted.total


def _same_goods(checkout: Checkout, quoted: Purchase) -> bool:
    return {line.want for line in checkout.lines} == set(quoted.wants)


def _same_card(checkout: Checkout, quoted: Purchase) -> bool:
    """Whether it is the card that was said; a store may name it by another id in each answer."""
    now, said = checkout.instrument, quoted.instrument
    return (now.type, now.brand, now.last_digits) == (said.type, said.brand, said.last_digits)


def _same_place(checkout: Checkout, quoted: Purchase) -> bool:
    return checkout.fulfillment.place_id == quoted.place_id


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
        place_id=checkout.fulfillment.place_id,
    )
    ledger.quote(purchase)
    try:
        ledger.save(replace(customer, purchase_id=purchase.id))
    except Stale:
        now = _read_anew(ledger, customer)
        _be_at_rest(ledger, now)
        ledger.save(replace(now, purchase_id=purchase.id))
    return purchase.id


def _be_at_rest(ledger: Ledger, customer: Customer) -> None:
    """Nothing, where the latest purchase of the row as it was read is over. Raises CheckoutBusy where it is not."""
    latest = ledger.purchase(customer.user, customer.purchase_id) if customer.purchase_id else None
    if latest and latest.state.is_open:
        raise CheckoutBusy


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
