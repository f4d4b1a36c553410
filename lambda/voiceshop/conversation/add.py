"""Putting things in the cart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..shop.cart import adding
from ..shop.catalogue import Product
from ..shop.errors import BadQuantity, NoSuchOption, ShopError, UnknownProduct
from ..shop.ports import Ledger, Store
from ..shop.want import Choice
from .basket import basket_of, refill
from .choosing import OpenChoice, choose, offer_near, option_of
from .registry import answer, intent, with_account
from .slots import Item, Items, Spoken, free_option_slot
from .turn import Reply, Turn, explain, say

_SIZE = "Size"


@intent("AddToCart")
@with_account
def add(turn: Turn, store: Store, ledger: Ledger, items: Items) -> Reply:
    """Put one or several things in the cart; what is missing is asked for before anything is added."""
    choices: list[Choice] = []
    problems: list[tuple[Item, ShopError]] = []
    for item in items:
        if item.product is None:
            return say("add.what").eliciting(f"product{item.suffix}", "which_product")
        try:
            choices.append(choose(store, item, item.product))
        except OpenChoice as need:
            return _ask_for_choice(need, item, items)
        except ShopError as error:
            problems.append((item, error))
    if choices:
        return put(turn, store, ledger, choices).after(*(explain(error) for _, error in problems))
    if problems:
        return _ask_again(*problems[0])
    return say("add.what").eliciting("product", "which_product")


def put(turn: Turn, store: Store, ledger: Ledger, choices: list[Choice]) -> Reply:
    """Add what was chosen to the cart and say what it is now."""
    basket = basket_of(turn, store, ledger)
    cart = refill(basket, store, ledger, adding(basket.wants, [choice.want for choice in choices]))
    if len(choices) > 1:
        reply = say("add.several", choices=choices, total=cart.total)
    else:
        line = cart.line_of(choices[0].variant.id)
        key = "add.done" if line.quantity == choices[0].quantity else "add.more"
        reply = say(key, line=line, price=line.total, total=cart.total)
    return reply.asking("anything_else").undoable(cart, basket.wants).showing("cart", cart=cart)


def _ask_for_choice(need: OpenChoice, item: Item, items: Items) -> Reply:
    slot = f"size{item.suffix}" if need.group.name == _SIZE else free_option_slot(len(item.options), item.suffix)
    reply = say("add.choice", product=need.product, group=need.group, choices=need.group.options)
    asked = reply.eliciting(slot, "which_choice").continuing_as("AddToCart", **_words_of(item, need.product))
    if len(items) > 1:
        return asked  # what can be touched adds one thing, and would forget the others
    return asked.showing("choices", product=need.product, choices=need.group.options, slot=slot, item=item)


def _words_of(item: Item, product: Product) -> dict[str, str]:
    """The slots of what was chosen so far, in words."""
    words = {f"product{item.suffix}": product.name}
    if item.quantity:
        words[item.quantity.slot] = item.quantity.words
    return words | {said.slot: option_of(product, said).label for said in item.options}


def _ask_again(item: Item, error: ShopError) -> Reply:
    """Say what is wrong with the one thing asked for, and ask for that part of it again."""
    reply = say(error.key, **error.values)
    if isinstance(error, UnknownProduct) and error.near:
        return offer_near(error).eliciting(f"product{item.suffix}", "one_of_these")
    if isinstance(error, BadQuantity):
        return reply.eliciting(f"quantity{item.suffix}", "how_many")
    if isinstance(error, NoSuchOption):
        return _ask_for_another(item, error)
    return explain(error)


def _ask_for_another(item: Item, error: NoSuchOption) -> Reply:
    """Offer what the product does come with instead, or the product without it."""
    if error.choices:
        wrong = next(said.slot for said in item.options if error.words in (said.name, said.words))
        return say("option.choose", **error.values).eliciting(wrong, "which_instead")
    kept = (said for said in item.options if error.words not in (said.name, said.words))
    others = {said.slot: (said.words, said.id, said.name) for said in kept}
    said = {"product": error.product.id, "quantity": item.quantity.words if item.quantity else "1", "options": others}
    return say(error.key, **error.values).asking("without_it", **said)


@answer("yes", "without_it")
@with_account
def add_without(
    turn: Turn,
    store: Store,
    ledger: Ledger,
    product: str,
    quantity: str,
    options: Mapping[str, Sequence[Any]] = MappingProxyType({}),
) -> Reply:
    others = tuple(Spoken(slot, *said) for slot, said in options.items())
    item = Item("", Spoken("product", product, product), Spoken("quantity", quantity), others)
    return add(turn, store, ledger, Items((item,)))
