"""UCP's catalogue and locations: what can be asked without an account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...shop.catalogue import Deal, Option, Page, Place, Product, Variant
from ...shop.errors import UnknownProduct
from .api import Answer, Api, Call
from .names import Names
from .products import read_deals, read_place, read_product, write_selected
from .profile import COMMON
from .wire import Unusable

# UCP: a search needs a query or a filter. This filter lets everything through.
_EVERYTHING = {"price": {"min": 0}}
# UCP has no filter for what is on sale. A store that keeps a category of this name spares us reading its catalogue.
_DEALS_CATEGORY = "deals"
_DEALS_PAGE = 100
_DEALS_PAGES = 3
# UCP: stores should take at least so many ids in one lookup.
_LOOKUP_IDS = 10


class Catalogue:
    """The store's shelves. What it reads there it also teaches to `names`."""

    def __init__(self, api: Api, names: Names) -> None:
        self._api = api
        self._names = names

    def search(self, words: str, category: str | None, cursor: str | None, limit: int) -> Page[Product]:
        body: dict[str, Any] = {"pagination": {"limit": limit} | ({"cursor": cursor} if cursor else {})}
        if words:
            body["query"] = words
        if category:
            body["filters"] = {"categories": [category]}
        elif not words:
            body["filters"] = _EVERYTHING
        return self._api.ask(Call("search_catalog", "POST", "/catalog/search", body), self._page)

    def deals(self) -> tuple[Deal, ...]:
        """One call where the store has a category of deals; else up to three more, for the first 300 products."""
        offered = read_deals(self.search("", _DEALS_CATEGORY, None, _DEALS_PAGE).items)
        return offered or read_deals(self._first_products())

    def product(self, product_id: str, options: Sequence[Option]) -> Product:
        body: dict[str, Any] = {"id": product_id}
        if options:
            body["selected"] = write_selected(options)

        def read(answer: Answer) -> Product:
            if answer.is_missing:
                raise UnknownProduct(product_id)
            return self._learned(read_product(_succeeded(answer).body.one("product")))

        return self._api.ask(Call("get_product", "POST", "/catalog/product", body), read)

    def variants(self, ids: Sequence[str]) -> tuple[Variant, ...]:
        """One call for each ten ids."""
        found: dict[str, Variant] = {}
        for start in range(0, len(ids), _LOOKUP_IDS):
            body = {"ids": list(ids[start : start + _LOOKUP_IDS])}
            for product in self._api.ask(Call("lookup_catalog", "POST", "/catalog/lookup", body), self._products):
                found |= {variant.id: variant for variant in product.variants}
        return tuple(found[each] for each in ids if each in found)

    def learn(self, variant_ids: Iterable[str]) -> Names:
        """See to it that these variants have names, as far as the store knows them; no call where all have."""
        unknown = self._names.unknown(variant_ids)
        if unknown:
            self.variants(unknown)
        return self._names

    def places(self) -> tuple[Place, ...]:
        # Every predicate of a location search is optional; none asks for all places.
        return self._api.ask(Call("search_locations", "POST", "/locations/search", {}, service=COMMON), _places)

    def _first_products(self) -> list[Product]:
        products: list[Product] = []
        cursor = None
        for _ in range(_DEALS_PAGES):
            page = self.search("", None, cursor, _DEALS_PAGE)
            products += page.items
            cursor = page.next
            if cursor is None:
                break
        return products

    def _page(self, answer: Answer) -> Page[Product]:
        pages = answer.body.maybe_one("pagination")
        more = pages is not None and pages.maybe_flag("has_next_page")
        return Page(self._products(answer), pages.text("cursor") if pages and more else None)

    def _products(self, answer: Answer) -> tuple[Product, ...]:
        products = _succeeded(answer).body.many("products")
        return tuple(self._learned(read_product(product)) for product in products)

    def _learned(self, product: Product) -> Product:
        self._names.learn(product.variants)
        return product


def _places(answer: Answer) -> tuple[Place, ...]:
    return tuple(read_place(location) for location in _succeeded(answer).body.many("locations"))


def _succeeded(answer: Answer) -> Answer:
    if answer.failed:
        raise Unusable("refused: " + ", ".join(message.code for message in answer.errors))
    return answer
