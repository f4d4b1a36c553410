"""Checking out: one question, and a yes buys what was said, once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from ..shop.amending import TRIES
from ..shop.cart import adding
from ..shop.customer import Customer
from ..shop.errors import (
    CodeLocked,
    EmptyCart,
    LedgerTrouble,
    LockedForOrders,
    NotLinked,
    ShopError,
    Stale,
    StoreTrouble,
    UnknownOrder,
)
from ..shop.ports import Ledger, Store
from ..shop.purchase import Checkout, OrderState, Purchase, PurchaseState
from . import buying, codes, spending, unsettled
from .basket import basket_of, full_basket, refill
from .quoting import is_as_quoted, quote, quote_anew
from .registry import answer, intent, with_account
from .slots import Spoken
from .turn import Reply, Turn, say
from .verification import Finding, Verification


@intent("Checkout")
@answer("yes", "check_out", "check_out_or_more")
@with_account
def check_out(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Quote the cart and ask whether to order it. An order whose outcome is not known is settled first."""
    customer = ledger.customer(turn.user)
    try:
        return unsettled.settle(turn, store, ledger, customer) or quote(turn, store, ledger, customer)
    except EmptyCart:
        bought = buying.just_bought(turn, ledger, customer)
        if bought is None or not _stands(store, bought):
            raise
        return buying.report(store, ledger, bought)


def _stands(store: Store, bought: Purchase) -> bool:
    """Whether the order is the linked account's and was not cancelled, as far as can be seen."""
    try:
        return bought.order is not None and store.order(bought.order.id).state is not OrderState.CANCELED
    except UnknownOrder:
        return False
    except StoreTrouble:
        return True


@answer("yes", "place_order", "verify_person")
@with_account
def place_order(turn: Turn, store: Store, ledger: Ledger, purchase: str) -> Reply:
    """Order what was quoted; a large order only for who is verified, or knows the voice code that was set."""

    def order(quoted: Purchase, customer: Customer) -> Reply:
        if not turn.rules.wants_code(quoted.total):
            return buying.place(turn, store, ledger, quoted, customer)
        if turn.rules.verify_person:
            spending.allow(turn, ledger, customer, quoted.total)
            return say("verify.first").verifying(purchase, "verify_person", purchase=purchase, speaker=turn.speaker)
        if customer.code.is_set:
            return codes.asking_to_pass(say("code.needed"), customer, "order_code", purchase=purchase)
        return buying.place(turn, store, ledger, quoted, customer)

    return _if_it_still_holds(turn, store, ledger, purchase, order)


@answer("verification", "verify_person")
@with_account
def place_order_when_verified(
    turn: Turn, store: Store, ledger: Ledger, purchase: str, speaker: str | None, verification: Verification
) -> Reply:
    """Order what was quoted, for who has proven to be who said yes to it.

    Where nobody can be verified, the voice code does, for who has one. Nobody sets a first one any more whose orders
    a PIN has proven: who has no PIN could be anybody in the room.
    """
    finding = verification.of(purchase, speaker)

    def order(quoted: Purchase, customer: Customer) -> Reply:
        match finding:
            case Finding.PROVEN:
                return buying.place(turn, store, ledger, quoted, customer, partial(codes.proven, turn))
            case Finding.IMPOSSIBLE if customer.code.is_set:
                return codes.asking_to_pass(say("verify.by_code"), customer, "order_code", purchase=purchase)
            case Finding.IMPOSSIBLE if codes.needs_pin(turn, customer):
                return say("verify.by_pin_only").asking("anything_else")
            case Finding.IMPOSSIBLE:
                return say("verify.impossible").asking("anything_else")
            case Finding.LOCKED:
                return say("verify.locked").asking("anything_else")
        return say("verify.not_proven").asking("anything_else")

    return _if_it_still_holds(turn, store, ledger, purchase, order)


@answer("code", "order_code")
@with_account
def place_order_with_code(turn: Turn, store: Store, ledger: Ledger, purchase: str, code: Spoken | None) -> Reply:
    """Order what was quoted, after the right code."""

    def order(quoted: Purchase, customer: Customer) -> Reply:
        # Before the code is looked at, which takes a try.
        spending.allow(turn, ledger, customer, quoted.total)
        if turn.rules.verify_person and not customer.code.is_set:
            # It was reset since. In a house of PINs that leaves no other proof.
            return say("verify.not_proven").asking("anything_else")
        return buying.place(turn, store, ledger, quoted, codes.check(ledger, customer, code), codes.passed)

    return _if_it_still_holds(turn, store, ledger, purchase, order)


def _if_it_still_holds(
    turn: Turn, store: Store, ledger: Ledger, purchase: str, order: Callable[[Purchase, Customer], Reply]
) -> Reply:
    """Go on with what was quoted. If the cart or its price is another by now, it is said and asked again."""
    quoted = ledger.purchase(turn.user, purchase)
    customer = ledger.customer(turn.user)
    if quoted is None:
        return say("checkout.outdated").asking("check_out_or_more")
    if quoted.state is not PurchaseState.QUOTED:
        return buying.report(store, ledger, quoted)
    if customer.purchase_id != purchase:
        settled = unsettled.settle(turn, store, ledger, customer)
        return settled or say("checkout.outdated").asking("check_out_or_more")
    checkout = store.checkout(quoted.checkout_id)
    if checkout and is_as_quoted(checkout, quoted):
        try:
            return order(quoted, customer)
        except CodeLocked:
            raise LockedForOrders from None
    return _ask_anew(turn, store, ledger, quoted, checkout)


