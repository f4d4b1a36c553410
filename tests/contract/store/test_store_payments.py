"""Completing a checkout: exactly one order and one charge, or none and a reason."""

from __future__ import annotations

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import requests
from store_client import HARBOR, TWO_LATTES, Platform, amounts, codes, linked

from store.launch import RunningStore


def charges(store: RunningStore) -> list[tuple[str, int, int]]:
    """The test processor's own books: status, amount, refunded."""
    with closing(sqlite3.connect(store.data_dir / "store.sqlite3")) as books:
        return books.execute("select status, amount, refunded from processor_charges").fetchall()


def left(store: RunningStore, product: str) -> int:
    with closing(sqlite3.connect(store.data_dir / "store.sqlite3")) as books:
        return int(books.execute("select stock from product_states where product_id = ?", [product]).fetchone()[0])


def test_a_good_card_makes_a_paid_order(own_store: RunningStore) -> None:
    ana = linked(own_store, "ana")
    cart = ana.cart()
    done = ana.pay(ana.quote(cart)).json()
    assert done["status"] == "completed"
    assert done["order"]["label"] == "1042"
    assert done["payment"]["instruments"][0]["display"]["last_digits"] == "4242"
    assert charges(own_store) == [("charged", 1176, 0)]
    assert left(own_store, "latte") == 498
    assert ana.get(f"/carts/{cart['id']}").status_code == 404


def test_a_declined_card_makes_no_order_and_another_may_be_tried(own_store: RunningStore) -> None:
    ana = linked(own_store, "ana")
    quote = ana.quote(ana.cart())
    declined = ana.pay(quote, "0002").json()
    assert (declined["status"], codes(declined)) == ("ready_for_complete", ["payment_failed"])
    assert left(own_store, "latte") == 500
    assert ana.pay(quote, "4242").json()["status"] == "completed"
    assert sorted(status for status, _, _ in charges(own_store)) == ["charged", "declined"]


def test_five_deliveries_of_one_yes_are_one_order(own_store: RunningStore) -> None:
    ana = linked(own_store, "ana")
    quote = ana.quote(ana.cart())
    with ThreadPoolExecutor(5) as at_once:
        answers = list(at_once.map(lambda _: ana.pay(quote, key="the purchase").json(), range(5)))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["status"] == "completed"
    assert len(charges(own_store)) == 1


def test_even_with_different_keys_a_session_is_paid_once(own_store: RunningStore) -> None:
    ana = linked(own_store, "ana")
    quote = ana.quote(ana.cart())
    with ThreadPoolExecutor(5) as at_once:
        answers = list(at_once.map(lambda _: ana.pay(quote).json(), range(5)))
    assert {answer["order"]["label"] for answer in answers if "order" in answer} == {"1042"}
    assert len(charges(own_store)) == 1


def test_the_same_key_with_another_body_is_a_conflict(ana: Platform) -> None:
    quote = ana.quote(ana.cart())
    assert ana.pay(quote, "0002", key="one key, two cards").status_code == 200
    conflict = ana.pay(quote, "4242", key="one key, two cards")
    assert (conflict.status_code, conflict.json()["code"]) == (409, "idempotency_conflict")


def test_a_repeated_creation_makes_one_cart(ana: Platform, ben: Platform) -> None:
    body = {"line_items": TWO_LATTES}
    first, again = (ana.post("/carts", body, key="one cart").json() for _ in range(2))
    assert again == first
    assert ben.post("/carts", body, key="one cart").json()["id"] != first["id"], "keys belong to their buyer"


def test_a_refusal_is_repeated_under_its_key_even_when_things_have_changed(own_store: RunningStore) -> None:
    guest = Platform(own_store.url)
    body = {"line_items": [{"item": {"id": "nitro-cold-brew:small"}, "quantity": 1}]}
    assert codes(guest.post("/carts", body, key="a wish").json()) == ["out_of_stock"]
    own_store.admin("stock", "nitro-cold-brew", "10")
    assert codes(guest.post("/carts", body, key="a wish").json()) == ["out_of_stock"]
    assert guest.post("/carts", body, key="another wish").status_code == 201


