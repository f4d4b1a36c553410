"""Picking up: what has to be said to a store until place and option are chosen (UCP's fulfillment extension)."""

from __future__ import annotations

from typing import Any

from .reading import Json

PICKUP = "pickup"


def choose(checkout: Json, place_id: str | None) -> dict[str, Any] | None:
    """The update that chooses what a checkout leaves open: that place or the store's first, and the first option there.

    None where all is chosen, or where the store has nothing to choose from.
    """
    fulfillment = checkout.maybe_one("fulfillment")
    methods = fulfillment.some("methods") if fulfillment else ()
    method = next((each for each in methods if each.text("type") == PICKUP), None)
    if method is None:
        return None
    chosen = method.maybe_text("selected_destination_id")
    wanted = place_id or chosen or next((place.text("id") for place in method.some("destinations")), None)
    open_groups = [group for group in method.some("groups") if _is_open(group)]
    if wanted is None or (wanted == chosen and not open_groups):
        return None
    # Options belong to a place: those shown for another one are not chosen from.
    groups = [_first_option(group) for group in open_groups] if wanted == chosen else []
    update = {
        "id": method.text("id"),
        "type": PICKUP,
        "line_item_ids": method.fields["line_item_ids"],
        "selected_destination_id": wanted,
        "groups": groups,
    }
    return {"line_items": _lines(checkout), "fulfillment": {"methods": [update]}}


def _is_open(group: Json) -> bool:
    return bool(group.some("options")) and group.maybe_text("selected_option_id") is None


def _first_option(group: Json) -> dict[str, str]:
    return {"id": group.text("id"), "selected_option_id": group.some("options")[0].text("id")}


def _lines(checkout: Json) -> list[dict[str, Any]]:
    """The lines as they are: an update replaces the whole checkout."""
    return [
        {"id": line.text("id"), "item": {"id": line.one("item").text("id")}, "quantity": line.integer("quantity")}
        for line in checkout.many("line_items")
    ]
