"""Orders after they are placed: read by their buyer, moved along by the shop, cancelled in time."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
from store_client import TWO_LATTES, Platform, codes, linked

from store.launch import RunningStore, running_store

WAIT_S = 60


def test_an_order_tells_where_and_when(ana: Platform) -> None:
    order = ana.get(f"/orders/{ana.order()['id']}").json()
    expectation = order["fulfillment"]["expectations"][0]
    assert expectation["location"] == {"id": "harbor-street", "name": "Harbor Street"}
    assert expectation["fulfillable_on"] < expectation["latest_fulfillment_time"]
    assert [event["type"] for event in order["fulfillment"]["events"]] == ["received"]
    assert order["state"] == "received"


def test_an_order_is_only_for_its_buyer(ana: Platform, ben: Platform, guest: Platform) -> None:
    order_id = ana.order()["id"]
    assert ben.get(f"/orders/{order_id}").status_code == 404
    assert guest.get(f"/orders/{order_id}").status_code == 404
    assert ben.post(f"/orders/{order_id}/cancel").status_code == 404


def test_a_picked_up_order_goes_through_its_states(store: RunningStore, ana: Platform) -> None:
    confirmation = ana.order()
    said = [store.admin("advance", confirmation["label"]).strip() for _ in range(3)]
    assert [sentence.split()[-1] for sentence in said] == ["preparing.", "ready.", "delivered."]
    order = ana.get(f"/orders/{confirmation['id']}").json()
    assert [event["type"] for event in order["fulfillment"]["events"]] == [
        "received",
        "preparing",
        "ready",
        "delivered",
    ]
    assert order["line_items"][0]["status"] == "fulfilled"
    with pytest.raises(subprocess.CalledProcessError):
        store.admin("advance", confirmation["label"])


def test_a_delivered_order_is_shipped(store: RunningStore, ana: Platform) -> None:
    quote = ana.quote(ana.cart(), {"methods": [{"type": "shipping"}]})
    confirmation = ana.pay(quote).json()["order"]
    store.admin("advance", confirmation["id"])
    store.admin("advance", confirmation["id"])
    event = ana.get(f"/orders/{confirmation['id']}").json()["fulfillment"]["events"][-1]
    assert event["type"] == "shipped"
    assert event["tracking_number"]


def test_an_order_is_cancelled_and_refunded_while_it_is_prepared(store: RunningStore, ana: Platform) -> None:
    confirmation = ana.order()
    store.admin("advance", confirmation["label"])
    order = ana.post(f"/orders/{confirmation['id']}/cancel").json()
    assert order["state"] == "canceled"
    adjustment = order["adjustments"][0]
    assert (adjustment["type"], adjustment["status"]) == ("cancellation", "completed")
    assert adjustment["totals"] == [{"type": "total", "amount": -1176}]
    assert [line["status"] for line in order["line_items"]] == ["removed"]


def test_the_session_of_a_cancelled_order_can_still_be_read(ana: Platform) -> None:
    quote = ana.quote(ana.cart())
    order_id = ana.pay(quote).json()["order"]["id"]
    ana.post(f"/orders/{order_id}/cancel")
    session = ana.get(f"/checkout-sessions/{quote['id']}").json()
    assert (session["status"], session["order"]["id"]) == ("completed", order_id)


def test_cancelling_twice_refunds_once(ana: Platform) -> None:
    order_id = ana.order()["id"]
    first, second = (ana.post(f"/orders/{order_id}/cancel").json() for _ in range(2))
    assert second["state"] == "canceled"
    assert len(second["adjustments"]) == len(first["adjustments"]) == 1


def test_a_ready_order_is_too_late_to_cancel(store: RunningStore, ana: Platform) -> None:
    confirmation = ana.order()
    store.admin("advance", confirmation["label"])
    store.admin("advance", confirmation["label"])
    response = ana.post(f"/orders/{confirmation['id']}/cancel").json()
    assert (response["state"], codes(response)) == ("ready", ["order_not_cancelable"])


def test_a_guest_cannot_cancel(guest: Platform) -> None:
    response = guest.post(f"/orders/{guest.order()['id']}/cancel")
    assert response.status_code == 401
    assert codes(response.json()) == ["identity_required"]


def test_a_guests_order_is_not_cancelled_by_whoever_has_its_id(store: RunningStore, ana: Platform) -> None:
    order_id = Platform(store.url).order()["id"]
    assert ana.post(f"/orders/{order_id}/cancel").status_code == 404
    assert ana.get(f"/orders/{order_id}").json()["state"] == "received"


def test_a_closed_store_remembers_everything(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("store")
    with running_store(data_dir=folder) as first:
        ana = linked(first, "ana")
        cart, confirmation = ana.cart(), ana.order()
    with running_store(data_dir=folder) as second:
        again = Platform(second.url, ana.token)
        assert again.get(f"/carts/{cart['id']}").status_code == 200
        assert again.get(f"/orders/{confirmation['id']}").json()["label"] == confirmation["label"]
        assert again.order()["label"] == str(int(confirmation["label"]) + 1)
        assert second.admin("orders").splitlines()[1].startswith(confirmation["label"])


def test_a_refund_that_a_crash_cut_short_is_made_by_the_next_start(tmp_path: Path) -> None:
    with running_store(data_dir=tmp_path) as first:
        linked(first, "ana").order()
    with closing(sqlite3.connect(tmp_path / "store.sqlite3")) as books:
        books.execute("update payments set status = 'refunding'")
        books.commit()
    with running_store(data_dir=tmp_path), closing(sqlite3.connect(tmp_path / "store.sqlite3")) as books:
        give_up = time.monotonic() + WAIT_S
        while time.monotonic() < give_up:
            refunded = books.execute("select refunded from processor_charges").fetchall()
            if refunded == [(1176,)]:
                return
            time.sleep(0.05)
    pytest.fail("the money was not given back")


def test_the_shop_lists_orders_and_starts_anew(own_store: RunningStore) -> None:
    ana = linked(own_store, "ana")
    label = ana.order()["label"]
    listed = json.loads(own_store.admin("orders", "--json"))
    assert [(order["label"], order["customer"], order["total"], order["payment"]) for order in listed] == [
        (label, "ana", 1176, "paid")
    ]
    own_store.admin("reset")
    assert own_store.admin("orders").strip() == "There are no orders yet."
    assert Platform(own_store.url).get(f"/orders/{listed[0]['id']}").status_code == 404


@pytest.mark.parametrize(
    "command",
    [("price", "unicorn", "100"), ("stock", "unicorn", "1"), ("default-card", "ana", "9999"), ("advance", "1")],
)
def test_the_shop_hears_about_mistakes(store: RunningStore, command: tuple[str, ...]) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        store.admin(*command)


class TestACartThatChangesDuringThePayment:
    """The processor's answer is lost, the cart is changed, and then the payment turns out to have been made."""

    @staticmethod
    def _left(store: RunningStore, lines: list[dict[str, Any]]) -> requests.Response:
        """The cart after two lattes were bought of it while it came to hold these lines."""
        ana = linked(store, "ana")
        cart = ana.cart()
        quote = ana.quote(cart)
        ana.pay(quote, "0119")
        ana.put(f"/carts/{cart['id']}", {"line_items": lines})
        assert ana.get(f"/checkout-sessions/{quote['id']}").json()["status"] == "completed"
        return ana.get(f"/carts/{cart['id']}")

    def test_keeps_what_was_added(self, own_store: RunningStore) -> None:
        left = self._left(own_store, [{**TWO_LATTES[0], "id": "li_1"}, {"item": {"id": "croissant"}, "quantity": 1}])
        assert [line["item"]["product_id"] for line in left.json()["line_items"]] == ["croissant"]

    def test_keeps_one_more_of_the_same(self, own_store: RunningStore) -> None:
        left = self._left(own_store, [{**TWO_LATTES[0], "id": "li_1", "quantity": 3}])
        assert [(line["item"]["product_id"], line["quantity"]) for line in left.json()["line_items"]] == [("latte", 1)]

    def test_knows_what_was_bought_under_any_line(self, own_store: RunningStore) -> None:
        assert self._left(own_store, [{**TWO_LATTES[0], "id": "another"}]).status_code == 404

    def test_stays_closed_when_it_was_given_up(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        cart = ana.cart()
        quote = ana.quote(cart)
        ana.pay(quote, "0119")
        ana.put(f"/carts/{cart['id']}", {"line_items": [*TWO_LATTES, {"item": {"id": "croissant"}, "quantity": 1}]})
        ana.post(f"/carts/{cart['id']}/cancel")
        assert ana.get(f"/checkout-sessions/{quote['id']}").json()["status"] == "completed"
        assert ana.get(f"/carts/{cart['id']}").status_code == 404
