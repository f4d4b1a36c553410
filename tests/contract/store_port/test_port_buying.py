"""What can be asked of every Store: one order of what was confirmed, and how its checkout stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from store.launch import RunningStore
from tests.contract.store_port.shopping import HARBOR, TURN_SECONDS, Shopper, confirmed, latte, quoted
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import (
    AccountRefused,
    CannotCheckOut,
    NotEnough,
    NotSent,
    SoldOut,
    StoreTrouble,
)
from voiceshop.shop.ports import Store
from voiceshop.shop.purchase import Changed, Declined, Expired, NeedsChallenge, PlacedOrder, Standing
from voiceshop.shop.want import Want


class TestOrdering:
    def test_one_order_however_often_it_is_asked(self, ana: Store, new_orders: Callable[[], int]) -> None:
        purchase = confirmed(quoted(ana))

        answers = [ana.complete(purchase) for _ in range(3)]

        assert isinstance(answers[0], PlacedOrder)
        assert answers == [answers[0]] * 3
        assert answers[0].fulfillment is not None
        assert answers[0].fulfillment.place == "Harbor Street"
        assert new_orders() == 1

    def test_another_key_buys_no_second_time(self, ana: Store, new_orders: Callable[[], int]) -> None:
        quote = quoted(ana)
        first = ana.complete(confirmed(quote))

        second = ana.complete(confirmed(quote))

        assert first == second
        assert new_orders() == 1

    def test_what_was_ordered_is_gone_from_cart_and_checkout(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])
        quote = ana.quote(cart, HARBOR)

        ana.complete(confirmed(quote))

        assert ana.checkout(quote.id) is None
        assert ana.cart(cart.id) is None

    def test_a_cart_that_another_device_changed_is_not_bought(
        self, shopper: Shopper, new_orders: Callable[[], int]
    ) -> None:
        ana, kitchen = shopper("ana"), shopper("ana")
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])
        purchase = confirmed(ana.quote(cart, HARBOR))
        kitchen.fill_cart(cart.id, [*cart.wants, Want("banana-bread:standard", 1)])
        kitchen.quote(cart, HARBOR)

        assert ana.complete(purchase) == Changed()
        assert new_orders() == 0

    def test_something_else_of_the_same_price_is_not_bought(
        self, shopper: Shopper, new_orders: Callable[[], int]
    ) -> None:
        ana, kitchen = shopper("ana"), shopper("ana")
        cart = ana.fill_cart(None, [Want("blueberry-muffin:standard", 1)])
        quote = ana.quote(cart, HARBOR)
        kitchen.fill_cart(cart.id, [Want("banana-bread:standard", 1)])
        bread = kitchen.quote(cart, HARBOR)

        assert ana.complete(replace(confirmed(quote), total=bread.total)) == Changed()
        assert new_orders() == 0

    def test_a_price_that_moved_is_not_paid(
        self, ana: Store, price: Callable[[int], None], new_orders: Callable[[], int]
    ) -> None:
        purchase = confirmed(ana.quote(ana.fill_cart(None, [Want("blueberry-muffin:standard", 1)]), HARBOR))
        price(425)

        assert ana.complete(purchase) == Changed()
        assert new_orders() == 0

    def test_what_sold_out_meanwhile_is_named(
        self, ana: Store, stock: Callable[[str, int], None], new_orders: Callable[[], int]
    ) -> None:
        purchase = confirmed(ana.quote(ana.fill_cart(None, [Want("banana-bread:standard", 2)]), HARBOR))
        stock("banana-bread", 0)

        with pytest.raises(SoldOut):
            ana.complete(purchase)

        assert new_orders() == 0

    def test_what_runs_short_meanwhile_is_counted(
        self, ana: Store, stock: Callable[[str, int], None], new_orders: Callable[[], int]
    ) -> None:
        purchase = confirmed(ana.quote(ana.fill_cart(None, [Want("banana-bread:standard", 2)]), HARBOR))
        stock("banana-bread", 1)

        with pytest.raises(NotEnough) as error:
            ana.complete(purchase)

        assert error.value.values["count"] == 1
        assert new_orders() == 0

    def test_a_declined_card_orders_nothing(
        self, ana: Store, pay_with: Callable[[str], str], new_orders: Callable[[], int]
    ) -> None:
        pay_with("0002")

        assert isinstance(ana.complete(confirmed(quoted(ana))), Declined)
        assert new_orders() == 0

    def test_an_expired_card_orders_nothing_and_is_told_apart(
        self, ana: Store, pay_with: Callable[[str], str], new_orders: Callable[[], int]
    ) -> None:
        pay_with("0069")

        assert ana.complete(confirmed(quoted(ana))) == Expired()
        assert new_orders() == 0

    def test_a_bank_that_wants_to_see_the_customer(
        self, ana: Store, pay_with: Callable[[str], str], new_orders: Callable[[], int]
    ) -> None:
        pay_with("3220")

        outcome = ana.complete(confirmed(quoted(ana)))

        assert isinstance(outcome, NeedsChallenge)
        assert outcome.url.startswith("http")
        assert new_orders() == 0

    def test_charged_and_then_silent_is_settled_by_the_same_key(
        self, ana: Store, pay_with: Callable[[str], str], new_orders: Callable[[], int]
    ) -> None:
        pay_with("0119")
        purchase = confirmed(quoted(ana))
        with pytest.raises(StoreTrouble):
            ana.complete(purchase)

        settled = ana.complete(purchase)

        assert isinstance(settled, PlacedOrder)
        assert new_orders() == 1

    def test_nobody_completes_anothers_or_learns_what_became_of_it(
        self, shopper: Shopper, new_orders: Callable[[], int]
    ) -> None:
        purchase = confirmed(quoted(shopper("ana")))

        with pytest.raises(StoreTrouble) as trouble:
            shopper("ben").complete(purchase)

        assert not isinstance(trouble.value, NotSent)
        assert new_orders() == 0

    def test_a_token_of_nobody_orders_nothing(
        self, embedded: RunningStore, ana: Store, new_orders: Callable[[], int]
    ) -> None:
        stranger = UcpStores(embedded.url).open("made-up", Deadline.after(TURN_SECONDS), "en-US")

        with pytest.raises(AccountRefused):
            stranger.complete(confirmed(quoted(ana)))

        assert new_orders() == 0

    def test_without_time_nothing_is_sent(
        self, embedded: RunningStore, ana: Store, new_orders: Callable[[], int]
    ) -> None:
        late = UcpStores(embedded.url).open("a-token", Deadline.after(0), "en-US")

        with pytest.raises(NotSent):
            late.complete(confirmed(quoted(ana)))

        assert new_orders() == 0


class TestStanding:
    def test_open_until_it_is_placed(self, ana: Store) -> None:
        quote = quoted(ana)
        assert ana.standing(quote.id) == (Standing.OPEN, None)

        placed = ana.complete(confirmed(quote))

        assert ana.standing(quote.id) == (Standing.PLACED, placed)

    def test_seeing_it_leaves_a_price_that_moved_to_be_found(self, ana: Store, price: Callable[[int], None]) -> None:
        purchase = confirmed(ana.quote(ana.fill_cart(None, [Want("blueberry-muffin:standard", 1)]), HARBOR))
        price(425)
        ana.standing(purchase.checkout_id)

        assert ana.complete(purchase) == Changed()

    def test_challenged(self, ana: Store, pay_with: Callable[[str], str]) -> None:
        pay_with("3220")
        quote = quoted(ana)
        ana.complete(confirmed(quote))

        assert ana.standing(quote.id) == (Standing.CHALLENGED, None)

    def test_charged_and_then_silent_is_placed(
        self, ana: Store, pay_with: Callable[[str], str], new_orders: Callable[[], int]
    ) -> None:
        pay_with("0119")
        purchase = confirmed(quoted(ana))
        with pytest.raises(StoreTrouble):
            ana.complete(purchase)

        standing, order = ana.standing(purchase.checkout_id)

        assert (standing, order) == (Standing.PLACED, ana.complete(purchase))
        assert new_orders() == 1

    def test_anothers_is_gone_as_one_that_never_was(self, shopper: Shopper) -> None:
        anas = quoted(shopper("ana"))

        assert shopper("ben").standing(anas.id) == (Standing.GONE, None)
        assert shopper("ben").standing("checkout_unknown") == (Standing.GONE, None)


class TestCancelingACheckout:
    def test_it_can_never_be_completed_any_more(self, ana: Store, new_orders: Callable[[], int]) -> None:
        quote = quoted(ana)

        assert ana.cancel_checkout(quote.id) is None

        assert ana.standing(quote.id) == (Standing.CANCELED, None)
        with pytest.raises(CannotCheckOut):
            ana.complete(confirmed(quote))
        assert new_orders() == 0

    def test_one_whose_bank_waits_for_the_customer_too(self, ana: Store, pay_with: Callable[[str], str]) -> None:
        pay_with("3220")
        quote = quoted(ana)
        ana.complete(confirmed(quote))

        ana.cancel_checkout(quote.id)

        assert ana.standing(quote.id) == (Standing.CANCELED, None)

    def test_again_or_one_that_never_was(self, ana: Store) -> None:
        quote = quoted(ana)

        ana.cancel_checkout(quote.id)
        ana.cancel_checkout(quote.id)
        ana.cancel_checkout("checkout_unknown")

    def test_what_was_placed_stays(self, ana: Store, new_orders: Callable[[], int]) -> None:
        quote = quoted(ana)
        placed = ana.complete(confirmed(quote))

        assert ana.cancel_checkout(quote.id) == placed

        assert ana.standing(quote.id) == (Standing.PLACED, placed)
        assert new_orders() == 1

    def test_nobody_cancels_anothers(self, shopper: Shopper) -> None:
        anas = quoted(shopper("ana"))

        shopper("ben").cancel_checkout(anas.id)

        assert shopper("ana").standing(anas.id) == (Standing.OPEN, None)