class TestALostAnswer:
    """The card of test_timeout is charged, and the processor's answer never arrives."""

    def test_is_unknown_first_and_settled_by_the_same_call_again(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        quote = ana.quote(ana.cart())
        lost = ana.pay(quote, "0119", key="the purchase")
        assert (lost.status_code, lost.json()["code"]) == (504, "payment_timeout")
        again = ana.pay(quote, "0119", key="the purchase")
        assert again.json()["status"] == "completed"
        assert charges(own_store) == [("charged", 1176, 0)]

    def test_is_settled_by_looking(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        quote = ana.quote(ana.cart())
        ana.pay(quote, "0119")
        assert ana.get(f"/checkout-sessions/{quote['id']}").json()["order"]["label"] == "1042"
        assert len(charges(own_store)) == 1

    def test_is_not_charged_a_second_time_by_checking_out_again(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        cart = ana.cart()
        quote = ana.quote(cart)
        ana.pay(quote, "0119")
        again = ana.post("/checkout-sessions", {"cart_id": cart["id"], "line_items": [], "fulfillment": HARBOR})
        assert again.status_code == 404, "the cart is bought"
        assert ana.get(f"/checkout-sessions/{quote['id']}").json()["order"]["label"] == "1042"
        assert len(charges(own_store)) == 1

    def test_leaves_only_what_was_added_meanwhile_to_be_bought(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        cart = ana.cart()
        quote = ana.quote(cart)
        ana.pay(quote, "0119")
        ana.put(f"/carts/{cart['id']}", {"line_items": [*TWO_LATTES, {"item": {"id": "croissant"}, "quantity": 1}]})
        second = ana.quote(cart)
        assert second["id"] != quote["id"]
        assert [line["item"]["product_id"] for line in second["line_items"]] == ["croissant"]

    def test_leaves_the_session_as_it_is_until_it_is_known(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        quote = ana.quote(ana.cart())
        ana.pay(quote, "0119")
        updated = ana.put(f"/checkout-sessions/{quote['id']}", {"line_items": []}).json()
        assert (updated["status"], codes(updated)) == ("complete_in_progress", ["not_modifiable"])
        assert ana.post(f"/checkout-sessions/{quote['id']}/cancel").status_code == 409


class TestAChallenge:
    """The card of test_challenge is charged only after its owner approves on the store's page."""

    def test_hands_the_buyer_over_and_is_an_order_once_approved(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        quote = ana.quote(ana.cart())
        challenged = ana.pay(quote, "3220").json()
        assert challenged["status"] == "requires_escalation"
        assert challenged["messages"][0]["severity"] == "requires_buyer_review"
        assert "order" not in challenged
        browser = requests.Session()
        page = browser.get(challenged["continue_url"], timeout=30)
        assert "11.76 USD from Visa ending in 3220" in page.text
        token = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert token
        approved = browser.post(challenged["continue_url"], data={"csrf": token[1]}, timeout=30)
        assert "Your order is placed" in approved.text
        order = ana.get(f"/checkout-sessions/{quote['id']}").json()["order"]
        assert order["label"] == "1042"
        ana.post(f"/orders/{order['id']}/cancel")
        assert "Payment returned" in browser.get(challenged["continue_url"], timeout=30).text

    def test_cannot_be_approved_by_a_foreign_form(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        quote = ana.quote(ana.cart())
        challenged = ana.pay(quote, "3220").json()
        requests.post(challenged["continue_url"], data={"csrf": "guessed"}, timeout=30)
        assert ana.get(f"/checkout-sessions/{quote['id']}").json()["status"] == "requires_escalation"

    def test_is_given_up_for_another_card(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        quote = ana.quote(ana.cart())
        challenged = ana.pay(quote, "3220").json()
        assert ana.pay(quote, "4242").json()["status"] == "completed"
        assert "Nothing was charged" in requests.get(challenged["continue_url"], timeout=30).text
        assert left(own_store, "latte") == 498

    def test_tells_on_its_page_what_really_became_of_it(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        quote = ana.quote(ana.cart())
        address = ana.pay(quote, "3220").json()["continue_url"]
        browser = requests.Session()
        token = re.search(r'name="csrf" value="([^"]+)"', browser.get(address, timeout=30).text)
        assert token
        ana.post(f"/checkout-sessions/{quote['id']}/cancel")
        approved = browser.post(address, data={"csrf": token[1]}, timeout=30)
        assert "Nothing was charged" in approved.text
        assert charges(own_store) == [("challenge", 1176, 0)]

    def test_can_be_called_off_with_the_whole_session(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        quote = ana.quote(ana.cart())
        ana.pay(quote, "3220")
        assert ana.post(f"/checkout-sessions/{quote['id']}/cancel").json()["status"] == "canceled"
        assert left(own_store, "latte") == 500

    def test_is_given_up_when_the_session_is_changed(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        quote = ana.quote(ana.cart())
        ana.pay(quote, "3220")
        changed = ana.put(f"/checkout-sessions/{quote['id']}", {"line_items": TWO_LATTES, "fulfillment": HARBOR}).json()
        assert changed["status"] == "ready_for_complete"
        assert left(own_store, "latte") == 500

    def test_gives_its_goods_back_when_the_cart_is_quoted_anew(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        cart = ana.cart()
        ana.pay(ana.quote(cart), "3220")
        assert left(own_store, "latte") == 498
        assert ana.quote(cart)["status"] == "ready_for_complete"
        assert left(own_store, "latte") == 500


class TestWhatChangedSinceTheQuote:
    def test_a_total_that_moved_is_not_charged_but_shown(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        quote = ana.quote(ana.cart())
        own_store.admin("price", "latte", "401")
        refused = ana.pay(quote).json()
        assert codes(refused) == ["price_changed"]
        assert (refused["messages"][0]["old_total"], refused["messages"][0]["new_total"]) == (1176, 1178)
        assert (refused["status"], amounts(refused)["total"]) == ("ready_for_complete", 1178)
        assert charges(own_store) == []
        assert ana.pay(refused).json()["status"] == "completed"
        assert charges(own_store) == [("charged", 1178, 0)]

    def test_a_product_that_sold_out_is_not_sold(self, own_store: RunningStore) -> None:
        ana = linked(own_store, "ana")
        quote = ana.quote(ana.cart())
        own_store.admin("stock", "latte", "1")
        refused = ana.pay(quote).json()
        assert (refused["status"], codes(refused)) == ("incomplete", ["insufficient_stock"])
        assert charges(own_store) == []

    def test_the_last_piece_is_sold_once(self, own_store: RunningStore) -> None:
        own_store.admin("stock", "espresso-machine", "1")
        buyers = [linked(own_store, name) for name in ("ana", "ben")]
        quotes = [buyer.quote(buyer.cart([{"item": {"id": "espresso-machine"}, "quantity": 1}])) for buyer in buyers]
        with ThreadPoolExecutor(2) as at_once:
            done = list(
                at_once.map(
                    lambda pair: (
                        pair[0].pay(pair[1], pair[1]["payment"]["instruments"][0]["display"]["last_digits"]).json()
                    ),
                    zip(buyers, quotes, strict=True),
                )
            )
        assert sorted(answer["status"] for answer in done) == ["completed", "incomplete"]
        assert left(own_store, "espresso-machine") == 0


class TestInstruments:
    def test_another_buyers_card_does_not_pay(self, ana: Platform, ben: Platform) -> None:
        card = ana.quote(ana.cart())["payment"]["instruments"][0]
        stolen = {name: card[name] for name in ("id", "handler_id", "type")}
        assert codes(ben.complete(ben.quote(ben.cart()), stolen).json()) == ["payment_failed"]

    def test_a_buyer_without_a_card_gets_no_order(self, store: RunningStore) -> None:
        cara = linked(store, "cara")
        quote = cara.quote(cara.cart())
        assert quote["payment"]["instruments"] == []
        response = cara.post(f"/checkout-sessions/{quote['id']}/complete", {"payment": {"instruments": []}})
        assert codes(response.json()) == ["payment_failed"]

    def test_exactly_one_instrument_pays(self, ana: Platform) -> None:
        quote = ana.quote(ana.cart())
        cards = [
            {name: card[name] for name in ("id", "handler_id", "type")} for card in quote["payment"]["instruments"]
        ]
        response = ana.post(f"/checkout-sessions/{quote['id']}/complete", {"payment": {"instruments": cards}})
        assert codes(response.json()) == ["payment_failed"]

    def test_a_credential_is_never_told_again(self, guest: Platform) -> None:
        quote = guest.quote(guest.cart())
        assert "test_success" not in guest.pay_as_guest(quote).text
        assert "test_success" not in guest.get(f"/checkout-sessions/{quote['id']}").text

    def test_the_default_card_can_be_changed_by_the_shop(self, own_store: RunningStore) -> None:
        own_store.admin("default-card", "ana", "0002")
        ana = linked(own_store, "ana")
        cards = ana.quote(ana.cart())["payment"]["instruments"]
        assert [card["display"]["last_digits"] for card in cards if card["selected"]] == ["0002"]
