"""The store's few pages for people."""

from __future__ import annotations

import re

import pytest
import requests
from store_client import Linking, Platform

from store.launch import RunningStore


def page(url: str) -> requests.Response:
    return requests.get(url, timeout=30)


def test_an_order_has_a_page_without_anything_about_its_buyer(ana: Platform) -> None:
    shown = page(ana.order()["permalink_url"])
    assert shown.status_code == 200
    assert "medium latte with oat milk" in shown.text
    assert "Silva" not in shown.text
    assert "4242" not in shown.text


def test_the_links_of_a_checkout_lead_somewhere(guest: Platform) -> None:
    links = guest.quote(guest.cart())["links"]
    assert {link["type"] for link in links} == {"privacy_policy", "terms_of_service"}
    assert all(page(link["url"]).status_code == 200 for link in links)


def test_the_page_of_an_order_opens_by_its_own_address_and_not_by_the_orders_id(ana: Platform) -> None:
    confirmed = ana.order()
    way, _, key = confirmed["permalink_url"].rpartition("/")
    assert confirmed["id"] not in key
    for guess in (way, f"{way}/", f"{way}/{confirmed['id']}", f"{way}/{key[:-1]}", f"{way}/{key}x", f"{way}/%C3%A9"):
        shown = page(guess)
        assert (shown.status_code, "latte" in shown.text) == (404, False), guess


@pytest.mark.parametrize("path", ["/orders/none/none", "/payments/none", "/legal/none"])
def test_what_is_not_there_is_a_page_too(store: RunningStore, path: str) -> None:
    missing = page(f"{store.url}{path}")
    assert missing.status_code == 404
    assert "There is no such page." in missing.text


def test_every_field_of_the_login_page_has_a_label_and_nothing_comes_from_elsewhere(store: RunningStore) -> None:
    shown = Linking(store.url).open().text
    fields = set(re.findall(r'<input id="([^"]+)"', shown))
    assert fields == set(re.findall(r'<label for="([^"]+)"', shown)) == {"username", "password"}
    assert '<html lang="en">' in shown
    assert "http" not in shown
    assert page(f"{store.url}/style.css").headers["Content-Type"].startswith("text/css")
