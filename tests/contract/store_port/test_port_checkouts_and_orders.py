"""What can be asked of every Store: a quote of what an order costs, and the orders that were placed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from store.admin import Admin
from tests.contract.store_port.shopping import HARBOR, MARKET, Shopper, confirmed, latte, quoted
from voiceshop.shop.errors import (
    CannotCheckOut,
    NoCard,
    SoldOut,
    TooLateToCancel,
    UnknownOrder,
)
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Store
from voiceshop.shop.purchase import OrderState, PlacedOrder
from voiceshop.shop.want import Want


class TestCheckouts:
    def test_a_quote_holds_all_that_is_read_out(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 2)])

        quote = ana.quote(cart, HARBOR)

        assert quote.lines == cart.lines
        assert quote.total.amount > cart.total.amount
        assert (quote.fulfillment.method, quote.fulfillment.place) == ("pickup", "Harbor Street")
        assert quote.fulfillment.ready_at is not None
        assert quote.fulfillment.ready_at > datetime.now(UTC)
        assert (quote.instrument.brand, quote.instrument.last_digits) == ("Visa", "4242")

    def test_without_a_place_it_is_the_stores_first(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])

        assert ana.quote(cart, None).fulfillment.place == "Harbor Street"

    def test_the_place_can_be_another_the_next_time(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])
        ana.quote(cart, HARBOR)

        assert ana.quote(cart, MARKET).fulfillment.place == "Market Square"

    def test_a_place_that_is_not_there(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])

        with pytest.raises(CannotCheckOut):
            ana.quote(cart, "the moon")

    def test_the_quote_follows_the_cart(self, ana: Store) -> None:
        cart = ana.fill_cart(None, [Want(latte(ana), 1)])
        one = ana.quote(cart, HARBOR)

        two = ana.quote(ana.fill_cart(cart.id, [Want(latte(ana), 2)]), HARBOR)

        assert two.lines[0].quantity == 2
        assert two.total.amount > one.total.amount

    def test_a_price_that_moved_is_seen_before_it_is_paid(self, ana: Store, price: Callable[[int], None]) -> None:
        cart = ana.fill_cart(None, [Want("blueberry-muffin:standard", 1)])
        quote = ana.quote(cart, HARBOR)
        price(425)

        again = ana.checkout(quote.id)

        assert again is not None
        assert again.total.amount > quote.total.amount

    def test_no_card_on_file(self, shopper: Shopper) -> None:
        cara = shopper("cara")

        with pytest.raises(NoCard):
            quoted(cara)

    def test_sold_out_since_it_was_put_in(self, ana: Store, stock: Callable[[str, int], None]) -> None:
        cart = ana.fill_cart(None, [Want("banana-bread:standard", 2)])
        stock("banana-bread", 0)

        with pytest.raises(SoldOut):
            ana.quote(cart, HARBOR)

    def test_nobody_sees_anothers(self, shopper: Shopper) -> None:
        assert shopper("ben").checkout(quoted(shopper("ana")).id) is None


class TestOrders:
    def placed(self, store: Store) -> PlacedOrder:
        order = store.complete(confirmed(quoted(store)))
        assert isinstance(order, PlacedOrder)
        return order

    def test_an_order_says_what_when_and_where(self, shopper: Shopper) -> None:
        placed = self.placed(shopper("ana"))

        order = shopper("ana").order(placed.id)

        assert (order.id, order.label, order.state) == (placed.id, placed.label, OrderState.RECEIVED)
        assert placed.fulfillment
        assert order.fulfillment == replace(placed.fulfillment, place_id=None), "an order has the address alone (UCP)"
        assert [(line.variant.name, line.quantity) for line in order.lines] == [("latte", 2)]
        assert isinstance(order.total, Money)

    def test_an_order_moves(self, ana: Store, staff: Admin) -> None:
        placed = self.placed(ana)
        states = []
        for _ in range(3):
            staff.advance(placed.label)
            states.append(ana.order(placed.id).state)

        assert states == [OrderState.PREPARING, OrderState.READY, OrderState.DELIVERED]

    def test_it_can_be_canceled_and_canceling_again_changes_nothing(self, ana: Store) -> None:
        placed, key = self.placed(ana), str(uuid.uuid4())

        first = ana.cancel_order(placed.id, key)

        assert first.state is OrderState.CANCELED
        assert [line.quantity for line in first.lines] == [2]
        assert ana.cancel_order(placed.id, key) == first
        assert ana.cancel_order(placed.id, str(uuid.uuid4())).state is OrderState.CANCELED

    def test_what_is_ready_cannot_be_canceled(self, ana: Store, staff: Admin) -> None:
        placed = self.placed(ana)
        staff.advance(placed.label)
        staff.advance(placed.label)

        with pytest.raises(TooLateToCancel) as error:
            ana.cancel_order(placed.id, str(uuid.uuid4()))

        assert error.value.values["label"] == placed.label

    def test_nobody_sees_or_cancels_anothers(self, shopper: Shopper) -> None:
        placed = self.placed(shopper("ana"))

        with pytest.raises(UnknownOrder):
            shopper("ben").order(placed.id)
        with pytest.raises(UnknownOrder):
            shopper("ben").cancel_order(placed.id, str(uuid.uuid4()))
        assert shopper("ana").order(placed.id).state is OrderState.RECEIVED