@answer("no", "place_order", "order_code", "verify_person")
@answer("cancel", "place_order", "order_code", "verify_person")
def not_now(turn: Turn, store: Store, ledger: Ledger, purchase: str) -> Reply:
    """Order nothing; a yes to the same question that arrives late finds it closed."""
    return _withdraw(turn, store, ledger, purchase) or _not_ordered()


@answer("stop", "place_order", "order_code", "verify_person")
def leave(turn: Turn, store: Store, ledger: Ledger, purchase: str) -> Reply:
    """Order nothing, and end the conversation."""
    too_late = _withdraw(turn, store, ledger, purchase)
    return say("goodbye").after(too_late) if too_late else say("goodbye.not_ordered")


def withdraw_latest(turn: Turn, store: Store, ledger: Ledger, customer: Customer) -> Reply | None:
    """Close the customer's latest question, wherever it was asked. None where it was not asked here and in time."""
    quoted = ledger.purchase(turn.user, customer.purchase_id) if customer.purchase_id else None
    if quoted is None or quoted.state is not PurchaseState.QUOTED:
        return None
    question = turn.memory.question
    too_late = _withdraw(turn, store, ledger, quoted.id)
    if too_late or question is None or question.data.get("purchase") != quoted.id:
        return too_late
    return _not_ordered()


def _not_ordered() -> Reply:
    return say("checkout.not_ordered").asking("anything_else", declined=True)


def _withdraw(turn: Turn, store: Store, ledger: Ledger, purchase: str) -> Reply | None:
    """Close a question. None where nothing was ordered by it, nor will be; else what to say instead."""
    for _ in range(TRIES):
        # The row first: while that is as it was read here, nobody has placed what is looked at after it.
        customer = ledger.customer(turn.user)
        quoted = ledger.purchase(turn.user, purchase)
        if quoted is None or quoted.state is not PurchaseState.QUOTED:
            return _withdrawn_too_late(turn, store, ledger, customer, quoted)
        if customer.purchase_id != purchase:
            return None
        with contextlib.suppress(Stale):
            ledger.save(replace(customer, purchase_id=None))
            return None
    raise LedgerTrouble


def _withdrawn_too_late(
    turn: Turn, store: Store, ledger: Ledger, customer: Customer, purchase: Purchase | None
) -> Reply | None:
    if purchase is None:
        return say("checkout.outdated").asking("check_out_or_more")
    if purchase.state.is_open and customer.purchase_id == purchase.id:
        # A yes that has not come to the store is called off by a no after it, as by a cancel.
        with contextlib.suppress(NotLinked):
            settled = unsettled.take_back(turn, store, ledger, customer)
            if settled:
                return settled
    told = buying.report(store, ledger, purchase)
    return told if purchase.order or purchase.state.is_open else None


@answer("yes", "take_what_is_left", "leave_it_out")
@with_account
def settle_for_less(turn: Turn, store: Store, ledger: Ledger, variant: str, left: int) -> Reply:
    """Leave so many of what ran short in the cart, or none, and read it out anew."""
    customer = ledger.customer(turn.user)
    settled = unsettled.settle(turn, store, ledger, customer)
    if settled:
        return settled
    basket, cart = full_basket(customer, store)
    wants = adding((), cart.wants)
    fewer = (replace(w, quantity=min(w.quantity, left)) if w.variant_id == variant else w for w in wants)
    refill(basket, store, ledger, (want for want in fewer if want.quantity))
    return quote(turn, store, ledger, customer)


@answer("no", "take_what_is_left", "leave_it_out")
def not_fewer() -> Reply:
    return _not_ordered()


@answer("no", "check_out", "check_out_or_more")
def not_yet() -> Reply:
    return say("checkout.not_yet").asking("anything_else")


@answer("no", "anything_else")
def that_is_all(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Nothing else: with something in the cart, that leads to the checkout, unless that was just declined."""
    asked = turn.memory.question.data if turn.memory.question else {}
    declined = asked.get("declined") or asked.get("unsettled")
    if declined or turn.token is None or not basket_of(turn, store, ledger).wants:
        return say("goodbye")
    try:
        return check_out(turn, store, ledger)
    except NotLinked:
        raise
    except ShopError as error:
        if error.asks != ShopError.asks:
            raise
        # Not "anything else?" again: the next no would lead right back here.
        return say(error.key, **error.values).asking("what_to_order")


def _ask_anew(turn: Turn, store: Store, ledger: Ledger, quoted: Purchase, checkout: Checkout | None) -> Reply:
    """Say what is another than it was said to be, unless the same yes, delivered once more, is why it is."""
    latest = ledger.purchase(turn.user, quoted.id)
    if latest and latest.state is not PurchaseState.QUOTED:
        return buying.report(store, ledger, latest)
    return quote_anew(turn, store, ledger, quoted, checkout)
