"""The catalogue of stores that are not ours: scales, missing ids, offers without a category, opening hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.scripted_store import Reply, ScriptedStore, ok, refused
from tests.unit.adapters import documents
from voiceshop.shop.catalogue import Option
from voiceshop.shop.errors import StoreTrouble, UnknownProduct
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Store

SEARCH, PRODUCT, PLACES = "POST /catalog/search", "POST /catalog/product", "POST /locations/search"
OAT = Option("Milk", "oat-milk", "oat milk")


def reduced(product_id: str, now: int, before: int) -> dict[str, Any]:
    variant = documents.variant(f"{product_id}:large", "large", now, list_price={"amount": before, "currency": "USD"})
    return documents.product(variant, id=product_id, title=product_id)


class TestProducts:
    def test_a_product_with_its_choices(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(PRODUCT, ok(product=documents.product()))

        latte = store.product("latte")

        assert (latte.name, latte.description, latte.categories) == (
            "latte",
            "Espresso with steamed milk.",
            ("coffee",),
        )
        assert [group.name for group in latte.groups] == ["Size", "Milk"]
        assert [group.name for group in latte.open_groups] == ["Size"]
        assert [variant.price for variant in latte.variants] == [Money(400, "USD"), Money(520, "USD")]

    def test_what_was_chosen_is_sent_by_name_and_label(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(PRODUCT, ok(product=documents.product()))

        store.product("latte", [Option("Size", "small", "small"), OAT])

        assert scripted.asked[-1].body["selected"] == [
            {"name": "Size", "label": "small"},
            {"name": "Milk", "label": "oat milk", "id": "oat-milk"},
        ]

    @pytest.mark.parametrize("signal", ["available", "exists"])
    def test_a_value_that_cannot_be_had_is_not_offered(
        self, scripted: ScriptedStore, store: Store, signal: str
    ) -> None:
        values = [{"label": "oat milk", "id": "oat-milk"}, {"label": "goat milk", "id": "goat-milk", signal: False}]
        scripted.on(PRODUCT, ok(product=documents.product(options=[{"name": "Milk", "values": values}])))

        assert store.product("latte").groups[0].options == (OAT,)

    def test_a_value_without_an_id_goes_by_its_label(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(PRODUCT, ok(product=documents.product(options=[{"name": "Milk", "values": [{"label": "soy"}]}])))

        assert store.product("latte").groups[0].options == (Option("Milk", "soy", "soy"),)

    @pytest.mark.parametrize(
        ("rating", "stars"),
        [
            ({"value": 4, "scale_max": 5}, 4.0),
            ({"value": 87, "scale_max": 100}, 4.3),
            (None, None),
            ({"value": 4}, None),
        ],
    )
    def test_ratings_are_out_of_five(
        self, scripted: ScriptedStore, store: Store, rating: dict[str, float] | None, stars: float | None
    ) -> None:
        scripted.on(PRODUCT, ok(product=documents.product(rating=rating)))

        assert store.product("latte").rating == stars

    def test_a_variant_that_is_sold_out(self, scripted: ScriptedStore, store: Store) -> None:
        gone = documents.variant("latte:small", "small", 400, availability={"available": False})
        scripted.on(PRODUCT, ok(product=documents.product(gone)))

        assert not store.product("latte").variants[0].in_stock

    @pytest.mark.parametrize("answer", [refused("not_found"), refused("not_found", status=404)])
    def test_a_product_that_is_not_sold(self, scripted: ScriptedStore, store: Store, answer: Reply) -> None:
        scripted.on(PRODUCT, answer)

        with pytest.raises(UnknownProduct):
            store.product("unicorn")


class TestSearching:
    def test_pages_follow_each_other(self, scripted: ScriptedStore, store: Store) -> None:
        more = ok(products=[documents.product()], pagination={"has_next_page": True, "cursor": "page-2"})
        scripted.on(SEARCH, more, ok(products=[], pagination={"has_next_page": False, "cursor": "page-3"}))

        first = store.search("latte", limit=1)
        second = store.search("latte", cursor=first.next, limit=1)

        assert (first.next, second.next) == ("page-2", None)
        assert scripted.asked[-1].body["pagination"] == {"limit": 1, "cursor": "page-2"}

    @pytest.mark.parametrize(
        ("words", "category", "asked"),
        [
            ("latte", None, {"query": "latte"}),
            ("", "coffee", {"filters": {"categories": ["coffee"]}}),
            ("dark", "beans", {"query": "dark", "filters": {"categories": ["beans"]}}),
            ("", None, {"filters": {"price": {"min": 0}}}),
        ],
    )
    def test_a_search_always_says_what_for(
        self, scripted: ScriptedStore, store: Store, words: str, category: str | None, asked: dict[str, Any]
    ) -> None:
        scripted.on(SEARCH, ok(products=[]))

        store.search(words, category=category)

        assert scripted.asked[-1].body == {"pagination": {"limit": 10}, **asked}


class TestDeals:
    def test_a_store_with_a_category_of_deals_is_asked_once(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(SEARCH, ok(products=[reduced("mocha", 410, 490)]))

        deals = store.deals()

        assert [(deal.product.name, deal.variant.price.amount) for deal in deals] == [("mocha", 410)]
        assert scripted.calls() == [SEARCH]

    def test_a_store_without_one_is_read_through_for_its_first_pages(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        def page(product: dict[str, Any]) -> Reply:
            return ok(products=[product], pagination={"has_next_page": True, "cursor": "next"})

        full_price = documents.product()
        scripted.on(SEARCH, ok(products=[]), page(full_price), page(reduced("mocha", 410, 490)), page(full_price))

        assert [deal.product.name for deal in store.deals()] == ["mocha"]
        assert len(scripted.calls()) == 4

    @pytest.mark.parametrize("before", [410, 300])
    def test_what_does_not_cost_less_is_no_deal(self, scripted: ScriptedStore, store: Store, before: int) -> None:
        scripted.on(SEARCH, ok(products=[reduced("mocha", 410, before)]))

        assert store.deals() == ()


class TestPlaces:
    """Hours are those of today at the place, so these tests take today from the same clock as the place does."""

    def place(self, scripted: ScriptedStore, store: Store, **changes: object) -> tuple[str | None, str | None]:
        location = {**documents.LOCATION, "timezone": "UTC", **changes}
        scripted.on(PLACES, ok(locations=[location]))
        (place,) = store.places()
        return place.opens, place.closes

    def test_a_place_and_its_address(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(PLACES, ok(locations=[documents.LOCATION]))

        (place,) = store.places()

        assert (place.id, place.name) == ("harbor-street", "Harbor Street")
        assert (place.street, place.town) == ("12 Harbor Street", "Brooklyn")

    def test_the_hours_of_an_ordinary_day(self, scripted: ScriptedStore, store: Store) -> None:
        assert self.place(scripted, store) == ("06:30", "20:00")

    def test_a_day_with_a_break_is_told_from_its_first_to_its_last_hour(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        hours = [
            {**each, "opens": opens, "closes": closes}
            for each in documents.LOCATION["hours"]
            for opens, closes in (("08:00", "12:00"), ("14:00", "18:00"))
        ]

        assert self.place(scripted, store, hours=hours) == ("08:00", "18:00")

    def test_a_holiday(self, scripted: ScriptedStore, store: Store) -> None:
        assert self.place(scripted, store, exception_hours=[self.around_today()]) == (None, None)

    def test_shorter_hours_for_once(self, scripted: ScriptedStore, store: Store) -> None:
        short = {**self.around_today(), "opens": "09:00", "closes": "13:00"}

        assert self.place(scripted, store, exception_hours=[short]) == ("09:00", "13:00")

    def test_an_exception_that_is_over(self, scripted: ScriptedStore, store: Store) -> None:
        over = {"valid_from": "2020-12-25", "valid_through": "2020-12-26"}

        assert self.place(scripted, store, exception_hours=[over]) == ("06:30", "20:00")

    @pytest.mark.parametrize("changes", [{"hours": []}, {"hours": None, "timezone": None}])
    def test_no_hours(self, scripted: ScriptedStore, store: Store, changes: dict[str, Any]) -> None:
        assert self.place(scripted, store, **changes) == (None, None)

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", ""])
    def test_a_zone_that_does_not_exist(self, scripted: ScriptedStore, store: Store, zone: str) -> None:
        with pytest.raises(StoreTrouble):
            self.place(scripted, store, timezone=zone)

    @staticmethod
    def around_today() -> dict[str, str]:
        today = datetime.now(UTC).date()
        days = timedelta(days=1)
        return {"valid_from": (today - days).isoformat(), "valid_through": (today + days).isoformat()}
