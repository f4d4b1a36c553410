"""What was sold, or waits to be paid, is on the menu no longer: no money stays behind, and no goods are lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from doors import HARBOR, LATTE, Caller, House
from menus import Change, Menu, changes, without_harbor_street, without_lattes
from sqlalchemy import select
from store_bench import HandClock, SilentProcessor, cancel, card, complete, open_checkout, seen

from store.application import Store
from store.errors import ProcessorTimeout
from store.tables import Charge, Checkout, Order, Payment, ProductState

CROISSANT = {"item": {"id": "croissant"}, "quantity": 1}


def lattes(store: Store) -> int:
    """How many are in stock, on the menu or not."""
    with store.database.reading() as session:
        return session.get_one(ProductState, "latte").stock


def books(store: Store) -> list[tuple[str, str, int, int]]:
    """Each payment's status, and the processor's own books of it: status, amount, refunded."""
    with store.database.reading() as session:
        rows = session.execute(select(Payment, Charge).join(Charge, Charge.key == Payment.id))
        return [(paid.status, charge.status, charge.amount, charge.refunded) for paid, charge in rows]


def stage(store: Store, checkout_id: str) -> str:
    with store.database.reading() as session:
        return session.get_one(Checkout, checkout_id).stage


def challenged(store: Store) -> tuple[str, str]:
    """A session whose payment waits for the bank, and that payment."""
    checkout_id = open_checkout(store)
    assert complete(store, checkout_id, "test_challenge") == ("requires_escalation", ())
    with store.database.reading() as session:
        return checkout_id, session.scalars(select(Payment.id)).one()


@changes
class TestAnOrder:
    @pytest.fixture
    def order_id(self, house: House) -> str:
        ana = house.customer_id("ana")
        complete(house.store, open_checkout(house.store, ana), "test_success", ana)
        assert lattes(house.store) == 499
        with house.store.database.reading() as session:
            return session.scalars(select(Order.id)).one()

    def test_is_canceled_and_paid_back(self, house: House, menu: Menu, order_id: str, change: Change) -> None:
        change(menu)
        answered = house.linked("ana").ask("POST", f"/ucp/v1/orders/{order_id}/cancel").get_json()
        assert (answered["state"], answered.get("messages")) == ("canceled", None)
        assert books(house.store) == [("refunded", "charged", 501, 501)]
        assert lattes(house.store) == 500

    def test_is_shown_as_it_was_sold(self, house: House, menu: Menu, order_id: str, change: Change) -> None:
        before = house.linked("ana").ask("GET", f"/ucp/v1/orders/{order_id}").get_json()
        change(menu)
        assert house.linked("ana").ask("GET", f"/ucp/v1/orders/{order_id}").get_json() == before
        page = before["permalink_url"].removeprefix(house.store.settings.base_url)
        assert "medium latte" in house.app.test_client().get(page).text


@changes
class TestAPayment:
    def test_that_the_bank_approved_too_late_is_paid_back(
        self, store: Store, clock: HandClock, menu: Menu, change: Change
    ) -> None:
        checkout_id, payment_id = challenged(store)
        store.processor.approve(payment_id)  # on the bank's page, from which the buyer does not come back
        change(menu)
        clock.wait(hours=7)
        store.cashier.settle_all_unknown()
        assert books(store) == [("refunded", "charged", 501, 501)]
        assert (stage(store, checkout_id), lattes(store)) == ("canceled", 500)

    def test_that_the_bank_approves_in_time_is_an_order(self, store: Store, menu: Menu, change: Change) -> None:
        checkout_id, payment_id = challenged(store)
        change(menu)
        store.cashier.approve(payment_id)
        assert books(store) == [("paid", "charged", 501, 0)]
        assert (stage(store, checkout_id), lattes(store)) == ("completed", 499)

    def test_that_never_reached_the_processor_is_given_up(
        self, store: Store, clock: HandClock, menu: Menu, change: Change
    ) -> None:
        checkout_id = open_checkout(store)
        with pytest.raises(ProcessorTimeout):
            complete(replace(store, processor=SilentProcessor()), checkout_id, "test_success")
        change(menu)
        clock.wait(minutes=3)
        store.cashier.settle_all_unknown()
        assert (stage(store, checkout_id), lattes(store)) == ("open", 500)


@changes
class TestACheckoutThatWaitsForTheBank:
    @pytest.fixture
    def path(self, house: House) -> str:
        request = {"line_items": LATTE, "fulfillment": HARBOR}
        checkout = Caller(house.app).ask("POST", "/ucp/v1/checkout-sessions", request).get_json()
        path = f"/ucp/v1/checkout-sessions/{checkout['id']}"
        waits = Caller(house.app).ask("POST", f"{path}/complete", card("test_challenge")).get_json()
        assert waits["status"] == "requires_escalation"
        return path

    def test_is_canceled(self, house: House, menu: Menu, path: str, change: Change) -> None:
        change(menu)
        answered = Caller(house.app).ask("POST", f"{path}/cancel")
        assert (answered.status_code, answered.get_json()["status"]) == (200, "canceled")
        assert lattes(house.store) == 500
        house.clock.wait(seconds=5)
        house.store.cashier.settle_all_unknown()
        assert books(house.store) == [("declined", "declined", 501, 0)]

    def test_is_changed_to_something_else(self, house: House, menu: Menu, path: str, change: Change) -> None:
        change(menu)
        request = {"line_items": [CROISSANT], "fulfillment": HARBOR}
        answered = Caller(house.app).ask("PUT", path, request).get_json()
        assert (answered["status"], "messages" in answered) == ("ready_for_complete", False)

    def test_is_over_when_it_has_expired(self, house: House, menu: Menu, path: str, change: Change) -> None:
        change(menu)
        house.clock.wait(hours=7)
        answered = Caller(house.app).ask("GET", path)
        assert (answered.status_code, answered.get_json()["status"]) == (200, "canceled")


def test_what_comes_back_to_the_menu_has_the_goods_that_were_put_back_meanwhile(store: Store, menu: Menu) -> None:
    checkout_id, _ = challenged(store)
    without_lattes(menu)
    assert cancel(store, checkout_id) == "canceled"
    menu.as_before()
    assert seen(store, checkout_id) == ("canceled", 500)


def test_a_place_that_is_closed_while_the_bank_is_waited_for_stays_the_orders_own(house: House, menu: Menu) -> None:
    checkout_id, payment_id = challenged(house.store)
    without_harbor_street(menu)
    house.store.cashier.approve(payment_id)
    guest = Caller(house.app)
    order = guest.ask("GET", f"/ucp/v1/checkout-sessions/{checkout_id}").get_json()["order"]
    shown = guest.ask("GET", f"/ucp/v1/orders/{order['id']}")
    assert shown.status_code == 200
    [expected] = shown.get_json()["fulfillment"]["expectations"]
    assert (expected["method_type"], expected["location"]) == (
        "pickup",
        {"id": "harbor-street", "name": "Harbor Street"},
    )
    assert expected["destination"]["street_address"] == "12 Harbor Street"
