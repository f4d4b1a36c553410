"""Answers of a well-behaved UCP store, to be sent as they are or spoilt."""

from __future__ import annotations

from typing import Any

from tests.support.scripted_store import VERSION

UCP = {"version": VERSION, "status": "success"}


def totals(amount: int) -> list[dict[str, Any]]:
    return [{"type": "subtotal", "amount": amount}, {"type": "total", "amount": amount}]


def variant(variant_id: str, size: str, price: int, **more: object) -> dict[str, Any]:
    return {
        "id": variant_id,
        "title": f"{size} latte",
        "description": {"plain": "A latte."},
        "price": {"amount": price, "currency": "USD"},
        "availability": {"available": True, "status": "in_stock"},
        "options": [{"name": "Size", "id": size, "label": size}],
        "inputs": [{"id": variant_id, "match": "exact"}],
        **more,
    }


def product(*variants: dict[str, Any], **more: object) -> dict[str, Any]:
    return {
        "id": "latte",
        "title": "latte",
        "description": {"plain": "Espresso with steamed milk."},
        "categories": [{"value": "coffee"}],
        "price_range": {"min": {"amount": 400, "currency": "USD"}, "max": {"amount": 600, "currency": "USD"}},
        "options": [
            {"name": "Size", "values": [{"id": "small", "label": "small"}, {"id": "large", "label": "large"}]},
            {"name": "Milk", "values": [{"id": "oat-milk", "label": "oat milk", "available": True, "exists": True}]},
        ],
        "rating": {"value": 4.5, "scale_max": 5, "count": 12},
        "variants": list(variants) or [variant("latte:small", "small", 400), variant("latte:large", "large", 520)],
        **more,
    }


def line(variant_id: str, quantity: object, price: int = 520, number: int = 1) -> dict[str, Any]:
    amount = price * quantity if isinstance(quantity, int) else price
    item = {"id": variant_id, "title": "large latte", "price": price}
    return {"id": f"li_{number}", "item": item, "quantity": quantity, "totals": totals(amount)}


def cart(*lines: dict[str, Any], **more: object) -> dict[str, Any]:
    lines = lines or (line("latte:large", 2),)
    return {
        "ucp": UCP,
        "id": "cart_1",
        "currency": "USD",
        "line_items": list(lines),
        "totals": totals(sum(each["totals"][-1]["amount"] for each in lines)),
        **more,
    }


PLACES = [
    {"type": "business_location", "id": "harbor-street", "name": "Harbor Street"},
    {"type": "business_location", "id": "market-square", "name": "Market Square"},
]
PICKUP_OPTION = {
    "id": "counter",
    "title": "At the counter",
    "earliest_fulfillment_time": "2026-11-22T08:40:00-05:00",
    "totals": [{"type": "total", "amount": 0}],
}


def pickup(place: str | None = "harbor-street", option: str | None = "counter") -> dict[str, Any]:
    group = {"id": "group_1", "line_item_ids": ["li_1"], "options": [PICKUP_OPTION] if place else []}
    method = {"id": "method_1", "type": "pickup", "line_item_ids": ["li_1"], "destinations": PLACES}
    return {
        "methods": [
            method
            | ({"selected_destination_id": place} if place else {})
            | {"groups": [group | ({"selected_option_id": option} if option else {})]}
        ]
    }


VISA = {
    "id": "instrument_1",
    "handler_id": "processor_1",
    "type": "card",
    "selected": True,
    "display": {"brand": "Visa", "last_digits": "4242"},
}


def checkout(status: str = "ready_for_complete", **more: object) -> dict[str, Any]:
    return {
        **cart(),
        "id": "checkout_1",
        "status": status,
        "totals": totals(1132),
        "links": [],
        "fulfillment": pickup(),
        "payment": {"instruments": [VISA]},
        **more,
    }


ORDER_LINE = {
    **line("latte:large", {"original": 2, "total": 2, "fulfilled": 0}, 1040),
    "status": "processing",
}


def order(*events: tuple[str, str], **more: object) -> dict[str, Any]:
    return {
        "ucp": UCP,
        "id": "order_1",
        "label": "1042",
        "checkout_id": "checkout_1",
        "permalink_url": "https://store.example/orders/1042",
        "currency": "USD",
        "line_items": [ORDER_LINE],
        "fulfillment": {
            "expectations": [
                {
                    "id": "expectation_1",
                    "line_items": [{"id": "li_1", "quantity": 2}],
                    "method_type": "pickup",
                    "destination": {"street_address": "12 Harbor Street"},
                    "fulfillable_on": "2026-11-22T08:40:00-05:00",
                }
            ],
            "events": [
                {"id": f"event_{at}", "type": kind, "occurred_at": at, "line_items": [{"id": "li_1", "quantity": 2}]}
                for kind, at in events
            ],
        },
        "totals": totals(1132),
        **more,
    }


LOCATION = {
    "id": "harbor-street",
    "name": "Harbor Street",
    "address": {"street_address": "12 Harbor Street", "address_locality": "Brooklyn"},
    "timezone": "America/New_York",
    "hours": [
        {"day": day, "opens": "06:30", "closes": "20:00"}
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    ],
}
