"""What was wrong with what a customer was told, held against what stands."""

from __future__ import annotations

from collections.abc import Iterator

from tools.drills.books import Books
from tools.drills.shopper import STATUS, Claim, Shopper
from tools.drills.told import Told


def wrongs(shopper: Shopper, books: Books) -> list[str]:
    """All of it, each with what was said; nothing where the customer has one order, paid once, and knows it.

    Args:
        shopper: who is done, when nothing is under way any more.
        books: what stands.
    """
    found = [*_claims(shopper), *_end(shopper, books), *(f"Alexa refuses: {why}" for why in shopper.refusals)]
    return [f"{what}; {_story(shopper, books)}" for what in found]


def _claims(shopper: Shopper) -> Iterator[str]:
    for claim in shopper.claims:
        if claim.told is Told.PLACED and not claim.orders:
            yield "told placed, but there was no order"
        if claim.told is Told.NOTHING and claim.orders:
            yield "told that nothing was ordered, but an order stood"
        if claim.told is Told.ASKED and claim.orders:
            yield "asked to order what was ordered already"


def _end(shopper: Shopper, books: Books) -> Iterator[str]:
    orders = {charge.order_id for charge in books.charges(shopper.user)}
    told = [claim.told for claim in shopper.claims if claim.said == STATUS]
    if not told or told[-1] is not Told.PLACED:
        yield "in the end not told that it is placed"
    if len(orders) != 1:
        yield f"{len(orders)} orders"
    for left in shopper.left_open:
        yield f"left {left.state} while the customer was away"
    purchases = books.asked(shopper.user)
    for charge in books.charges(shopper.user):
        if charge.amount not in {each.amount for each in purchases if each.checkout_id == charge.checkout_id}:
            yield f"charged {charge.amount}, which nobody confirmed"
    for purchase in purchases:
        if purchase.state == "placed" and purchase.id in _denied(shopper.claims):
            yield "told that nothing was ordered, and ordered later"
        if purchase.is_open:
            yield f"a purchase is {purchase.state} for ever"


def _denied(claims: list[Claim]) -> set[str]:
    """The purchases of which it was said that nothing was ordered."""
    return {purchase for claim in claims if claim.told is Told.NOTHING for purchase in claim.purchases}


def _story(shopper: Shopper, books: Books) -> str:
    said = (
        f"{claim.said} -> {'no answer' if claim.keys is None else ' '.join(claim.keys)} ({claim.orders} orders)"
        for claim in shopper.claims
    )
    states = ", ".join(purchase.state for purchase in books.asked(shopper.user))
    return f"{' | '.join(said)} || {states}"
