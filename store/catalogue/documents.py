"""Products and variants as UCP documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from store.catalogue.model import Chosen, Product, Variant
from store.catalogue.stock import Counter
from store.documents import money, selected_options
from store.fulfilment import instant
from store.shop import shop


def product_document(product: Product, variants: Sequence[Variant]) -> dict[str, Any]:
    """A product with these variants, the first featured. `get_product` tells more about its options."""
    offer = variants[0].offer
    document: dict[str, Any] = {
        "id": product.id,
        "handle": product.id,
        "title": product.title,
        "description": {"plain": product.description},
        "categories": [{"value": product.category, "taxonomy": "merchant"}],
        "price_range": _range([variant.price for variant in variants]),
        "variants": [variant_document(variant) for variant in variants],
        "rating": {"value": product.rating, "scale_min": 1, "scale_max": 5, "count": product.ratings},
        "metadata": {"spoken": list(product.spoken), "contains": list(product.contains)},
    }
    if product.groups:
        document["options"] = [
            {"name": group.name, "values": [{"id": value.id, "label": value.label} for value in group.values]}
            for group in product.groups
        ]
    if offer:
        document["list_price_range"] = _range([variant.list_price for variant in variants])
        document["metadata"]["offer"] = {"title": offer.title, "ends": instant(offer.ends, shop())}
    return document


def detail_document(
    product: Product, variants: Sequence[Variant], selected: Sequence[Chosen], counter: Counter
) -> dict[str, Any]:
    """A product with all its options and the selection in force, as `get_product` returns it.

    Every combination exists, so availability is that of the product. An option value also tells what it adds to the
    price, and how else customers call it.
    """
    available = counter.left(product) > 0
    options = [
        {
            "name": group.name,
            "required": group.must,
            "values": [
                {
                    "id": value.id,
                    "label": value.label,
                    "available": available,
                    "exists": True,
                    "price_delta": value.price,
                    "spoken": list(value.spoken),
                }
                for value in group.values
            ],
        }
        for group in product.groups
    ]
    document = {**product_document(product, variants), "selected": selected_options(selected)}
    return {**document, "options": options} if options else document


def variant_document(variant: Variant) -> dict[str, Any]:
    """One purchasable variant. On offer, its list price is above its price."""
    document = {
        "id": variant.id,
        "sku": variant.id.upper(),
        "title": variant.title,
        "description": {"plain": variant.product.description},
        "price": money(variant.price),
        "availability": {
            "available": variant.available > 0,
            "status": "in_stock" if variant.available else "out_of_stock",
        },
        "options": selected_options(variant.chosen),
    }
    return {**document, "list_price": money(variant.list_price)} if variant.list_price > variant.price else document


def _range(amounts: Sequence[int]) -> dict[str, Any]:
    return {"min": money(min(amounts)), "max": money(max(amounts))}
