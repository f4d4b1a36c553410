"""The shop behind the talk: the cart and orders in the store, and what the skill's Ledger holds of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.device import FixedToken
from simulator.page.house import House
from simulator.page.server import running_page
from simulator.page.shop import Ledger
from simulator.store_pages import StoreUnreachable
from simulator.storefront import Storefront
from tests.unit.page.tab import Site


def test_a_cart_becomes_an_order(own_house: House) -> None:
    with running_page(own_house) as url:
        tab = Site(url).tab(user="ana")
        assert tab.shop() == {
            "cart": None,
            "orders": [],
            "ledger": {"customer": None, "purchases": [], "orders": []},
            "problem": None,
        }

        tab.say("ask bluebird coffee for two large lattes with oat milk")
        shop = tab.shop()
        assert [(line["quantity"], line["title"]) for line in shop["cart"]["lines"]] == [
            (2, "large latte with oat milk")
        ]
        assert "oat milk" in shop["cart"]["lines"][0]["options"]
        assert shop["cart"]["total"] == sum(line["total"] for line in shop["cart"]["lines"])
        assert shop["cart"]["currency"] == "USD"

        tab.say("check out")
        assert [row["state"] for row in tab.shop()["ledger"]["purchases"]] == ["quoted"]
        tab.say("yes")
        shop = tab.shop()
        assert shop["cart"] is None
        assert [(order["state"], len(order["lines"])) for order in shop["orders"]] == [("received", 1)]
        assert [row["state"] for row in shop["ledger"]["purchases"]] == ["placed"]
        assert shop["ledger"]["orders"][0]["label"] == shop["orders"][0]["label"]
        assert shop["ledger"]["orders"][0]["wants"][0][1] == 2


def test_the_newest_order_stands_first(own_house: House) -> None:
    with running_page(own_house) as url:
        tab = Site(url).tab(user="ana")
        for product in ("croissant", "plain bagel"):
            for words in (f"ask bluebird coffee for a {product}", "check out", "yes"):
                tab.say(words)
        shop = tab.shop()

    assert [order["lines"][0]["title"] for order in shop["orders"]] == ["plain bagel", "croissant"]
    assert [row["label"] for row in shop["ledger"]["orders"]] == [order["label"] for order in shop["orders"]]
    placed = [row["quoted_at"] for row in shop["ledger"]["purchases"]]
    assert (len(placed), placed) == (2, sorted(placed, reverse=True))


def test_a_store_that_is_away_is_told_beside_the_ledger(own_house: House) -> None:
    with running_page(own_house) as url:
        tab = Site(url).tab(user="ana")
        tab.say("ask bluebird coffee for a small latte")
        own_house.processes[0].process.terminate()
        own_house.processes[0].process.wait()

        shop = tab.shop()
    assert shop["problem"]["where"] == "store"
    assert "cannot be reached" in shop["problem"]["message"]
    assert shop["ledger"]["customer"]["cart_id"]


def test_a_line_that_is_cut_does_not_hide_the_shop(site: Site) -> None:
    tab = site.tab(user="ben")
    site.ask("PUT", "/api/network", {"state": "down"})
    try:
        assert tab.shop()["problem"] is None
    finally:
        site.ask("PUT", "/api/network", {"state": "normal"})


@pytest.mark.parametrize(("server", "message"), [("store", "answered 401 for"), ("skill", "names no shopping service")])
def test_a_store_that_does_not_show_a_cart_says_why(house: House, server: str, message: str) -> None:
    url = {"store": house.store_url, "skill": house.skill_url}[server]
    with pytest.raises(StoreUnreachable, match=message):
        Storefront(url).cart("cart_1", FixedToken("revoked"))


def test_a_ledger_that_cannot_be_read_is_told(house: House, tmp_path: Path) -> None:
    broken = tmp_path / "ledger.sqlite3"
    broken.write_text("not a database")
    for address, message in ((f"sqlite:{broken}", "cannot be read"), ("dynamodb:voiceshop", "kind dynamodb")):
        with running_page(replace(house, ledger=Ledger(address))) as url:
            assert message in Site(url).tab(user="guest").shop()["problem"]["message"]
