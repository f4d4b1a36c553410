"""What is on sale."""

from __future__ import annotations

from ..shop.ports import Store
from .listing import PAGE, choose_product, none_of_these, which_product
from .registry import answer, intent
from .turn import Reply, say


@intent("Deals")
def deals(store: Store) -> Reply:
    """Read out what is on sale, three offers at a time."""
    return _deals_from(store, 0)


@answer("more", "deals")
def more_deals(store: Store, start: int) -> Reply:
    return _deals_from(store, start + PAGE)


@answer("yes", "hear_deals")
def deals_then(store: Store) -> Reply:
    return _deals_from(store, 0)


@answer("no", "hear_deals")
def no_deals() -> Reply:
    return say("goodbye")


answer("choice", "deals")(choose_product)
answer("yes", "deals")(which_product)
answer("no", "deals")(none_of_these)


def _deals_from(store: Store, start: int) -> Reply:
    found = store.deals()
    shown = found[start : start + PAGE]
    if not shown:
        return say("deals.none").asking("anything_else")
    products = [deal.product.id for deal in shown]
    reply = say("deals.first" if start == 0 else "deals.next", deals=shown, count=len(found))
    reply = reply.with_card("deals").showing("deals", deals=shown)
    if len(found) > start + PAGE:
        return reply.asking("deals", products=products, start=start)
    return reply.asking("products", products=products)
