"""The menu, and questions about what is on it. Only what the catalogue says is said."""

from __future__ import annotations

from ..shop.catalogue import Option, Product
from ..shop.errors import UnknownProduct
from ..shop.ports import Ledger, Store
from .choosing import find, offer_near
from .listing import PAGE, choose_product, none_of_these, which_product
from .registry import answer, intent
from .slots import Spoken
from .turn import Reply, Turn, say

_WHOLE_MENU = 50
_NAMED = 6
_ADD_ONS = "add-ons"


@intent("BrowseMenu")
def browse(store: Store, category: Spoken | None, option_group: Spoken | None) -> Reply:
    """Say which kinds of things there are; of one kind, what there is, three at a time."""
    if option_group:
        return _options(store, option_group)
    if category:
        return _products(store, category.id or category.words, None)
    products = store.search(limit=_WHOLE_MENU).items
    categories = tuple(dict.fromkeys(name for product in products for name in product.categories))
    named = say("menu.categories", categories=categories)
    return named.asking("which_category").showing("categories", categories=categories)


@answer("more", "menu")
def more_of_the_menu(store: Store, category: str, cursor: str) -> Reply:
    return _products(store, category, cursor)


answer("choice", "menu")(choose_product)
answer("yes", "menu")(which_product)
answer("no", "menu")(none_of_these)


@intent("ProductInfo")
def product_info(store: Store, product: Spoken | None, option_a: Spoken | None) -> Reply:
    """Say what a product is, how it comes and what it costs; or whether there is such an option."""
    if product is None and option_a:
        return _has_option(store, option_a)
    if product is None:
        return say("info.which").eliciting("product", "which_product")
    try:
        found = find(store, product)
    except UnknownProduct as error:
        if not error.near:
            raise
        return offer_near(error).asking("products", products=[each.id for each in error.near])
    key = "info.product" if len({v.price.amount for v in found.variants}) == 1 else "info.product_from"
    reply = say(key, product=found, description=found.description, price=found.cheapest.price)
    return reply.asking("add_it", products=[found.id]).with_card("product").showing("product", product=found)


@answer("yes", "add_it")
def add_it(turn: Turn, store: Store, ledger: Ledger, products: list[str]) -> Reply:
    return choose_product(turn, store, ledger, products, 1)


answer("choice", "add_it")(choose_product)
answer("no", "add_it")(none_of_these)


def _has_option(store: Store, said: Spoken) -> Reply:
    offered = [
        product
        for product in store.search(limit=_WHOLE_MENU).items
        if any(option == said.option for group in product.groups for option in group.options)
    ]
    if not offered:
        return say("menu.no_options", words=said.words).asking("anything_else")
    return say("info.option", words=said.name or said.words, products=offered[:PAGE]).asking("what_to_order")


def _products(store: Store, category: str, cursor: str | None) -> Reply:
    page = store.search(category=category, cursor=cursor, limit=PAGE)
    if not page.items:
        return say("menu.none", category=category).asking("anything_else")
    shown = say("menu.products", products=page.items).showing("menu", products=page.items)
    ids = [product.id for product in page.items]
    if page.next:
        return shown.asking("menu", products=ids, category=category, cursor=page.next)
    return shown.asking("products", products=ids)


def _options(store: Store, wanted: Spoken) -> Reply:
    choices = _choices(store.search(limit=_WHOLE_MENU).items, wanted.id or wanted.words)
    if not choices:
        return say("menu.no_options", words=wanted.words).asking("anything_else")
    key = "menu.options" if len(choices) <= _NAMED else "menu.some_options"
    return say(key, choices=choices[:_NAMED]).asking("anything_else")


def _choices(products: tuple[Product, ...], kind: str) -> tuple[Option, ...]:
    """What there is to choose of a kind: the values of the group of that name, or all that can be added."""
    groups = {group.name: group for product in products for group in product.groups}
    if kind == _ADD_ONS:
        return tuple(group.options[0] for group in groups.values() if len(group.options) == 1)
    names = {kind.casefold(), kind.casefold().removesuffix("s")}
    return next((group.options for name, group in groups.items() if name.casefold() in names), ())
