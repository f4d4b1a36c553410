"""The lines of a cart or checkout: what a request may change them to, and what they are worth now."""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from store.catalogue.model import SEPARATOR, STANDARD, Product, Variant
from store.catalogue.stock import Counter
from store.errors import Refused
from store.messages import Message, error
from store.pricing import Line

StoredLine = dict[str, Any]
# As the SDK's model reads a quantity, which takes "1.0" for one.
_INTEGER = TypeAdapter(int)


@dataclass(frozen=True)
class Change:
    """The lines after a request, and a message for every wish that was not granted."""

    lines: list[StoredLine]
    messages: list[Message]


def change(before: Sequence[StoredLine], wanted: Sequence[Mapping[str, Any]], counter: Counter) -> Change:
    """Replaces all lines, as a UCP update does.

    A wish that cannot be granted (unknown variant, too few in stock) leaves that line as it was before: UCP asks that a
    response shows the authoritative state and never a silent reinterpretation.
    """
    counter.load(str(line["item"]["id"]).split(":")[0] for line in wanted)
    old = {line["id"]: line for line in before}
    result = Change([], [])
    room: dict[str, int] = {}
    for index, wish in enumerate(wanted):
        line_id = wish.get("id")
        if not line_id or any(line["id"] == line_id for line in result.lines):
            line_id = _free_id(result.lines, old)
        quantity = _INTEGER.validate_python(wish["quantity"])
        try:
            variant = counter.variant(str(wish["item"]["id"]))
            _check_stock(variant, quantity, room)
        except Refused as refusal:
            result.messages.append(_explain(refusal, f"$.line_items[{index}]", wish, counter))
            if line_id in old:
                result.lines.append(old[line_id])
            continue
        room[variant.product.id] = room.get(variant.product.id, 0) + quantity
        result.lines.append({"id": line_id, "variant": variant.id, "quantity": quantity})
    return result


def without(stored: Sequence[StoredLine], bought: Iterable[tuple[str, int]]) -> list[StoredLine]:
    """The lines that are left when quantities of variants are taken out, from whichever lines hold them."""
    due: Counts[str] = Counts()
    for variant_id, quantity in bought:
        due[variant_id] += quantity
    left: list[StoredLine] = []
    for line in stored:
        taken = min(line["quantity"], due[line["variant"]])
        due[line["variant"]] -= taken
        if taken < line["quantity"]:
            left.append({**line, "quantity": line["quantity"] - taken})
    return left


def value(stored: Sequence[StoredLine], counter: Counter) -> tuple[list[Line], list[Message]]:
    """Prices stored lines now. What is short is reported, and priced all the same.

    What the menu has no longer has no price: it is left out, and reported by its `item_id`, since no path leads to it.
    """
    counter.load(line["variant"].split(":")[0] for line in stored)
    lines: list[Line] = []
    messages: list[Message] = []
    room: dict[str, int] = {}
    for entry in stored:
        path = f"$.line_items[{len(lines)}]"
        try:
            variant = counter.variant(entry["variant"])
        except Refused:
            messages.append(_gone(entry["variant"]))
            continue
        lines.append(Line(entry["id"], variant, entry["quantity"]))
        try:
            _check_stock(variant, entry["quantity"], room)
        except Refused as refusal:
            messages.append(_explain(refusal, path, {"item": {"id": entry["variant"]}}, counter))
        room[variant.product.id] = room.get(variant.product.id, 0) + entry["quantity"]
    return lines, messages


def _check_stock(variant: Variant, quantity: int, taken: Mapping[str, int]) -> None:
    left = variant.available - taken.get(variant.product.id, 0)
    if variant.available == 0:
        raise Refused("out_of_stock", f"{variant.product.title.capitalize()} is sold out.", severity="recoverable")
    if quantity > left:
        text = f"Only {left} of {variant.product.title} left."
        raise Refused("insufficient_stock", text, severity="recoverable")


def _explain(refusal: Refused, path: str, wish: Mapping[str, Any], counter: Counter) -> Message:
    item = str(wish["item"]["id"])
    product = counter.product(item.split(":")[0])
    facts = {"item_id": item, **_left(product, counter)}
    return error(refusal.code, refusal.content, path, refusal.severity, **facts)


def _gone(variant_id: str) -> Message:
    words = variant_id.removesuffix(f"{SEPARATOR}{STANDARD}").replace("-", " ").replace(SEPARATOR, ", ")
    text = f"{words.capitalize()} is not on the menu any more."
    return error("item_unavailable", text, "$.line_items", item_id=variant_id)


def _left(product: Product | None, counter: Counter) -> dict[str, int]:
    return {} if product is None else {"available": max(0, counter.left(product))}


def _free_id(lines: Sequence[StoredLine], old: Mapping[str, StoredLine]) -> str:
    taken = {line["id"] for line in lines} | old.keys()
    return next(name for number in range(1, len(taken) + 2) if (name := f"li_{number}") not in taken)
