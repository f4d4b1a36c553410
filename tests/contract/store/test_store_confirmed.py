"""`dev.voiceshop.confirmed`: only what the buyer said yes to is charged, whatever another device did meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from store_client import TWO_LATTES, Platform, amounts, codes, linked

from store.launch import RunningStore

CROISSANT = {"item": {"id": "croissant"}, "quantity": 1}


def agreed(quote: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The extension, as a platform sends it that has read this quote out."""
    lines = [{"id": line["item"]["id"], "quantity": line["quantity"]} for line in quote["line_items"]]
    return {"dev.voiceshop.confirmed": {"total": amounts(quote)["total"], "line_items": lines, **changes}}


def test_what_was_confirmed_is_sold(ana: Platform) -> None:
    quote = ana.quote(ana.cart([*TWO_LATTES, CROISSANT]))
    assert ana.pay(quote, **agreed(quote)).json()["status"] == "completed"


def test_lines_are_compared_whatever_their_order_and_split(ana: Platform) -> None:
    quote = ana.quote(ana.cart([*TWO_LATTES, CROISSANT]))
    latte = {"id": "latte:medium:oat-milk", "quantity": 1}
    lines = [latte, {"id": "croissant:standard", "quantity": 1}, latte]
    assert ana.pay(quote, **agreed(quote, line_items=lines)).json()["status"] == "completed"


def test_a_total_that_another_device_has_seen_but_nobody_confirmed_is_not_charged(own_store: RunningStore) -> None:
    ana = linked(own_store, "ana")
    quote = ana.quote(ana.cart())
    own_store.admin("price", "latte", "401")
    ana.get(f"/checkout-sessions/{quote['id']}")
    refused = ana.pay(quote, **agreed(quote)).json()
    assert (refused["status"], codes(refused)) == ("ready_for_complete", ["price_changed"])
    assert (refused["messages"][0]["old_total"], refused["messages"][0]["new_total"]) == (1176, 1178)
    assert ana.pay(refused, **agreed(refused)).json()["status"] == "completed"


def test_other_goods_at_the_same_total_are_not_sold(ana: Platform) -> None:
    cart = ana.cart([{"item": {"id": "latte:medium:oat-milk"}, "quantity": 1}])
    quote = ana.quote(cart)
    ana.put(f"/carts/{cart['id']}", {"line_items": [{"item": {"id": "latte:medium:almond-milk"}, "quantity": 1}]})
    assert amounts(ana.quote(cart)) == amounts(quote)
    refused = ana.pay(quote, **agreed(quote)).json()
    assert (refused["status"], codes(refused)) == ("ready_for_complete", ["content_changed"])
    assert refused["messages"][0]["severity"] == "recoverable"
    assert "order" not in refused


def test_what_would_go_to_another_place_is_not_sold_unasked(ana: Platform) -> None:
    quote = ana.quote(ana.cart())
    confirmed = agreed(quote, destination_id="harbor-street")
    market = {"methods": [{"type": "pickup", "selected_destination_id": "market-square"}]}
    moved = ana.put(f"/checkout-sessions/{quote['id']}", {"line_items": TWO_LATTES, "fulfillment": market}).json()
    assert amounts(moved) == amounts(quote)
    refused = ana.pay(quote, **confirmed).json()
    assert (refused["status"], codes(refused)) == ("ready_for_complete", ["content_changed"])
    assert ana.pay(quote, **agreed(quote, destination_id="market-square")).json()["status"] == "completed"


def test_what_was_added_meanwhile_is_not_sold_unasked(ana: Platform) -> None:
    cart = ana.cart()
    quote = ana.quote(cart)
    ana.put(f"/carts/{cart['id']}", {"line_items": [*TWO_LATTES, CROISSANT]})
    ana.quote(cart)
    assert codes(ana.pay(quote, **agreed(quote)).json()) == ["price_changed", "content_changed"]


@pytest.mark.parametrize(
    "confirmed",
    [
        {"total": "1176", "line_items": []},
        {"total": 1176},
        {"total": 1176, "line_items": [{"id": "latte:medium", "quantity": 0}]},
        "everything",
    ],
)
def test_a_malformed_confirmation_is_refused(ana: Platform, confirmed: Any) -> None:
    quote = ana.quote(ana.cart())
    assert ana.pay(quote, **{"dev.voiceshop.confirmed": confirmed}).status_code == 400
    assert ana.get(f"/checkout-sessions/{quote['id']}").json()["status"] == "ready_for_complete"
