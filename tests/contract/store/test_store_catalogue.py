"""The menu over UCP: search, offers, options that mint variants, lookup."""

from __future__ import annotations

from typing import Any

import pytest
from store_client import Platform, codes


def product(guest: Platform, product_id: str, *selected: tuple[str, str]) -> dict[str, Any]:
    body = {"id": product_id, "selected": [{"name": name, "label": label} for name, label in selected]}
    return dict(guest.post("/catalog/product", body).json()["product"])


def variant_ids(document: dict[str, Any]) -> list[str]:
    return [variant["id"] for variant in document["variants"]]


def test_a_product_without_its_size_comes_in_every_size_with_the_middle_one_first(guest: Platform) -> None:
    latte = product(guest, "latte", ("Milk", "oat milk"))
    assert variant_ids(latte) == ["latte:medium:oat-milk", "latte:small:oat-milk", "latte:large:oat-milk"]
    assert [variant["price"]["amount"] for variant in latte["variants"]] == [540, 480, 600]


def test_a_decided_product_is_one_variant(guest: Platform) -> None:
    latte = product(guest, "latte", ("Size", "Large"), ("milk", "OAT MILK"), ("Caramel sauce", "caramel sauce"))
    assert variant_ids(latte) == ["latte:large:oat-milk:caramel-sauce"]
    assert latte["variants"][0]["title"] == "large latte with oat milk and caramel sauce"


def test_the_order_of_choices_does_not_make_another_variant(guest: Platform) -> None:
    one = product(guest, "latte", ("Size", "large"), ("Milk", "oat milk"))
    other = product(guest, "latte", ("Milk", "oat milk"), ("Size", "large"))
    assert variant_ids(one) == variant_ids(other)


def test_an_option_the_product_lacks_is_dropped_from_the_selection(guest: Platform) -> None:
    bread = product(guest, "banana-bread", ("Milk", "oat milk"), ("Warming", "warmed"))
    assert [option["label"] for option in bread["selected"]] == ["warmed"]
    assert variant_ids(bread) == ["banana-bread:warmed"]


def test_an_option_name_may_be_selected_once(guest: Platform) -> None:
    twice = {"id": "latte", "selected": [{"name": "Size", "label": "small"}, {"name": "size", "label": "large"}]}
    assert guest.post("/catalog/product", twice).status_code == 400


def test_an_unknown_product_is_an_outcome_and_not_a_fault(guest: Platform) -> None:
    response = guest.post("/catalog/product", {"id": "unicorn"})
    assert response.status_code == 200
    assert response.json()["ucp"]["status"] == "error"
    assert codes(response.json()) == ["not_found"]


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("latte", "latte"),
        ("chai", "chai-latte"),
        ("capuccino", "cappuccino"),
        ("a slice of banana bread", "banana-bread"),
        ("expresso", "espresso"),
        ("peppermint rose", "peppermint-rose-tea"),
        ("blueberry muffins", "blueberry-muffin"),
    ],
)
def test_search_understands_what_people_say(guest: Platform, said: str, first: str) -> None:
    assert guest.post("/catalog/search", {"query": said}).json()["products"][0]["id"] == first


def test_search_without_anything_to_look_for_is_refused(guest: Platform) -> None:
    assert guest.post("/catalog/search", {}).status_code == 400


def test_what_is_on_sale_costs_less_than_it_did(guest: Platform) -> None:
    deals = guest.post("/catalog/search", {"filters": {"categories": ["deals"]}}).json()["products"]
    assert len(deals) >= 5
    assert all(deal["variants"][0]["list_price"]["amount"] > deal["variants"][0]["price"]["amount"] for deal in deals)
    assert "deals" not in [category["value"] for deal in deals for category in deal["categories"]]
    assert "travel-mug" not in [deal["id"] for deal in deals], "its offer is over"


def test_search_tells_what_kinds_of_milk_there_are(guest: Platform) -> None:
    latte = guest.post("/catalog/search", {"query": "latte"}).json()["products"][0]
    milk = next(group for group in latte["options"] if group["name"] == "Milk")
    assert {"id": "oat-milk", "label": "oat milk"} in milk["values"]


def test_price_filters_keep_to_the_range(guest: Platform) -> None:
    machines = guest.post("/catalog/search", {"filters": {"price": {"min": 10_000}}}).json()["products"]
    assert {machine["id"] for machine in machines} == {"drip-coffee-maker", "espresso-machine"}


def test_pages_follow_one_another_without_gaps(guest: Platform) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = guest.post("/catalog/search", {"query": "*", "pagination": {"limit": 15, "cursor": cursor}}).json()
        seen += [entry["id"] for entry in page["products"]]
        if not page["pagination"]["has_next_page"]:
            break
        cursor = page["pagination"]["cursor"]
    assert len(seen) == len(set(seen)) == page["pagination"]["total_count"]


def test_a_foreign_cursor_is_refused(guest: Platform) -> None:
    assert guest.post("/catalog/search", {"query": "*", "pagination": {"cursor": "elsewhere"}}).status_code == 400


def test_lookup_tells_which_identifier_led_where(guest: Platform) -> None:
    found = guest.post("/catalog/lookup", {"ids": ["latte:large", "latte", "unicorn", "latte:large:pineapple"]}).json()
    inputs = {
        match["id"]: match["match"] for variant in found["products"][0]["variants"] for match in variant["inputs"]
    }
    assert inputs == {"latte:large": "exact", "latte": "featured"}
    assert [message["content"] for message in found["messages"]] == ["unicorn", "latte:large:pineapple"]


def test_a_sold_out_product_says_so(guest: Platform) -> None:
    nitro = product(guest, "nitro-cold-brew", ("Size", "small"))
    assert nitro["variants"][0]["availability"] == {"available": False, "status": "out_of_stock"}


def test_a_price_change_is_seen_by_the_next_request(own_store: Any) -> None:
    guest = Platform(own_store.url)
    own_store.admin("price", "latte", "450")
    assert product(guest, "latte", ("Size", "small"))["variants"][0]["price"]["amount"] == 450
