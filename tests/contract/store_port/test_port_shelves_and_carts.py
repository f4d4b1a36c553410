"""What can be asked of every Store: what it sells, where, and what is in a cart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.launch import RunningStore
from tests.contract.store_port.shopping import HARBOR, LARGE, MARKET, OAT, TURN_SECONDS, Shopper, latte
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.catalogue import Option
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import (
    AccountRefused,
    CannotCheckOut,
    NotEnough,
    NotLinked,
    SoldOut,
    UnknownProduct,
)
from voiceshop.shop.ports import Store
from voiceshop.shop.want import Want


class TestShelves:
    def test_a_search_finds_what_was_named(self, guest: Store) -> None:
        assert guest.search("latte").items[0].id == "latte"

    def test_a_search_for_nothing_of_the_kind_finds_nothing(self, guest: Store) -> None:
        assert guest.search("hovercraft").items == ()

    def test_all_pages_together_hold_everything_once(self, guest: Store) -> None:
        ids: list[str] = []
        page = guest.search(limit=7)
        ids += [product.id for product in page.items]
        while page.next:
            page = guest.search(cursor=page.next, limit=7)
            ids += [product.id for product in page.items]

        assert len(ids) == len(set(ids)) > 20

    def test_a_category_holds_its_own(self, guest: Store) -> None:
        coffees = guest.search(category="coffee", limit=50).items

        assert "latte" in {product.id for product in coffees}
        assert all("coffee" in product.categories for product in coffees)

    def test_all_that_is_on_sale_costs_less_than_its_list_price(self, guest: Store) -> None:
        deals = guest.deals()

        assert "banana-bread" in {deal.product.id for deal in deals}
        for deal in deals:
            assert deal.variant.list_price is not None
            assert deal.variant.price.amount < deal.variant.list_price.amount

    def test_what_is_still_open_is_the_size(self, guest: Store) -> None:
        latte = guest.product("latte")

        assert [group.name for group in latte.open_groups] == ["Size"]
        assert latte.group_of(OAT) is not None

    def test_all_chosen_leaves_one(self, guest: Store) -> None:
        (variant,) = guest.product("latte", [LARGE, OAT]).variants

        assert set(variant.options) == {LARGE, OAT}
        assert (variant.product_id, variant.name, variant.in_stock) == ("latte", "latte", True)

    def test_an_option_that_the_product_lacks_is_left_out(self, guest: Store) -> None:
        lava = Option("Milk", "lava", "lava")

        assert all(lava not in variant.options for variant in guest.product("latte", [lava]).variants)

    def test_an_unknown_product(self, guest: Store) -> None:
        with pytest.raises(UnknownProduct):
            guest.product("unicorn")

    def test_variants_as_they_are_now(self, guest: Store) -> None:
        wanted = latte(guest)

        (found,) = guest.variants([wanted, "unicorn:large"])

        assert (found.id, found.price) == (wanted, guest.product("latte", [LARGE, OAT]).variants[0].price)

    def test_where_to_pick_up(self, guest: Store) -> None:
        places = {place.id: place for place in guest.places()}

        assert set(places) >= {HARBOR, MARKET}
        assert (places[HARBOR].name, places[HARBOR].town) == ("Harbor Street", "Brooklyn")
        assert places[HARBOR].opens == "00:00"


class TestCarts:
    def test_what_is_put_in_is_there_in_the_next_turn(self, shopper: Shopper) -> None:
        cart = shopper("ana").fill_cart(None, [Want(latte(shopper(None)), 2)])

        assert shopper("ana").cart(cart.id) == cart
        assert [(line.quantity, set(line.variant.options)) for line in cart.lines] == [(2, {LARGE, OAT})]
        assert cart.total == cart.lines[0].total

    def test_it_holds_exactly_what_it_was_told_last(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 2), Want("banana-bread:standard", 1)])

        changed = ana.fill_cart(cart.id, [Want("banana-bread:standard", 3)])

        assert changed.id == cart.id
        assert changed.wants == (Want("banana-bread:standard", 3),)

    def test_it_can_be_emptied_and_filled_again(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 2)])

        assert ana.fill_cart(cart.id, ()).lines == ()
        assert ana.fill_cart(cart.id, cart.wants).wants == cart.wants

    def test_one_that_never_was_is_made(self, ana: Store) -> None:
        assert ana.cart("cart_unknown") is None
        assert ana.fill_cart("cart_unknown", [Want(latte(ana), 1)]).id != "cart_unknown"

    def test_nobody_sees_anothers(self, shopper: Shopper) -> None:
        anas = shopper("ana").fill_cart(None, [Want(latte(shopper(None)), 2)])

        assert shopper("ben").cart(anas.id) is None
        bens = shopper("ben").fill_cart(anas.id, [Want(latte(shopper(None)), 5)])
        assert bens.id != anas.id
        assert shopper("ana").cart(anas.id) == anas

    def test_too_many_leaves_it_as_it_was(self, ana: Store, stock: Callable[[str, int], None]) -> None:
        before = ana.fill_cart(None, [Want(latte(ana), 2), Want("banana-bread:standard", 1)])
        stock("banana-bread", 4)

        with pytest.raises(NotEnough) as error:
            ana.fill_cart(before.id, [Want(latte(ana), 1), Want("banana-bread:standard", 5)])

        assert error.value.values["count"] == 4
        after = ana.cart(before.id)
        assert after is not None
        assert after.wants == before.wants

    def test_sold_out_leaves_it_as_it_was(self, ana: Store, stock: Callable[[str, int], None]) -> None:
        before = ana.fill_cart(None, [Want(latte(ana), 2)])
        stock("banana-bread", 0)

        with pytest.raises(SoldOut):
            ana.fill_cart(before.id, [*before.wants, Want("banana-bread:standard", 1)])

        assert ana.cart(before.id) == before

    def test_what_is_not_sold_leaves_it_as_it_was(self, ana: Store) -> None:
        before = ana.fill_cart(None, [Want(latte(ana), 2)])

        with pytest.raises(CannotCheckOut):
            ana.fill_cart(before.id, [*before.wants, Want("unicorn:large", 1)])

        assert ana.cart(before.id) == before

    def test_guests_have_none(self, guest: Store) -> None:
        with pytest.raises(NotLinked):
            guest.fill_cart(None, [Want("latte:large", 1)])

    @pytest.mark.parametrize("token", ["made-up", "a.b.c"])
    def test_a_token_of_nobody_gets_no_cart_at_all(self, embedded: RunningStore, token: str) -> None:
        stranger = UcpStores(embedded.url).open(token, Deadline.after(TURN_SECONDS), "en-US")

        with pytest.raises(AccountRefused):
            stranger.fill_cart(None, [Want("latte:large", 1)])
