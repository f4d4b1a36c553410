"""`/catalog/search`, `/catalog/lookup` and `/catalog/product`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from ucp_sdk.models.schemas.shopping import catalog_lookup, catalog_search

from store.application import Store
from store.catalogue.documents import detail_document, product_document
from store.catalogue.loader import products
from store.catalogue.model import SEPARATOR, Chosen, Product, Variant
from store.catalogue.search import EVERYTHING, find
from store.catalogue.stock import Counter
from store.errors import BadRequest, Refused
from store.http.answers import answer
from store.http.bodies import read_body
from store.http.callers import calling_platform
from store.http.pages import cut
from store.messages import info
from store.version import envelope

SEARCH, LOOKUP = "dev.ucp.shopping.catalog.search", "dev.ucp.shopping.catalog.lookup"
LARGEST_BATCH = 50
DEALS = "deals"  # no category of its own, but as a filter it stands for everything that is on offer


def routes(store: Store) -> Blueprint:
    """The catalogue's three operations. They need no account."""
    catalogue = Blueprint("catalogue", __name__, url_prefix="/catalog")
    shelf = _Shelf(store)
    catalogue.before_request(_check_platform)
    catalogue.add_url_rule("/search", "search", shelf.search, methods=["POST"])
    catalogue.add_url_rule("/lookup", "lookup", shelf.lookup, methods=["POST"])
    catalogue.add_url_rule("/product", "product", shelf.product, methods=["POST"])
    return catalogue


def _check_platform() -> None:
    calling_platform()


@dataclass(frozen=True)
class _Shelf:
    """Search, lookup and product detail."""

    store: Store

    def search(self) -> Response:
        body = read_body(catalog_search.SearchRequest)
        filters = body.get("filters") or {}
        if not body.get("query") and not filters:
            raise BadRequest("invalid_request", "Search needs a query or a filter.")
        with self._counter() as counter:
            found = find(body.get("query") or EVERYTHING)
            page = cut(_filtered(found, filters, counter) if filters else found, body)
            counter.load(product.id for product in page.entries)
            shown = [product_document(product, counter.open_variants(product, ())) for product in page.entries]
        document = {"ucp": envelope(SEARCH), "products": shown, "pagination": page.pagination}
        return answer(catalog_search.SearchResponse, document)

    def lookup(self) -> Response:
        body = read_body(catalog_lookup.LookupRequest)
        ids = list(dict.fromkeys(body["ids"]))
        if len(ids) > LARGEST_BATCH:
            raise BadRequest("request_too_large", f"At most {LARGEST_BATCH} identifiers at once.")
        with self._counter() as counter:
            found, unknown = _resolve(ids, counter, body.get("filters") or {})
        messages = [info("not_found", missing) for missing in unknown]
        document = {"ucp": envelope(LOOKUP), "products": found, **({"messages": messages} if messages else {})}
        return answer(catalog_lookup.LookupResponse, document)

    def product(self) -> Response:
        body = read_body(catalog_lookup.GetProductRequest)
        with self._counter() as counter:
            product, variants, selected = _narrow(body, counter)
            document = detail_document(product, variants, selected, counter)
        return answer(catalog_lookup.GetProductResponse, {"ucp": envelope(LOOKUP), "product": document})

    @contextmanager
    def _counter(self) -> Iterator[Counter]:
        with self.store.database.reading() as session:
            yield Counter(session, self.store.clock())


def _filtered(found: Sequence[Product], filters: Mapping[str, Any], counter: Counter) -> list[Product]:
    counter.load(product.id for product in found)
    return [product for product in found if _passes(product, counter.open_variants(product, ()), filters)]


def _passes(product: Product, variants: Sequence[Variant], filters: Mapping[str, Any]) -> bool:
    categories = filters.get("categories")
    names = {product.category, DEALS} if variants[0].offer else {product.category}
    price = filters.get("price") or {}
    low, high = price.get("min", 0), price.get("max")
    in_range = any(low <= variant.price and (high is None or variant.price <= high) for variant in variants)
    return in_range and (not categories or not names.isdisjoint(categories))


def _resolve(
    ids: Sequence[str], counter: Counter, filters: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[str]]:
    """One document a product, its variants telling which identifiers led to them; and those that led nowhere."""
    counter.load(identifier.split(SEPARATOR)[0] for identifier in ids)
    inputs: dict[str, dict[str, tuple[Variant, list[dict[str, str]]]]] = {}
    unknown: list[str] = []
    for identifier in ids:
        try:
            variant, match = _variant_for(identifier, counter)
        except Refused:
            unknown.append(identifier)
            continue
        entry = inputs.setdefault(variant.product.id, {}).setdefault(variant.id, (variant, []))
        entry[1].append({"id": identifier, "match": match})
    documents = []
    for product_id, entries in inputs.items():
        variants = [variant for variant, _ in entries.values()]
        if not _passes(products()[product_id], variants, filters):
            continue
        document = product_document(products()[product_id], variants)
        for shown, (_, matches) in zip(document["variants"], entries.values(), strict=True):
            shown["inputs"] = matches
        documents.append(document)
    return documents, unknown


def _variant_for(identifier: str, counter: Counter) -> tuple[Variant, str]:
    product = counter.product(identifier)
    if product is not None:
        return counter.open_variants(product, ())[0], "featured"
    return counter.variant(identifier), "exact"


def _narrow(body: Mapping[str, Any], counter: Counter) -> tuple[Product, list[Variant], Sequence[Chosen]]:
    """The product, the variants that match the selection, and the selection in force (UCP, catalogue lookup)."""
    product = counter.product(body["id"])
    if product is None:
        # A variant's id decides every option; `selected` is ignored then.
        variant = counter.variant(body["id"])
        return variant.product, [variant], variant.chosen
    wanted = body.get("selected") or []
    names = [option["name"].lower() for option in wanted]
    if len(names) != len(set(names)):
        raise BadRequest("invalid_request", "Each option name may be selected once.")
    chosen = [choice for option in wanted if (choice := _choose(product, option)) is not None]
    variants = counter.open_variants(product, chosen)
    return product, variants, chosen if wanted else variants[0].chosen


def _choose(product: Product, option: Mapping[str, Any]) -> Chosen | None:
    group = product.group(option["name"])
    value = group.find(option.get("id"), option["label"]) if group else None
    return Chosen(group, value) if group and value else None
