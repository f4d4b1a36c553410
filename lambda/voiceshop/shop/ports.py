"""The ports: what the skill needs of the world outside. Adapters implement them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from .cart import Cart
from .catalogue import Deal, Option, Page, Place, Product, Variant
from .customer import Customer
from .purchase import (
    Changed,
    Checkout,
    Declined,
    Expired,
    NeedsChallenge,
    Order,
    PlacedOrder,
    Purchase,
    PurchaseState,
    Standing,
)
from .want import Want


class Store(Protocol):
    """A store, as one customer sees it during one turn.

    Every method may raise StoreTrouble (down, or not understood) and StoreSlow (no answer in the time left). Those of
    carts, checkouts and orders raise NotLinked without an account, and AccountRefused when its token is not taken.
    """

    def search(
        self, words: str = "", *, category: str | None = None, cursor: str | None = None, limit: int = 10
    ) -> Page[Product]:
        """Products that fit the words, best first; all of a category where only that is given."""
        ...

    def deals(self) -> tuple[Deal, ...]:
        """All that costs less than its list price now."""
        ...

    def product(self, product_id: str, options: Sequence[Option] = ()) -> Product:
        """A product narrowed to the options chosen. Options that it does not have are left out of its variants.

        Raises:
            UnknownProduct: the store has no product of that id.
        """
        ...

    def variants(self, ids: Sequence[str]) -> tuple[Variant, ...]:
        """Those of the variants that are still sold, with their price and stock of this moment."""
        ...

    def cart(self, cart_id: str) -> Cart | None:
        """The cart of that id, or None where it is gone: ordered, expired, or another customer's."""
        ...

    def fill_cart(self, cart_id: str | None, wants: Sequence[Want]) -> Cart:
        """Make the cart hold exactly these, or nothing; a new cart where there is none of that id.

        Raises:
            SoldOut, NotEnough: the store cannot give that many; the cart is as it was.
            CannotCheckOut: it will not, for a reason of its own; the cart is as it was.
        """
        ...

    def quote(self, cart: Cart, place_id: str | None) -> Checkout:
        """Open a checkout for the cart, picked up at that place or at the store's first.

        Raises:
            NoCard: nothing saved to pay with.
            CannotCheckOut, BelowMinimum, SoldOut, NotEnough: the store says why it will not.
        """
        ...

    def checkout(self, checkout_id: str) -> Checkout | None:
        """The checkout as it is priced now, or None where it can no longer be completed."""
        ...

    def complete(self, purchase: Purchase) -> PlacedOrder | Declined | Expired | NeedsChallenge | Changed:
        """Place the order and pay, if it is still what was confirmed: the purchase's total, lines and place.

        The purchase's id is the idempotency key: the same again gives the first answer again and never a second order.

        Raises:
            NotSent: nothing has reached the store, so nothing was placed.
            StoreSlow, StoreTrouble: whether it was placed is not known. So it is where the store does not know the
                checkout, which another account may have opened.
            CannotCheckOut, SoldOut, NotEnough: the store refused; nothing was placed.
        """
        ...

    def standing(self, checkout_id: str) -> tuple[Standing, PlacedOrder | None]:
        """How a checkout stands, and its order where one was placed. One that is not this customer's is gone.

        One that was canceled, or has expired, can never be completed any more, and nothing was placed.
        """
        ...

    def cancel_checkout(self, checkout_id: str) -> PlacedOrder | None:
        """Make sure that the checkout is never completed any more. One that was completed stays: gives its order."""
        ...

    def order(self, order_id: str) -> Order:
        """Raises UnknownOrder where it is not this customer's."""
        ...

    def cancel_order(self, order_id: str, key: str) -> Order:
        """Cancel and refund.

        Raises:
            TooLateToCancel: it is ready or under way.
        """
        ...

    def end_link(self) -> None:
        """End the account's link: its token is not taken any more, nor any other that came of the same login."""
        ...

    def places(self) -> tuple[Place, ...]:
        """Where orders can be picked up, nearest first where the store knows."""
        ...


class OwnCheckouts(Protocol):
    """The checkouts that we opened at a store, for whomever: asked for as ourselves, without anybody's account.

    Both methods say how the checkout stands, and the order where one was placed. Only `canceled` says for sure that
    none ever will be: `gone` may as well mean that the store does not take us for who opened it. Both may raise
    StoreTrouble and StoreSlow.
    """

    def standing(self, checkout_id: str) -> tuple[Standing, PlacedOrder | None]:
        """Look, and change nothing."""
        ...

    def end(self, checkout_id: str) -> tuple[Standing, PlacedOrder | None]:
        """Make sure that it is never completed any more, if it still can be."""
        ...


class Ledger(Protocol):
    """What must outlive a conversation. Every method may raise LedgerTrouble."""

    def customer(self, user: str) -> Customer:
        """The customer's row; an empty one of version 0 where there is none yet."""
        ...

    def save(self, customer: Customer) -> Customer:
        """Write the row as read and changed; gives it back with its new version.

        Raises:
            Stale: it was written since it was read.
        """
        ...

    def quote(self, purchase: Purchase) -> None:
        """Write a new purchase in the state quoted.

        Raises:
            Stale: there is one of that id.
        """
        ...

    def purchase(self, user: str, purchase_id: str) -> Purchase | None: ...

    def move(self, purchase: Purchase, to: PurchaseState, order: PlacedOrder | None = None) -> Purchase:
        """Move a purchase on from the state it was read in, by one conditional write.

        Raises:
            Stale: its state is another by now; someone else moved it.
            IllegalMove: no purchase takes that step (`Purchase.moved`); nothing is written.
        """
        ...

    def place(self, purchase: Purchase, customer: Customer) -> tuple[Purchase, Customer]:
        """Move a quoted purchase to placing and write the customer's row as changed: both, or neither.

        What a customer may only spend once is therefore counted in the row.

        Raises:
            Stale: the purchase is not quoted any more, or the row was written since it was read.
            IllegalMove: it was not quoted when it was read.
        """
        ...

    def open_purchases(self) -> tuple[Purchase, ...]:
        """All whose outcome is not known, for the sweeper."""
        ...

    def mark_told(self, purchase: Purchase) -> Purchase:
        """Write that the customer is told now what became of an untold purchase: of several who would, one does.

        Raises:
            Stale: it was told since it was read.
        """
        ...

    def purchases_of(self, checkout_id: str) -> tuple[Purchase, ...]:
        """All that were to buy this checkout, whoever's; none where it is not one of ours."""
        ...

    def was_delivered(self, delivery_id: str, now: datetime) -> bool:
        """Whether a message that others may send again was noted as taken, and still is."""
        ...

    def note_delivery(self, delivery_id: str, until: datetime) -> None:
        """Note that a message was taken, to be remembered until then.

        Raises:
            Stale: it was noted already.
        """
        ...

    def held(self, user: str) -> Mapping[str, Sequence[Mapping[str, str | int | None]]]:
        """All that is held of the user, just as it is stored, by what it is."""
        ...

    def forget(self, user: str) -> None:
        """Erase all that is held of the user."""
        ...
