"""Turns what the shop knows into the parts of UCP documents that carts, checkouts and the catalogue share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from store.catalogue.loader import currency
from store.catalogue.model import Chosen, Variant
from store.pricing import Bill


def money(amount: int) -> dict[str, Any]:
    """A UCP price."""
    return {"amount": amount, "currency": currency()}


def selected_options(chosen: Sequence[Chosen]) -> list[dict[str, str]]:
    """UCP `selected_option`s."""
    return [{"name": choice.group.name, "id": choice.value.id, "label": choice.value.label} for choice in chosen]


def line_items(bill: Bill) -> list[dict[str, Any]]:
    """The `line_items` of a cart or checkout.

    Beside UCP's fields an item carries `product_id`, `options` and, while on offer, `list_price`, so that a platform
    can speak about a line without a second call.
    """
    return [
        {
            "id": line.id,
            "item": _item(line.variant),
            "quantity": line.quantity,
            "totals": bill.line_totals(index),
        }
        for index, line in enumerate(bill.lines)
    ]


def discounts(codes: Sequence[str], bill: Bill) -> dict[str, Any]:
    """UCP's `discounts`: every code that was given, and those that applied."""
    return {"codes": list(codes), "applied": [discount.document() for discount in bill.applied]}


def _item(variant: Variant) -> dict[str, Any]:
    item = {
        "id": variant.id,
        "title": variant.title,
        "price": variant.price,
        "product_id": variant.product.id,
        "options": selected_options(variant.chosen),
    }
    return {**item, "list_price": variant.list_price} if variant.list_price != variant.price else item
