"""The store on its own: with one customer's token and another's ids every door answers as for ids that never were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from doors import HARBOR, LATTE, SCOPES, Caller, Door, House
from sqlalchemy import select, text

from store.ids import new_id
from store.tables import Instrument

# What is Ben's own in each table: his rows, and what hangs on them.
_CHECKOUTS = "SELECT id FROM checkouts WHERE customer_id = :him"
_PAYMENTS = f"SELECT id FROM payments WHERE checkout_id IN ({_CHECKOUTS})"
HIS = {
    "customers": "id = :him",
    "instruments": "customer_id = :him",
    "carts": "customer_id = :him",
    "checkouts": "customer_id = :him",
    "orders": "customer_id = :him",
    "payments": f"checkout_id IN ({_CHECKOUTS})",
    "processor_charges": f"key IN ({_PAYMENTS})",
    "order_events": "order_id IN (SELECT id FROM orders WHERE customer_id = :him)",
    "oauth_tokens": "customer_id = :him",
    "idempotent_answers": "principal = :him",
    "product_states": "true",
}
KEY = "a-key-that-ben-used"


class Ben:
    """A customer with something of everything, one payment included whose outcome is not known."""

    def __init__(self, house: House) -> None:
        self._house, self.caller = house, house.linked("ben")
        self.customer = house.customer_id("ben")
        self._save_card_that_times_out()
        cart = self._made("/carts", {"line_items": LATTE})
        ordered = self._complete(self._quote(self._made("/carts", {"line_items": LATTE})), "4444")
        unknown = self._quote(self._made("/carts", {"line_items": LATTE}))
        assert self._complete(unknown, "0119", KEY)["code"] == "payment_timeout"
        self.ids = {
            "cart": cart["id"],
            "checkout": self._quote(cart)["id"],
            "order": ordered["order"]["id"],
            "checkout that became an order": ordered["id"],
            "checkout that is being paid": unknown["id"],
            "card": ordered["payment"]["instruments"][0]["id"],
            "customer": self.customer,
            "number of the order": ordered["order"]["label"],
        }
        self.page = ordered["order"]["permalink_url"]

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that is his in the database."""
        with self._house.store.database.reading() as session:
            return {
                table: [
                    tuple(row)
                    for row in session.execute(text(f"SELECT * FROM {table} WHERE {mine} ORDER BY 1"), self._him())
                ]
                for table, mine in HIS.items()
            }

    def _him(self) -> dict[str, str]:
        return {"him": self.customer}

    def _save_card_that_times_out(self) -> None:
        with self._house.store.database.writing() as session:
            card = session.scalars(select(Instrument).where(Instrument.customer_id == self.customer)).one()
            display = {**card.display, "last_digits": "0119"}
            more = {"customer_id": self.customer, "position": 1, "is_default": False}
            session.add(Instrument(id=new_id("instrument"), display=display, token="test_timeout", **more))

    def _made(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        response = self.caller.ask("POST", f"/ucp/v1{path}", body)
        assert response.status_code == 201, response.text
        return dict(response.get_json())

    def _quote(self, cart: Mapping[str, Any]) -> dict[str, Any]:
        return self._made("/checkout-sessions", {"cart_id": cart["id"], "line_items": [], "fulfillment": HARBOR})

    def _complete(self, checkout: Mapping[str, Any], digits: str, key: str | None = None) -> dict[str, Any]:
        cards = checkout["payment"]["instruments"]
        card = next(card for card in cards if card["display"]["last_digits"] == digits)
        path = f"/ucp/v1/checkout-sessions/{checkout['id']}/complete"
        return dict(self.caller.ask("POST", path, paying_with(card["id"]), key).get_json())


def paying_with(card: str) -> dict[str, Any]:
    chosen = {"id": card, "handler_id": "test_processor", "type": "card", "selected": True}
    return {"payment": {"instruments": [chosen]}}


def bodies(theirs: str, instrument: str) -> dict[str, dict[str, Any]]:
    """What is sent to each door that takes something, with this id wherever an id can stand."""
    fulfilment = {"methods": [{"type": "pickup", "selected_destination_id": theirs}]}
    lines = [{"id": theirs, **LATTE[0]}]
    return {
        "rest.carts.create": {"line_items": [{"item": {"id": theirs}, "quantity": 1}]},
        "rest.carts.update": {"line_items": lines},
        "rest.checkouts.create": {"cart_id": theirs, "line_items": [], "fulfillment": fulfilment},
        "rest.checkouts.update": {"line_items": lines, "fulfillment": fulfilment, **paying_with(instrument)},
        "rest.checkouts.complete": paying_with(instrument),
    }


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    opened = House(tmp_path_factory.mktemp("store"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def ben(house: House) -> Ben:
    return Ben(house)


@pytest.fixture(scope="module")
def ana(house: House) -> Caller:
    return house.linked("ana")


def scoped(house: House) -> list[Door]:
    return [door for door in house.doors() if door.endpoint in SCOPES]


def answer(caller: Caller, door: Door, theirs: str, card: str, key: str | None = None) -> tuple[int, str]:
    """Status and body, with a name in place of the ids that were sent."""
    body = bodies(theirs, card).get(door.endpoint)
    response = caller.ask(door.method, door.path(**dict.fromkeys(door.names, theirs)), body, key)
    return response.status_code, response.text.replace(theirs, "ID").replace(card, "CARD")


def test_there_is_something_to_take(house: House, ben: Ben) -> None:
    rows = ben.rows()
    assert {table for table, found in rows.items() if not found} == set()
    for name, path in (("cart", "carts"), ("checkout", "checkout-sessions"), ("order", "orders")):
        assert ben.caller.ask("GET", f"/ucp/v1/{path}/{ben.ids[name]}").status_code == 200


def test_ids_of_another_customer_are_answered_like_ids_that_never_were(house: House, ben: Ben, ana: Caller) -> None:
    before = ben.rows()
    for door in scoped(house):
        for name, theirs in ben.ids.items():
            told = answer(ana, door, theirs, ben.ids["card"])
            assert told == answer(ana, door, "cart_that-never-was", "instrument_that-never-was"), (door, name)
            assert "Okafor" not in told[1], (door, name)
            if door.names:
                assert told[0] == 404, (door, name)
            assert ben.rows() == before, (door, name)


def test_nor_does_a_guest_get_at_them(house: House, ben: Ben) -> None:
    guest, before = Caller(house.app), ben.rows()
    for door in scoped(house):
        for name, theirs in ben.ids.items():
            told = answer(guest, door, theirs, ben.ids["card"])
            assert told == answer(guest, door, "cart_that-never-was", "instrument_that-never-was"), (door, name)
    assert ben.rows() == before


def test_the_key_of_another_customers_request_brings_no_answer_of_theirs(house: House, ben: Ben, ana: Caller) -> None:
    before = ben.rows()
    for door in scoped(house):
        if door.method != "GET" and door.names:
            assert answer(ana, door, ben.ids["order"], ben.ids["card"], KEY)[0] in {404, 409}, door
    assert ben.rows() == before


def test_another_customers_card_does_not_pay(house: House, ben: Ben, ana: Caller) -> None:
    cart = ana.ask("POST", "/ucp/v1/carts", {"line_items": LATTE}).get_json()
    asked = {"cart_id": cart["id"], "line_items": [], "fulfillment": HARBOR}
    own = ana.ask("POST", "/ucp/v1/checkout-sessions", asked).get_json()["id"]
    before = ben.rows()
    path = f"/ucp/v1/checkout-sessions/{own}/complete"

    def paid_with(card: str) -> tuple[int, Any, Any]:
        response = ana.ask("POST", path, paying_with(card))
        document = response.get_json()
        return response.status_code, document["status"], document["messages"]

    status, standing, messages = paid_with(ben.ids["card"])
    assert (status, standing) == (200, "ready_for_complete")
    assert (status, standing, messages) == paid_with("instrument_that-never-was")
    assert ben.rows() == before


def test_an_orders_id_opens_no_page(house: House, ben: Ben) -> None:
    browser = house.app.test_client()
    assert browser.get(ben.page).status_code == 200
    for name, theirs in ben.ids.items():
        assert browser.get(f"/orders/{ben.ids['order']}/{theirs}").status_code == 404, name
        assert browser.get(f"/payments/{theirs}").status_code == 404, name


def test_what_nobody_else_could_settle_its_owner_can(house: House, ben: Ben) -> None:
    """Last, since it changes what is Ben's."""
    path = f"/ucp/v1/checkout-sessions/{ben.ids['checkout that is being paid']}"
    assert ben.caller.ask("GET", path).get_json()["status"] == "completed"
