"""Lists that are read out three at a time, and choosing from what was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ..shop.ports import Ledger, Store
from .add import add
from .registry import answer, with_account
from .slots import Item, Items, Spoken
from .turn import Reply, Turn, say

PAGE = 3
T = TypeVar("T")


def at(things: Sequence[T], position: int | None) -> T | None:
    """The thing at a spoken position: 1 is the first, -1 the last; None where there is none."""
    if position is None or not (1 <= position <= len(things) or position == -1):
        return None
    return things[position - 1 if position > 0 else -1]


@answer("which_of_these", "choice")
@answer("products", "choice")
@with_account
def choose_product(turn: Turn, store: Store, ledger: Ledger, products: list[str], position: int | None) -> Reply:
    """Add the product at that place of the list that was just read."""
    chosen = at(products, position)
    if chosen is None:
        return say("choose.out_of_range", count=len(products)).asking("products", products=products)
    item = Item("", Spoken("product", chosen, chosen), None, ())
    return add(turn, store, ledger, Items((item,)))


@answer("products", "yes")
def which_product(turn: Turn, store: Store, ledger: Ledger, products: list[str]) -> Reply:
    """A yes to a list of one takes it; to a longer one it is asked which."""
    if len(products) == 1:
        return choose_product(turn, store, ledger, products, 1)
    return say("go_on").asking("which_of_these", products=products)


@answer("which_product", "no")
@answer("which_choice", "no")
@answer("which_instead", "no")
@answer("which_change", "no")
@answer("one_of_these", "no")
@answer("how_many", "no")
@answer("which_category", "no")
@answer("remove_which", "no")
@answer("which_of_these", "no")
@answer("products", "no")
def none_of_these() -> Reply:
    return say("choose.none").asking("anything_else")


@answer("products", "more")
def no_more() -> Reply:
    return say("choose.no_more").asking("anything_else")
