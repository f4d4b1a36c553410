"""Carts: whole replacement, refused wishes that change nothing, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from store_client import TWO_LATTES, Platform, amounts, codes


def line(item: str, quantity: int = 1, **more: Any) -> dict[str, Any]:
    return {"item": {"id": item}, "quantity": quantity, **more}


def content(cart: dict[str, Any]) -> dict[str, int]:
    return {entry["item"]["id"]: entry["quantity"] for entry in cart["line_items"]}


def test_two_medium_oat_milk_lattes_are_ten_eighty(guest: Platform) -> None:
    cart = guest.cart()
    assert cart["line_items"][0]["item"]["title"] == "medium latte with oat milk"
    assert amounts(cart) == {"subtotal": 1080, "total": 1080}


def test_an_update_replaces_the_whole_cart(guest: Platform) -> None:
    cart = guest.cart()
    replaced = guest.put(f"/carts/{cart['id']}", {"line_items": [line("croissant", 3)]}).json()
    assert content(replaced) == {"croissant:standard": 3}
    assert content(guest.get(f"/carts/{cart['id']}").json()) == {"croissant:standard": 3}


def test_a_cart_can_be_emptied(guest: Platform) -> None:
    cart = guest.cart()
    assert guest.put(f"/carts/{cart['id']}", {"line_items": []}).json()["line_items"] == []


@pytest.mark.parametrize(
    ("item", "quantity", "code"),
    [
        ("nitro-cold-brew:medium", 1, "out_of_stock"),
        ("banana-bread", 1000, "insufficient_stock"),
        ("unicorn", 1, "not_found"),
        ("banana-bread:oat-milk", 1, "not_found"),
        ("latte", 1, "option_required"),
    ],
)
def test_a_wish_that_cannot_be_granted_leaves_the_rest_alone(
    guest: Platform, item: str, quantity: int, code: str
) -> None:
    cart = guest.cart()
    kept = cart["line_items"][0]
    wanted = [line(kept["item"]["id"], kept["quantity"], id=kept["id"]), line(item, quantity)]
    updated = guest.put(f"/carts/{cart['id']}", {"line_items": wanted}).json()
    assert content(updated) == {"latte:medium:oat-milk": 2}
    assert codes(updated) == [code]
    assert updated["messages"][0]["path"] == "$.line_items[1]"


def test_too_many_of_a_line_leaves_it_as_it_was_and_tells_how_many_there_are(guest: Platform) -> None:
    cart = guest.cart([line("cinnamon-roll", 2)])
    held = cart["line_items"][0]["id"]
    updated = guest.put(f"/carts/{cart['id']}", {"line_items": [line("cinnamon-roll", 999, id=held)]}).json()
    assert content(updated) == {"cinnamon-roll:standard": 2}
    assert updated["messages"][0]["available"] < 999


def test_two_lines_of_one_product_share_its_stock(guest: Platform) -> None:
    response = guest.post("/carts", {"line_items": [line("espresso-machine", 4), line("espresso-machine:standard", 4)]})
    assert codes(response.json()) == ["insufficient_stock"]
    assert content(response.json()) == {"espresso-machine:standard": 4}


def test_a_cart_that_cannot_be_filled_still_tells_how_many_there_are(guest: Platform) -> None:
    response = guest.post("/carts", {"line_items": [line("cinnamon-roll", 999)]}).json()
    assert codes(response) == ["insufficient_stock"]
    assert response["messages"][0]["severity"] == "recoverable"
    assert response["messages"][0]["available"] < 999


def test_no_cart_is_made_when_nothing_can_be_had(guest: Platform) -> None:
    response = guest.post("/carts", {"line_items": [line("nitro-cold-brew:small")]})
    assert response.status_code == 200
    assert response.json()["ucp"]["status"] == "error"
    assert codes(response.json()) == ["out_of_stock"]


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "a few", None])
def test_a_quantity_that_is_no_number_of_things_is_refused(guest: Platform, quantity: Any) -> None:
    response = guest.post("/carts", {"line_items": [{"item": {"id": "croissant"}, "quantity": quantity}]})
    assert response.status_code == 400
    assert response.json()["code"] == "invalid_request"


@pytest.mark.parametrize("body", [[], "cart", {"line_items": "all"}, {}])
def test_a_malformed_body_is_refused(guest: Platform, body: Any) -> None:
    assert guest.post("/carts", body).status_code == 400


def test_a_cancelled_cart_is_gone(guest: Platform) -> None:
    cart = guest.cart()
    assert content(guest.post(f"/carts/{cart['id']}/cancel").json()) == {"latte:medium:oat-milk": 2}
    assert guest.get(f"/carts/{cart['id']}").status_code == 404


def test_nobody_reaches_another_buyers_cart(ana: Platform, ben: Platform, guest: Platform) -> None:
    cart = ana.cart()
    for stranger in (ben, guest):
        assert stranger.get(f"/carts/{cart['id']}").status_code == 404
        assert stranger.put(f"/carts/{cart['id']}", {"line_items": []}).status_code == 404
        assert stranger.post(f"/carts/{cart['id']}/cancel").status_code == 404
    assert content(ana.get(f"/carts/{cart['id']}").json()) == {"latte:medium:oat-milk": 2}


def test_a_bad_token_is_never_a_guest(store: Any) -> None:
    response = Platform(store.url, "not-a-token").post("/carts", {"line_items": TWO_LATTES})
    assert response.status_code == 401
    assert codes(response.json()) == ["identity_required"]
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]


class TestDiscountCodes:
    def test_a_percentage_comes_off_every_line(self, guest: Platform) -> None:
        cart = guest.cart([line("latte:medium:oat-milk", 2), line("croissant")], discounts={"codes": ["welcome10"]})
        applied = cart["discounts"]["applied"][0]
        assert applied["code"] == "WELCOME10"
        assert applied["amount"] == sum(share["amount"] for share in applied["allocations"]) == 108 + 34
        assert amounts(cart) == {"subtotal": 1420, "items_discount": -142, "total": 1278}

    def test_codes_add_up_in_their_order(self, guest: Platform) -> None:
        cart = guest.cart(discounts={"codes": ["WELCOME10", "COFFEE2"]})
        assert [entry["amount"] for entry in cart["discounts"]["applied"]] == [108, 200]

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("NONSENSE", "discount_code_invalid"),
            ("SUMMER25", "discount_code_expired"),
            ("LINKED15", "discount_code_user_not_logged_in"),
            ("FREEDELIVERY", "discount_code_user_ineligible"),
        ],
    )
    def test_a_refused_code_says_why(self, guest: Platform, code: str, reason: str) -> None:
        cart = guest.cart(discounts={"codes": [code]})
        assert codes(cart) == [reason]
        assert cart["discounts"] == {"codes": [code], "applied": []}

    def test_the_same_code_counts_once(self, guest: Platform) -> None:
        cart = guest.cart(discounts={"codes": ["WELCOME10", "welcome10"]})
        assert codes(cart) == ["discount_code_already_applied"]

    def test_a_code_for_linked_buyers_works_for_them(self, ana: Platform) -> None:
        assert amounts(ana.cart(discounts={"codes": ["LINKED15"]}))["items_discount"] == -162

    def test_codes_stay_until_they_are_replaced(self, guest: Platform) -> None:
        cart = guest.cart(discounts={"codes": ["WELCOME10"]})
        assert guest.put(f"/carts/{cart['id']}", {"line_items": TWO_LATTES}).json()["discounts"]["applied"]
        cleared = guest.put(f"/carts/{cart['id']}", {"line_items": TWO_LATTES, "discounts": {"codes": []}}).json()
        assert cleared["discounts"] == {"codes": [], "applied": []}
