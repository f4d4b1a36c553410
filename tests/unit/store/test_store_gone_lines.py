"""Carts and checkouts with something that the menu has no longer: that is told by its name, and all else goes on."""

from __future__ import annotations

from typing import Any

from doors import HARBOR, LATTE, Caller, House
from menus import Change, Menu, changes, without_lattes
from store_bench import card

from store.admin import Admin

GONE = {
    "type": "error",
    "code": "item_unavailable",
    "content": "Latte, medium is not on the menu any more.",
    "path": "$.line_items",
    "severity": "recoverable",
    "item_id": "latte:medium",
}
CROISSANT = {"item": {"id": "croissant"}, "quantity": 1}
BOTH = {"line_items": [*LATTE, CROISSANT]}
SESSIONS = "/ucp/v1/checkout-sessions"


def made(guest: Caller, path: str, request: dict[str, Any]) -> str:
    """The address of a cart or session that was made of a request."""
    answered = guest.ask("POST", path, request)
    assert answered.status_code == 201
    return f"{path}/{answered.get_json()['id']}"


def shown(document: dict[str, Any]) -> tuple[list[str], int]:
    """What is in a document's lines, and what they cost before tax."""
    subtotal = next(entry["amount"] for entry in document["totals"] if entry["type"] == "subtotal")
    return [line["item"]["id"] for line in document["line_items"]], subtotal


@changes
def test_a_cart_tells_it_and_shows_the_rest(guest: Caller, menu: Menu, change: Change) -> None:
    cart = made(guest, "/ucp/v1/carts", BOTH)
    change(menu)
    document = guest.ask("GET", cart).get_json()
    assert shown(document) == (["croissant:standard"], 340)
    assert document["messages"] == [GONE]


@changes
def test_a_checkout_tells_it_and_charges_nothing(guest: Caller, menu: Menu, change: Change) -> None:
    session = made(guest, SESSIONS, {**BOTH, "fulfillment": HARBOR})
    change(menu)
    for document in (
        guest.ask("GET", session).get_json(),
        guest.ask("POST", f"{session}/complete", card("test_success")).get_json(),
    ):
        assert document["status"] == "incomplete"
        assert shown(document) == (["croissant:standard"], 340)
        assert document["messages"] == [GONE]


@changes
def test_a_checkout_of_a_cart_with_it_tells_it_until_the_cart_is_without_it(
    guest: Caller, menu: Menu, change: Change
) -> None:
    cart = made(guest, "/ucp/v1/carts", BOTH)
    change(menu)
    request = {"cart_id": cart.rpartition("/")[2], "line_items": [], "fulfillment": HARBOR}
    document = guest.ask("POST", SESSIONS, request).get_json()
    assert (document["status"], document["messages"]) == ("incomplete", [GONE])
    assert "messages" not in guest.ask("PUT", cart, {"line_items": [CROISSANT]}).get_json()
    document = guest.ask("POST", SESSIONS, request).get_json()
    assert (document["status"], "messages" in document) == ("ready_for_complete", False)


@changes
def test_a_cart_of_nothing_else_is_shown_and_closed(guest: Caller, menu: Menu, change: Change) -> None:
    cart = made(guest, "/ucp/v1/carts", {"line_items": LATTE})
    change(menu)
    for method, path in (("GET", cart), ("POST", f"{cart}/cancel")):
        document = guest.ask(method, path).get_json()
        assert shown(document) == ([], 0)
        assert document["messages"] == [GONE]


@changes
def test_who_puts_it_back_is_told_and_has_the_rest(guest: Caller, menu: Menu, change: Change) -> None:
    cart = made(guest, "/ucp/v1/carts", {"line_items": [CROISSANT]})
    change(menu)
    document = guest.ask("PUT", cart, BOTH).get_json()
    assert shown(document) == (["croissant:standard"], 340)
    [message] = document["messages"]
    assert (message["path"], message["item_id"]) == ("$.line_items[0]", "latte:medium")


def test_what_is_short_beside_it_is_told_by_the_place_where_it_is_shown(
    house: House, guest: Caller, menu: Menu
) -> None:
    cart = made(guest, "/ucp/v1/carts", BOTH)
    without_lattes(menu)
    Admin(house.store).set_stock("croissant", 0)
    messages = guest.ask("GET", cart).get_json()["messages"]
    assert [(message["path"], message["item_id"]) for message in messages] == [
        ("$.line_items", "latte:medium"),
        ("$.line_items[0]", "croissant:standard"),
    ]


def test_two_lines_of_one_id_are_told_apart(house: House) -> None:
    guest = Caller(house.app)
    cart = guest.ask("POST", "/ucp/v1/carts", {"line_items": LATTE}).get_json()
    line = cart["line_items"][0]["id"]
    wanted = [{"id": line, "item": {"id": f"latte:{size}"}, "quantity": 1} for size in ("medium", "large")]
    changed = guest.ask("PUT", f"/ucp/v1/carts/{cart['id']}", {"line_items": wanted}).get_json()
    assert len({each["id"] for each in changed["line_items"]}) == 2
