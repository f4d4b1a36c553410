"""The customer's own cart: found, changed, and remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..shop.amending import amend
from ..shop.cart import Cart
from ..shop.customer import Customer
from ..shop.errors import EmptyCart
from ..shop.ports import Ledger, Store
from ..shop.want import Want
from .turn import Turn


@dataclass(frozen=True, slots=True)
class Basket:
    """A customer and the cart that stands in the store for them, None where nothing does."""

    customer: Customer
    cart: Cart | None

    @property
    def wants(self) -> tuple[Want, ...]:
        return self.cart.wants if self.cart else ()


def basket_of(turn: Turn, store: Store, ledger: Ledger) -> Basket:
    return _basket(ledger.customer(turn.user), store)


def full_basket_of(turn: Turn, store: Store, ledger: Ledger) -> tuple[Basket, Cart]:
    """The basket and its cart. Raises EmptyCart where there is nothing in it."""
    return full_basket(ledger.customer(turn.user), store)


def full_basket(customer: Customer, store: Store) -> tuple[Basket, Cart]:
    """As `full_basket_of`, of a row that was read already."""
    basket = _basket(customer, store)
    if basket.cart is None or not basket.cart.lines:
        raise EmptyCart
    return basket, basket.cart


def _basket(customer: Customer, store: Store) -> Basket:
    return Basket(customer, store.cart(customer.cart_id) if customer.cart_id else None)


def refill(basket: Basket, store: Store, ledger: Ledger, wants: Iterable[Want]) -> Cart:
    """Make the cart hold exactly these. Raises SoldOut or NotEnough, and then nothing has changed."""
    cart = store.fill_cart(basket.cart.id if basket.cart else None, tuple(wants))
    if cart.id != basket.customer.cart_id:
        amend(ledger, basket.customer, lambda customer: replace(customer, cart_id=cart.id))
    return cart
