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

# Questions that something is asked by on the way to the cart; a no leaves the cart as it is.
_ELICITED = (
    "which_product",
    "which_choice",
    "which_instead",
    "which_change",
    "which_category",
    "one_of_these",
    "how_many",
    "how_many_of_it",
    "remove_which",
    "without_it",
)


def at(things: Sequence[T], position: int | None) -> T | None:
    """The thing at a spoken position: 1 is the first, -1 the last; None where there is none."""
    if position is None or not (1 <= position <= len(things) or position == -1):
        return None
    return things[position - 1 if position > 0 else -1]


@answer("choice", "products", "which_of_these")
@with_account
def choose_product(turn: Turn, store: Store, ledger: Ledger, products: list[str], position: int | None) -> Reply:
    """Add the product at that place of the list that was just read; "that one" is the only one."""
    chosen = at(products, 1 if position is None and len(products) == 1 else position)
    if chosen is None:
        return say("choose.out_of_range", count=len(products)).asking("products", products=products)
    item = Item("", Spoken("product", chosen, chosen), None, ())
    return add(turn, store, ledger, Items((item,)))


@answer("yes", "products")
def which_product(turn: Turn, store: Store, ledger: Ledger, products: list[str]) -> Reply:
    """A yes to a list of one takes it; to a longer one it is asked which."""
    if len(products) == 1:
        return choose_product(turn, store, ledger, products, 1)
    return say("go_on").asking("which_of_these", products=products)


@answer("yes", "which_of_these")
def say_which(products: list[str]) -> Reply:
    return say("help.which_of_these").asking("which_of_these", products=products)


@answer("no", "products", "which_of_these", *_ELICITED)
@answer("cancel", "products", "which_of_these", *_ELICITED)
def none_of_these() -> Reply:
    return say("choose.none").asking("anything_else")


@answer("more", "products")
def no_more() -> Reply:
    return say("choose.no_more").asking("anything_else")
