"""An order whose outcome is not known: looked at, carried on by a yes that is fresh, or made sure to have failed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta

from ..shop.customer import Customer
from ..shop.errors import OverDayLimit, OverOrderLimit, QuietNow, Stale, StoreTrouble, UnknownOrder
from ..shop.ports import Ledger, Store
from ..shop.purchase import Purchase, PurchaseState, Standing
from . import buying, news, spending
from .registry import answer, with_account
from .turn import Reply, Turn, say

# For so long a yes is fresh enough to be carried out by asking the store again. An older one is asked anew.
_FRESH = timedelta(minutes=2)


Undecided = Callable[[Turn, Store, Ledger, Purchase, Standing], Reply]
"""What to do about a purchase of which the store has placed nothing yet, by how its checkout stands."""


def carry_on(turn: Turn, store: Store, ledger: Ledger, purchase: Purchase, standing: Standing) -> Reply:
    """A fresh yes still holds, an old one is made sure to have failed, and a bank is waited for.

    While it is fresh, a store that died while it was paid is told to finish, which it can by the same key.
    """
    if standing is Standing.CHALLENGED:
        return say("order.challenge_open").asking("check_again")
    # By a clock that was put back since, a question of long ago seems still to come.
    is_fresh = abs(turn.now - purchase.quoted_at) < _FRESH and purchase.state is not PurchaseState.UNWANTED
    if is_fresh and _is_allowed(turn, ledger, purchase):
        return _take_over(turn, store, ledger, purchase)
    return call_off(turn, store, ledger, purchase, standing)


def _is_allowed(turn: Turn, ledger: Ledger, purchase: Purchase) -> bool:
    """Whether the customer's limits, quiet hours and voice code, as they are by now, still let it be ordered."""
    customer = ledger.customer(turn.user)
    set_at = customer.code.set_at
    if turn.rules.wants_code(purchase.total) and set_at and set_at > purchase.quoted_at:
        return False
    try:
        spending.counting(turn, ledger, customer, purchase)
    except (QuietNow, OverOrderLimit, OverDayLimit):
        return False
    return True


def call_off(turn: Turn, store: Store, ledger: Ledger, purchase: Purchase, standing: Standing) -> Reply:
    """Make sure that nothing comes of it, or tell what has come of it all the same."""
    if standing is Standing.PAYING:
        return buying.not_known(ledger, purchase)
    order = store.cancel_checkout(purchase.checkout_id)
    if order:
        # What was sent long ago has come to the store since it was looked at, or the bank has heard from the customer.
        return buying.bought(turn, store, ledger, purchase, order)
    return buying.not_placed(ledger, purchase)


def ask_to_call_off(turn: Turn, store: Store, ledger: Ledger, purchase: Purchase, standing: Standing) -> Reply:
    """As `call_off`, but a customer who may be on their bank's page right now is asked first."""
    if standing is Standing.CHALLENGED:
        return say("order.challenge_to_call_off").asking("call_off", purchase=purchase.id)
    return call_off(turn, store, ledger, purchase, standing)


def settle(
    turn: Turn, store: Store, ledger: Ledger, customer: Customer, undecided: Undecided = carry_on
) -> Reply | None:
    """Say what became of the customer's latest purchase, if they have not heard; None where all is known and told.

    The store is looked at before it is asked for anything: nothing is bought here without a fresh yes.
    """
    purchase = ledger.purchase(turn.user, customer.purchase_id) if customer.purchase_id else None
    if purchase is None:
        return None
    if purchase.untold:
        return news.tell(store, ledger, purchase)
    return _look(turn, store, ledger, purchase, undecided) if purchase.state.is_open else None


def take_back(turn: Turn, store: Store, ledger: Ledger, customer: Customer) -> Reply | None:
    """As `settle`, for who wants nothing of it any more: what cannot be settled now is carried on by no later turn."""
    purchase = ledger.purchase(turn.user, customer.purchase_id) if customer.purchase_id else None
    if purchase and purchase.state.may_become(PurchaseState.UNWANTED):
        with contextlib.suppress(Stale):
            ledger.move(purchase, PurchaseState.UNWANTED)
    try:
        return settle(turn, store, ledger, customer, ask_to_call_off)
    except StoreTrouble:
        return say("order.taken_back").asking("check_again")


def _look(turn: Turn, store: Store, ledger: Ledger, purchase: Purchase, undecided: Undecided) -> Reply | None:
    standing, order = store.standing(purchase.checkout_id)
    match standing:
        case Standing.PLACED if order:
            return buying.bought(turn, store, ledger, purchase, order)
        case Standing.CHALLENGED | Standing.OPEN | Standing.PAYING:
            return undecided(turn, store, ledger, purchase, standing)
        case Standing.CANCELED:
            return buying.not_placed(ledger, purchase)
        case Standing.GONE:
            # Another account is linked by now, or the store dropped it: no reason to keep this customer from buying.
            return None
    return buying.not_known(ledger, purchase)


def _take_over(turn: Turn, store: Store, ledger: Ledger, purchase: Purchase) -> Reply:
    """Carry on with a yes that another turn has carried out so far.

    What that one has sent may still be on its way, whatever becomes of what this one sends: so it is unknown from now
    on, unless that turn has said by now what became of it.
    """
    if purchase.state is PurchaseState.PLACING:
        try:
            purchase = ledger.move(purchase, PurchaseState.UNKNOWN)
        except Stale:
            now = ledger.purchase(purchase.user, purchase.id)
            if now is None or now.state is PurchaseState.PLACED:
                return buying.report(store, ledger, now or purchase)
            if not now.state.is_open:
                return say("order.not_placed").asking("check_out_or_more")
            if now.state is PurchaseState.UNWANTED:
                return call_off(turn, store, ledger, now, Standing.OPEN)
            purchase = now
    return buying.complete(turn, store, ledger, purchase)


@answer("yes", "check_again")
@with_account
def check_again(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Look once more at the purchase whose outcome was not known."""
    customer = ledger.customer(turn.user)
    settled = settle(turn, store, ledger, customer)
    return settled or _report_latest(turn, store, ledger, customer)


@answer("yes", "call_off")
@with_account
def call_off_now(turn: Turn, store: Store, ledger: Ledger, purchase: str) -> Reply:
    """Have the bank wait no longer. What was confirmed there meanwhile is ordered, and is told.

    Where another device has bought since, what this one asked about is over, and its yes is not meant for the other.
    """
    customer = ledger.customer(turn.user)
    is_latest = customer.purchase_id == purchase
    settled = settle(turn, store, ledger, customer, call_off) if is_latest else None
    return settled or _report_latest(turn, store, ledger, customer)


@answer("no", "check_again", "call_off")
def check_later() -> Reply:
    return say("order.check_later").asking("anything_else", unsettled=True)


@answer("cancel", "call_off")
def leave_it_open() -> Reply:
    return say("goodbye").after(say("order.check_later"))


def _report_latest(turn: Turn, store: Store, ledger: Ledger, customer: Customer) -> Reply:
    latest = ledger.purchase(turn.user, customer.purchase_id) if customer.purchase_id else None
    if latest and (latest.state.is_open or latest.untold):
        # It is not the linked account's.
        raise UnknownOrder
    return buying.report(store, ledger, latest) if latest else say("order.nothing_open").asking("anything_else")
