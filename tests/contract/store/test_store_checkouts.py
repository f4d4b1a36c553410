"""Checkout sessions: one call from a cart to a full quote, for pick-up and for delivery."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from store_client import HARBOR, TWO_LATTES, Platform, amounts, codes

from store.launch import RunningStore


def delivery(**address: str) -> dict[str, Any]:
    where = {
        "id": "here",
        "street_address": "1 Main Street",
        "address_region": "NY",
        "address_country": "US",
        **address,
    }
    return {"methods": [{"type": "shipping", "destinations": [where], "selected_destination_id": "here"}]}


def test_one_call_turns_a_cart_into_a_full_quote(ana: Platform) -> None:
    quote = ana.quote(ana.cart())
    assert quote["status"] == "ready_for_complete"
    assert amounts(quote) == {"subtotal": 1080, "tax": 96, "total": 1176}
    method = quote["fulfillment"]["methods"][0]
    assert method["selected_destination_id"] == "harbor-street"
    ready = datetime.fromisoformat(method["groups"][0]["options"][0]["earliest_fulfillment_time"])
    assert timedelta(minutes=8) < ready - datetime.now(ready.tzinfo) < timedelta(minutes=12)


def test_a_linked_buyer_sees_the_saved_cards_with_one_selected(ana: Platform) -> None:
    instruments = ana.quote(ana.cart())["payment"]["instruments"]
    assert [card["display"]["last_digits"] for card in instruments if card["selected"]] == ["4242"]
    assert not any("credential" in card or "token" in str(card) for card in instruments)


def test_a_guest_has_no_saved_card(guest: Platform) -> None:
    assert guest.quote(guest.cart())["payment"]["instruments"] == []


def test_the_cart_has_one_open_session_that_follows_it(guest: Platform) -> None:
    cart = guest.cart()
    first = guest.quote(cart)
    guest.put(f"/carts/{cart['id']}", {"line_items": [*TWO_LATTES, {"item": {"id": "croissant"}, "quantity": 1}]})
    second = guest.quote(cart)
    assert second["id"] == first["id"]
    assert amounts(second)["subtotal"] == 1080 + 340
    assert amounts(guest.get(f"/checkout-sessions/{first['id']}").json())["subtotal"] == 1080 + 340


def test_codes_of_the_cart_come_along(guest: Platform) -> None:
    quote = guest.quote(guest.cart(discounts={"codes": ["WELCOME10"]}))
    assert amounts(quote) == {"subtotal": 1080, "items_discount": -108, "tax": 86, "total": 1058}


def test_tax_is_that_of_the_place(guest: Platform) -> None:
    there = {"methods": [{"type": "pickup", "selected_destination_id": "riverside-station"}]}
    assert amounts(guest.quote(guest.cart(), there))["tax"] == 72


def test_beans_are_groceries_and_not_taxed(guest: Platform) -> None:
    assert amounts(guest.quote(guest.cart([{"item": {"id": "decaf-beans"}, "quantity": 1}])))["tax"] == 0


def test_without_a_place_the_session_says_what_is_missing(guest: Platform) -> None:
    quote = guest.post("/checkout-sessions", {"line_items": TWO_LATTES}).json()
    assert quote["status"] == "incomplete"
    assert quote["messages"][0]["path"] == "$.fulfillment.methods[0].selected_destination_id"
    assert len(quote["fulfillment"]["methods"][0]["destinations"]) == 3


def test_pick_up_without_a_place_is_at_the_first_one(guest: Platform) -> None:
    quote = guest.quote(guest.cart(), {"methods": [{"type": "pickup"}]})
    assert quote["fulfillment"]["methods"][0]["selected_destination_id"] == "harbor-street"
    assert quote["status"] == "ready_for_complete"


def test_an_unknown_place_is_refused_and_the_choice_stays(guest: Platform) -> None:
    quote = guest.quote(guest.cart())
    nowhere = {"methods": [{"type": "pickup", "selected_destination_id": "atlantis"}]}
    updated = guest.put(f"/checkout-sessions/{quote['id']}", {"line_items": TWO_LATTES, "fulfillment": nowhere}).json()
    assert codes(updated) == ["destination_unknown"]
    assert updated["fulfillment"]["methods"][0]["selected_destination_id"] == "harbor-street"


def test_an_empty_cart_cannot_be_bought(guest: Platform) -> None:
    cart = guest.cart()
    guest.put(f"/carts/{cart['id']}", {"line_items": []})
    quote = guest.quote(cart)
    assert quote["status"] == "incomplete"
    assert "$.line_items" in [message["path"] for message in quote["messages"]]


class TestDelivery:
    def test_costs_a_fee_and_is_taxed_where_it_goes(self, guest: Platform) -> None:
        quote = guest.quote(guest.cart(), delivery(address_region="NJ"))
        assert quote["status"] == "ready_for_complete"
        assert amounts(quote) == {"subtotal": 1080, "fulfillment": 499, "tax": 72, "total": 1651}

    def test_the_faster_option_can_be_chosen(self, guest: Platform) -> None:
        express = delivery()
        express["methods"][0]["groups"] = [{"id": "g", "line_item_ids": [], "selected_option_id": "express"}]
        assert amounts(guest.quote(guest.cart(), express))["fulfillment"] == 799

    def test_goes_to_a_linked_buyers_home_by_itself(self, ana: Platform) -> None:
        quote = ana.quote(ana.cart(), {"methods": [{"type": "shipping"}]})
        destination = quote["fulfillment"]["methods"][0]["destinations"][0]
        assert (destination["id"], destination["type"]) == ("home", "shipping_address")
        assert quote["status"] == "ready_for_complete"

    def test_needs_an_address(self, guest: Platform) -> None:
        quote = guest.quote(guest.cart(), {"methods": [{"type": "shipping"}]})
        assert (quote["status"], codes(quote)) == ("incomplete", ["missing"])

    def test_has_a_minimum(self, guest: Platform) -> None:
        quote = guest.quote(guest.cart([{"item": {"id": "croissant"}, "quantity": 1}]), delivery())
        assert codes(quote) == ["minimum_not_met"]
        assert quote["messages"][0]["missing"] == 1000 - 340

    @pytest.mark.parametrize("address", [{"address_region": "CA"}, {"address_country": "FR"}])
    def test_does_not_go_everywhere(self, guest: Platform, address: dict[str, str]) -> None:
        assert codes(guest.quote(guest.cart(), delivery(**address))) == ["address_undeliverable"]

    def test_a_code_makes_it_free(self, guest: Platform) -> None:
        quote = guest.quote(guest.cart(discounts={"codes": ["FREEDELIVERY"]}), delivery())
        assert amounts(quote)["discount"] == -499


def test_a_cancelled_session_stays_cancelled(guest: Platform) -> None:
    quote = guest.quote(guest.cart())
    assert guest.post(f"/checkout-sessions/{quote['id']}/cancel").json()["status"] == "canceled"
    assert guest.get(f"/checkout-sessions/{quote['id']}").json()["status"] == "canceled"
    assert guest.pay_as_guest(quote).json()["status"] == "canceled"


def test_a_cancelled_cart_takes_its_session_with_it(guest: Platform) -> None:
    cart = guest.cart()
    quote = guest.quote(cart)
    guest.post(f"/carts/{cart['id']}/cancel")
    assert guest.get(f"/checkout-sessions/{quote['id']}").json()["status"] == "canceled"


def test_nobody_reaches_another_buyers_session(ana: Platform, ben: Platform, guest: Platform) -> None:
    quote = ana.quote(ana.cart())
    for stranger in (ben, guest):
        assert stranger.get(f"/checkout-sessions/{quote['id']}").status_code == 404
        assert stranger.pay(quote).status_code == 404
    body = {"cart_id": ana.cart()["id"], "line_items": [], "fulfillment": HARBOR}
    assert ben.post("/checkout-sessions", body).status_code == 404


def test_a_price_that_changes_shows_on_the_next_read(own_store: RunningStore) -> None:
    guest = Platform(own_store.url)
    quote = guest.quote(guest.cart())
    own_store.admin("price", "latte", "401")
    assert amounts(guest.get(f"/checkout-sessions/{quote['id']}").json())["subtotal"] == 1082
