"""From what was said to what can be put in a cart."""

from __future__ import annotations

from collections.abc import Sequence

from ..shop.catalogue import Option, OptionGroup, Product, Variant
from ..shop.errors import BadQuantity, NoSuchOption, SoldOut, UnknownProduct
from ..shop.ports import Store
from ..shop.want import Choice
from .slots import Item, Spoken
from .turn import Reply, say

MOST = 50
NEAR = 3


class OpenChoice(Exception):
    """Something must be chosen before the product can be had: which value of `group`."""

    def __init__(self, product: Product, group: OptionGroup) -> None:
        super().__init__(group.name)
        self.product = product
        self.group = group


def choose(store: Store, item: Item, spoken: Spoken) -> Choice:
    """The variant and quantity that an item means; `spoken` is its product.

    Raises:
        UnknownProduct, NoSuchOption, SoldOut, BadQuantity: it cannot be had like that.
        OpenChoice: the customer has to say more.
    """
    quantity = quantity_of(item.quantity)
    product = find(store, spoken)
    # Of two values of one group the last one said counts: "medium, no, large".
    options = {option.group: option for said in item.options for option in [option_of(product, said)]}
    return Choice(variant_of(store, product, tuple(options.values())), quantity)


def quantity_of(spoken: Spoken | None) -> int:
    """How many; one where nothing was said. Raises BadQuantity for what is no number, or none that can be ordered."""
    if spoken is None:
        return 1
    if spoken.number is None or not 0 < spoken.number <= MOST:
        raise BadQuantity(MOST)
    return spoken.number


def find(store: Store, spoken: Spoken) -> Product:
    """The product that was named. Raises UnknownProduct with up to three near ones."""
    if spoken.id:
        return store.product(spoken.id)
    near = store.search(spoken.words, limit=NEAR).items
    for product in near:
        if product.name.casefold() == spoken.words.casefold():
            return store.product(product.id)
    raise UnknownProduct(spoken.words, near)


def offer_near(error: UnknownProduct) -> Reply:
    """Name what is sold of the kind that was named, or of a similar name; the question is the caller's."""
    key = "product.kind" if error.is_kind else "product.unknown_near"
    return say(key, **error.values).showing("menu", products=error.near)


def variant_of(store: Store, product: Product, options: Sequence[Option]) -> Variant:
    """The variant of the product with those options.

    Raises:
        SoldOut: it is there, but not to be had.
        OpenChoice: more has to be chosen.
    """
    narrowed = store.product(product.id, options) if options else product
    if not any(variant.in_stock for variant in narrowed.variants):
        raise SoldOut(narrowed)
    if narrowed.open_groups:
        raise OpenChoice(narrowed, narrowed.open_groups[0])
    return narrowed.variants[0]


def option_of(product: Product, said: Spoken) -> Option:
    """The product's own option for what was said. Raises NoSuchOption with what it does come in."""
    meant = said.option
    group = product.group_of(meant) if meant else None
    candidates = group.options if group else tuple(o for g in product.groups for o in g.options)
    for option in candidates:
        if (meant and (option.group, option.value) == (meant.group, meant.value)) or _same(option, said):
            return option
    raise NoSuchOption(product, said.name or said.words, group.options if group else ())


def _same(option: Option, said: Spoken) -> bool:
    return option.label.casefold() in {said.words.casefold(), (said.name or "").casefold()}
