"""An order whose outcome is not known: looked at, carried on by a yes that is fresh, or made sure to have failed."""

from __future__ import annotations

from datetime import timedelta

from ..shop.customer import Customer
from ..shop.errors import Stale
from ..shop.ports import Ledger, Store
from ..shop.purchase import Purchase, PurchaseState, Standing
from . import buying, news
from .registry import answer, with_account
from .turn import Reply, Turn, say

# For so long a yes is fresh enough to be carried out by asking the store again. An older one is asked anew.
_FRESH = timedelta(minutes=2)


def settle(turn: Turn, store: Store, ledger: Ledger, customer: Customer) -> Reply | None:
    """Say what became of the customer's latest purchase, if they have not heard; None where all is known and told.

    The store is looked at before it is asked for anything: nothing is bought here without a fresh yes.
    """
    purchase = ledger.purchase(turn.user, customer.purchase_id) if customer.purchase_id else None
    if purchase is None:
        return None
    if purchase.untold:
        return news.tell(store, ledger, purchase)
    return _look(turn, store, ledger, purchase) if purchase.state.is_open else None


def _look(turn: Turn, store: Store, ledger: Ledger, purchase: Purchase) -> Reply | None:
    standing, order = store.standing(purchase.checkout_id)
    match standing:
        case Standing.PLACED if order:
            return buying.bought(turn, store, ledger, purchase, order)
        case Standing.CHALLENGED:
            return say("order.challenge_open").asking("check_again")
        case Standing.OPEN | Standing.PAYING:
            return _try_again(turn, store, ledger, purchase, standing)
        case Standing.CANCELED:
            return buying.not_placed(ledger, purchase)
        case Standing.GONE:
            # Another account is linked by now, or the store dropped it: no reason to keep this customer from buying.
            return None
    return buying.not_known(ledger, purchase)


def _try_again(turn: Turn, store: Store, ledger: Ledger, purchase: Purchase, standing: Standing) -> Reply:
    """Nothing was placed yet: a fresh yes still holds; an old one is made sure to have failed.

    While it is fresh, a store that died while it was paid is told to finish, which it can by the same key.
    """
    # By a clock that was put back since, a question of long ago seems still to come.
    if abs(turn.now - purchase.quoted_at) < _FRESH:
        return _take_over(turn, store, ledger, purchase)
    if standing is Standing.PAYING:
        return buying.not_known(ledger, purchase)
    order = store.cancel_checkout(purchase.checkout_id)
    if order:
        # What was sent long ago has come to the store since it was looked at.
        return buying.bought(turn, store, ledger, purchase, order)
    return buying.not_placed(ledger, purchase)


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
                return buying.report(ledger, now or purchase)
            if not now.state.is_open:
                return say("order.not_placed").asking("check_out_or_more")
            purchase = now
    return buying.complete(turn, store, ledger, purchase)


@answer("yes", "check_again")
@with_account
def check_again(turn: Turn, store: Store, ledger: Ledger) -> Reply:
    """Look once more at the purchase whose outcome was not known."""
    customer = ledger.customer(turn.user)
    settled = settle(turn, store, ledger, customer)
    if settled:
        return settled
    latest = ledger.purchase(turn.user, customer.purchase_id) if customer.purchase_id else None
    return buying.report(ledger, latest) if latest else say("order.nothing_open").asking("anything_else")


@answer("no", "check_again")
def check_later() -> Reply:
    return say("order.check_later").asking("anything_else")
