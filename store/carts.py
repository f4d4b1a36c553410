"""Carts: made, read, replaced and cancelled by their owner, always at today's prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from store.basket import change, value
from store.catalogue.stock import Counter
from store.discounts import Basis, apply_codes
from store.errors import NotFound, NothingToBuy
from store.ids import new_id
from store.messages import Message
from store.pricing import Bill, Charges
from store.shop import shop
from store.tables import Cart

LIFETIME = timedelta(days=30)


@dataclass(frozen=True)
class CartView:
    """A cart as it stands: priced, with what the customer should know about it."""

    cart: Cart
    bill: Bill
    messages: tuple[Message, ...]


class Carts:
    """The carts one buyer, or one guest, may touch within one transaction."""

    def __init__(self, session: Session, counter: Counter, customer_id: str | None) -> None:
        self._session = session
        self._counter = counter
        self._customer_id = customer_id

    def create(self, request: Mapping[str, Any]) -> CartView:
        """Makes a cart.

        Raises:
            NothingToBuy: none of the wanted lines can be had; no cart is made (UCP, cart REST binding).
        """
        changed = change([], request["line_items"], self._counter)
        if changed.messages and not changed.lines:
            raise NothingToBuy(changed.messages)
        cart = Cart(
            id=new_id("cart"),
            customer_id=self._customer_id,
            lines=changed.lines,
            codes=codes_of(request) or [],
            context=dict(request.get("context") or {}),
            buyer=dict(request.get("buyer") or {}),
            expires_at=self._counter.now + LIFETIME,
            closed=False,
        )
        self._session.add(cart)
        return self.view(cart, tuple(changed.messages))

    def get(self, cart_id: str) -> CartView:
        """Reads a cart at today's prices.

        Raises:
            NotFound: no such cart, closed, expired, or somebody else's.
        """
        return self.view(self.own(cart_id))

    def update(self, cart_id: str, request: Mapping[str, Any]) -> CartView:
        """Replaces a cart's content; wishes that cannot be granted leave their line as it was.

        Raises:
            NotFound: as for `get`.
        """
        cart = self.own(cart_id)
        changed = change(cart.lines, request["line_items"], self._counter)
        cart.lines = changed.lines
        codes = codes_of(request)
        cart.codes = cart.codes if codes is None else codes
        cart.context = dict(request.get("context") or {})
        cart.buyer = dict(request.get("buyer") or {})
        cart.expires_at = self._counter.now + LIFETIME
        return self.view(cart, tuple(changed.messages))

    def cancel(self, cart_id: str) -> CartView:
        """Closes a cart and returns it as it was; afterwards it is not found any more.

        Raises:
            NotFound: as for `get`.
        """
        view = self.get(cart_id)
        view.cart.closed = True
        return view

    def own(self, cart_id: str) -> Cart:
        """The caller's open cart with this id.

        Raises:
            NotFound: as for `get`.
        """
        cart = self._session.get(Cart, cart_id)
        if cart is None or not self._is_open(cart, self._counter.now) or cart.customer_id != self._customer_id:
            raise NotFound(f"cart {cart_id}")
        return cart

    def view(self, cart: Cart, messages: tuple[Message, ...] = ()) -> CartView:
        """Prices a cart. Tax and fees belong to the checkout: a cart's totals are estimates without them."""
        lines, problems = value(cart.lines, self._counter)
        basis = Basis(tuple(line.subtotal for line in lines), 0, self._customer_id is not None)
        outcome = apply_codes(shop(), cart.codes, basis)
        told = {message["path"] for message in messages if "path" in message}
        fresh = [message for message in problems if message["path"] not in told]
        return CartView(cart, Bill(tuple(lines), outcome.applied, Charges()), (*messages, *fresh, *outcome.messages))

    @staticmethod
    def _is_open(cart: Cart, now: datetime) -> bool:
        return not cart.closed and cart.expires_at > now


def codes_of(request: Mapping[str, Any]) -> list[str] | None:
    """The discount codes a request sets, None where it leaves them as they are."""
    codes = (request.get("discounts") or {}).get("codes")
    return None if codes is None else [str(code) for code in codes]
