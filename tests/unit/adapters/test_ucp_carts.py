"""Carts at stores that are not ours: granted in part, refused in other words, and in other currencies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.scripted_store import Reply, ScriptedStore, ok, refused
from tests.unit.adapters import documents
from voiceshop.adapters.ucp import names
from voiceshop.shop.errors import CannotCheckOut, NotEnough, SoldOut, StoreTrouble
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Store
from voiceshop.shop.want import Want

LARGE, SMALL = "latte:large", "latte:small"
LOOKUP = "POST /catalog/lookup"
GET, PUT, POST = "GET /carts/cart_1", "PUT /carts/cart_1", "POST /carts"
ADJUSTED = {
    "type": "warning",
    "code": "quantity_adjusted",
    "content": "Only 3 left.",
    "path": "$.line_items[0].quantity",
}


@pytest.fixture(autouse=True)
def shelves(scripted: ScriptedStore) -> None:
    scripted.on(LOOKUP, ok(products=[documents.product()]))


def sent_lines(scripted: ScriptedStore) -> list[object]:
    return [asked.body["line_items"] for asked in scripted.asked if asked.method == "PUT"]


class TestLines:
    def test_a_line_knows_its_product_and_options(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(GET, Reply(documents.cart()))

        cart = store.cart("cart_1")

        assert cart is not None
        (line,) = cart.lines
        assert (line.variant.product_id, line.variant.name) == ("latte", "latte")
        assert [(option.group, option.value) for option in line.variant.options] == [("Size", "large")]
        assert (line.quantity, line.variant.price, line.total) == (2, Money(520, "USD"), Money(1040, "USD"))

    def test_what_a_variant_is_called_is_asked_once(self, scripted: ScriptedStore, turn: Callable[[], Store]) -> None:
        scripted.on(GET, Reply(documents.cart()))

        turn().cart("cart_1")
        turn().cart("cart_1")

        assert scripted.calls() == [GET, LOOKUP, GET]

    def test_what_was_found_on_the_shelf_is_known_in_the_cart(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on("POST /catalog/product", ok(product=documents.product()))
        scripted.on(POST, Reply(documents.cart()))

        store.product("latte")
        store.fill_cart(None, [Want(LARGE, 2)])

        assert scripted.calls() == ["POST /catalog/product", POST]

    def test_the_price_is_the_carts_own_and_never_remembered(
        self, scripted: ScriptedStore, turn: Callable[[], Store]
    ) -> None:
        scripted.on(GET, Reply(documents.cart()), Reply(documents.cart(documents.line(LARGE, 2, price=999))))
        turn().cart("cart_1")

        cart = turn().cart("cart_1")

        assert cart is not None
        assert cart.lines[0].variant.price == Money(999, "USD")

    def test_what_the_store_no_longer_knows_goes_by_its_title(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(LOOKUP, ok(products=[]))
        scripted.on(GET, Reply(documents.cart()))

        cart = store.cart("cart_1")

        assert cart is not None
        assert cart.lines[0].variant.name == "large latte"

    def test_names_are_looked_up_ten_at_a_time(self, scripted: ScriptedStore, store: Store) -> None:
        lines = [documents.line(f"tea:{number}", 1, number=number) for number in range(12)]
        scripted.on(GET, Reply(documents.cart(*lines)))

        store.cart("cart_1")

        asked = [asked.body["ids"] for asked in scripted.asked if asked.path == "/ucp/catalog/lookup"]
        assert [len(ids) for ids in asked] == [10, 2]

    def test_memory_for_names_is_bounded(
        self, scripted: ScriptedStore, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(names, "_MOST", 1)
        scripted.on("POST /catalog/search", ok(products=[documents.product()]))
        scripted.on(GET, Reply(documents.cart(documents.line(SMALL, 1))))

        store.search("latte")
        store.cart("cart_1")

        assert scripted.calls() == ["POST /catalog/search", GET, LOOKUP]

    @pytest.mark.parametrize(("currency", "amount"), [("JPY", 540), ("KWD", 1750), ("EUR", 0)])
    def test_amounts_are_passed_on_in_minor_units(
        self, scripted: ScriptedStore, store: Store, currency: str, amount: int
    ) -> None:
        scripted.on(GET, Reply(documents.cart(documents.line(LARGE, 1, price=amount), currency=currency)))

        cart = store.cart("cart_1")

        assert cart is not None
        assert cart.total == Money(amount, currency)

    def test_an_amount_that_is_no_whole_number_is_not_believed(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(GET, Reply(documents.cart(totals=[{"type": "total", "amount": 10.4}])))

        with pytest.raises(StoreTrouble):
            store.cart("cart_1")


class TestFilling:
    def test_a_line_that_stays_keeps_its_id(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(GET, Reply(documents.cart()))
        scripted.on(PUT, Reply(documents.cart(documents.line(LARGE, 3), documents.line(SMALL, 1, number=2))))

        store.cart("cart_1")
        store.fill_cart("cart_1", [Want(LARGE, 3), Want(SMALL, 1)])

        assert sent_lines(scripted) == [
            [{"id": "li_1", "item": {"id": LARGE}, "quantity": 3}, {"item": {"id": SMALL}, "quantity": 1}]
        ]

    def test_the_same_variant_twice_is_one_line(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(POST, Reply(documents.cart(documents.line(LARGE, 3))))

        store.fill_cart(None, [Want(LARGE, 1), Want(LARGE, 2)])

        assert scripted.asked[-1].body["line_items"] == [{"item": {"id": LARGE}, "quantity": 3}]

    def test_a_cart_that_is_gone_is_made_anew(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(GET, refused("not_found", status=404))
        scripted.on(POST, Reply(documents.cart(id="cart_2"), status=201))

        assert store.fill_cart("cart_1", [Want(LARGE, 2)]).id == "cart_2"

    def test_a_cart_that_vanishes_meanwhile_is_made_anew(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(GET, Reply(documents.cart()))
        scripted.on(PUT, refused("not_found"))
        scripted.on(POST, Reply(documents.cart(id="cart_2"), status=201))

        assert store.fill_cart("cart_1", [Want(LARGE, 2)]).id == "cart_2"

    def test_a_gift_of_the_stores_is_no_mistake(self, scripted: ScriptedStore, store: Store) -> None:
        gift = documents.line("cookie", 1, price=0, number=2)
        scripted.on(POST, Reply(documents.cart(documents.line(LARGE, 2), gift)))

        assert len(store.fill_cart(None, [Want(LARGE, 2)]).lines) == 2

    def test_no_names_no_change(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(LOOKUP, Reply(b"", status=500))

        with pytest.raises(StoreTrouble):
            store.fill_cart(None, [Want(LARGE, 2)])

        assert POST not in scripted.calls()


class TestShortages:
    def test_what_was_granted_in_part_is_put_back(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(GET, Reply(documents.cart()))
        granted = documents.cart(documents.line(LARGE, 3), messages=[ADJUSTED])
        scripted.on(PUT, Reply(granted), Reply(documents.cart()))

        with pytest.raises(NotEnough) as error:
            store.fill_cart("cart_1", [Want(LARGE, 50)])

        assert error.value.values["count"] == 3
        assert [line[0]["quantity"] for line in sent_lines(scripted)] == [50, 2]  # type: ignore[index]

    def test_what_was_refused_outright_needs_no_putting_back(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(GET, Reply(documents.cart()))
        scripted.on(PUT, refused("insufficient_stock", path="$.line_items[0]", available=4))

        with pytest.raises(NotEnough) as error:
            store.fill_cart("cart_1", [Want(LARGE, 50)])

        assert error.value.values["count"] == 4
        assert len(sent_lines(scripted)) == 1

    def test_a_line_that_stayed_as_it_was_needs_no_putting_back(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(GET, Reply(documents.cart()))
        short = {"type": "error", "code": "insufficient_stock", "content": "Only 4.", "path": "$.line_items[0]"}
        scripted.on(PUT, Reply(documents.cart(messages=[{**short, "severity": "recoverable", "available": 4}])))

        with pytest.raises(NotEnough):
            store.fill_cart("cart_1", [Want(LARGE, 50)])

        assert len(sent_lines(scripted)) == 1

    @pytest.mark.parametrize("more", [{}, {"available": 0}])
    def test_none_left_is_sold_out(self, scripted: ScriptedStore, store: Store, more: dict[str, int]) -> None:
        scripted.on(POST, refused("out_of_stock", path="$.line_items[0]", **more))

        with pytest.raises(SoldOut) as error:
            store.fill_cart(None, [Want(LARGE, 1)])

        assert getattr(error.value.values["product"], "id", None) == LARGE

    def test_none_left_by_the_shelf_is_sold_out_whatever_the_code(self, scripted: ScriptedStore, store: Store) -> None:
        gone = documents.variant(LARGE, "large", 520, availability={"available": False})
        scripted.on(LOOKUP, ok(products=[documents.product(gone)]))
        scripted.on(POST, refused("no_luck", path="$.line_items[0]"))

        with pytest.raises(SoldOut):
            store.fill_cart(None, [Want(LARGE, 1)])

    def test_fewer_by_nobody_knows_how_many_is_told_in_the_stores_words(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        scripted.on(POST, refused("insufficient_stock", "There are not so many.", path="$.line_items[0]"))

        with pytest.raises(CannotCheckOut) as error:
            store.fill_cart(None, [Want(LARGE, 50)])

        assert error.value.values["reason"] == "There are not so many."

    def test_the_line_is_known_by_its_item_before_its_place(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(POST, refused("out_of_stock", path="$.line_items[0]", item_id=SMALL))

        with pytest.raises(SoldOut) as error:
            store.fill_cart(None, [Want(LARGE, 1), Want(SMALL, 1)])

        assert getattr(error.value.values["product"], "id", None) == SMALL

    def test_what_nobody_can_name_is_refused_in_the_stores_words(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(LOOKUP, ok(products=[]))
        scripted.on(POST, refused("item_unavailable", "We no longer sell that.", path="$.line_items[0]"))

        with pytest.raises(CannotCheckOut) as error:
            store.fill_cart(None, [Want("gone", 1)])

        assert error.value.values["reason"] == "We no longer sell that."

    @pytest.mark.parametrize("path", ["$.line_items[7]", "$.line_items", "nonsense", ""])
    def test_a_path_that_leads_nowhere_does_no_harm(self, scripted: ScriptedStore, store: Store, path: str) -> None:
        scripted.on(POST, refused("out_of_stock", path=path))

        with pytest.raises((StoreTrouble, CannotCheckOut)):
            store.fill_cart(None, [Want(LARGE, 1)])

    def test_a_cart_that_is_other_than_asked_for_without_a_word_is_a_trouble(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        scripted.on(POST, Reply(documents.cart(documents.line(LARGE, 1))))

        with pytest.raises(StoreTrouble):
            store.fill_cart(None, [Want(LARGE, 2)])
