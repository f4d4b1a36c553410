"""Ordering again what was ordered before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ..shop.cart import Line, adding
from ..shop.catalogue import Variant
from ..shop.customer import Customer, PastOrder
from ..shop.errors import NeverOrdered, NoOrders
from ..shop.ports import Ledger, Store
from ..shop.want import Choice
from . import unsettled
from .basket import basket_of, refill
from .registry import intent, with_account
from .slots import Spoken
from .turn import Reply, Turn, say

# How many orders back a product is looked for.
_LOOKED_AT = 3
# How many changes of price are told one by one.
_PRICES_TOLD = 2


@intent("Reorder")
@with_account
def reorder(turn: Turn, store: Store, ledger: Ledger, which: Spoken | None, product: Spoken | None) -> Reply:
    """Put a past order in the cart again, or one product of it, with what changed since, and offer to check out.

    An order whose outcome is not known is settled first: it may be the one meant.
    """
    customer = ledger.customer(turn.user)
    settled = unsettled.settle(turn, store, ledger, customer)
    if settled:
        return settled
    before = _lines_with(store, customer, product) if product else _lines_of(store, customer, which)
    again = _again(store, before)
    if not again.choices:
        return say("reorder.all_gone", variants=again.gone).asking("anything_else")
    basket = basket_of(turn, store, ledger)
    cart = refill(basket, store, ledger, adding(basket.wants, [choice.want for choice in again.choices]))
    reply = say("reorder.ready", choices=again.choices, total=cart.total).after(*again.changes)
    return reply.asking("check_out").undoable(cart, basket.wants).showing("cart", cart=cart)


@dataclass(frozen=True, slots=True)
class _Again:
    """What can be had again of an order, what cannot, and what there is to say of prices."""

    choices: tuple[Choice, ...]
    gone: tuple[Variant, ...]
    changes: tuple[Reply, ...]


def _again(store: Store, before: tuple[Line, ...]) -> _Again:
    now = {variant.id: variant for variant in store.variants([line.variant.id for line in before])}
    there = [line for line in before if line.variant.id in now and now[line.variant.id].in_stock]
    gone = tuple(line.variant for line in before if line not in there)
    changes = [
        say("reorder.price", variant=line.variant, old=line.variant.price, price=now[line.variant.id].price)
        for line in there
        if now[line.variant.id].price != line.variant.price
    ]
    if len(changes) > _PRICES_TOLD:
        changes = [say("reorder.prices", count=len(changes))]
    if gone:
        changes.append(say("reorder.gone", variants=gone))
    choices = tuple(Choice(now[line.variant.id], line.quantity) for line in there)
    return _Again(choices, gone, tuple(changes))


def _lines_of(store: Store, customer: Customer, which: Spoken | None) -> tuple[Line, ...]:
    """The last order, or the one whose like was placed most often. Raises NoOrders."""
    if not customer.orders:
        raise NoOrders
    return store.order(_past_order(customer.orders, which).id).lines


def _past_order(orders: tuple[PastOrder, ...], which: Spoken | None) -> PastOrder:
    if which and which.id == "usual":
        often = Counter(frozenset(order.wants) for order in orders).most_common(1)[0][0]
        return next(order for order in orders if frozenset(order.wants) == often)
    return orders[0]


def _lines_with(store: Store, customer: Customer, product: Spoken) -> tuple[Line, ...]:
    """The product as it was last ordered. Raises NeverOrdered."""
    for past in customer.orders[:_LOOKED_AT]:
        lines = tuple(line for line in store.order(past.id).lines if line.variant.product_id == product.id)
        if lines:
            return lines
    raise NeverOrdered(product.name or product.words)
