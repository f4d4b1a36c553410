"""The menu as data: it hangs together, it has what customers ask for, and there is always something on offer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from store.catalogue.loader import currency, products
from store.catalogue.model import Product
from store.catalogue.search import find
from store.shop import shop


def test_every_price_is_a_whole_number_of_cents() -> None:
    assert currency() == "USD"
    for product in products().values():
        assert isinstance(product.price, int)
        assert all(isinstance(value.price, int) for group in product.groups for value in group.values)


@pytest.mark.parametrize("drink", [product for product in products().values() if product.category == "coffee"])
def test_every_coffee_takes_the_usual_choices(drink: Product) -> None:
    names = {group.name for group in drink.groups}
    assert {"Size", "Milk", "Espresso shots", "Caffeine", "Serving", "Caramel sauce", "Extra hot"} <= names


def test_no_option_name_and_no_value_occurs_twice_in_a_product() -> None:
    for product in products().values():
        names = [group.name for group in product.groups]
        values = [value.id for group in product.groups for value in group.values]
        assert len(names) == len(set(names))
        assert len(values) == len(set(values))


def test_what_people_call_a_product_leads_to_it() -> None:
    for product in products().values():
        for name in (product.title, *product.spoken):
            assert product in find(name)[:3], f"{name} does not lead to {product.id}"


def test_no_spoken_name_belongs_to_two_products() -> None:
    owners: dict[str, str] = {}
    for product in products().values():
        for name in {product.title, *product.spoken}:
            assert owners.setdefault(name, product.id) == product.id, name


@pytest.mark.parametrize("days", range(0, 400, 7))
def test_on_any_day_five_offers_run_and_one_is_over(days: int) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC) + timedelta(days=days)
    assert len(shop().running_offers(now)) >= 5
    assert any(offer.ends <= now for offer in shop().offers(now))


def test_an_offer_never_makes_a_product_free() -> None:
    for offer in shop().offers(datetime.now(UTC)):
        assert 0 < offer.amount_off < products()[offer.product].price


def test_some_machines_cost_more_than_a_hundred_dollars_and_something_is_sold_out() -> None:
    assert sum(product.price > 10_000 for product in products().values()) >= 2
    assert [product.id for product in products().values() if product.stock == 0] == ["nitro-cold-brew"]
