"""UCP's carts: read, and filled all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from ...shop.cart import Cart, adding
from ...shop.want import Want
from .api import Answer, Api, Call
from .catalogue import Catalogue
from .refusals import shortage
from .selling import line_ids, read_cart, variant_ids
from .wire import Unusable


class Carts:
    """The carts of the linked customer, each as it was last seen in this turn."""

    def __init__(self, api: Api, catalogue: Catalogue) -> None:
        self._api = api
        self._catalogue = catalogue
        self._seen: dict[str, tuple[Cart, dict[str, str]]] = {}

    def cart(self, cart_id: str) -> Cart | None:
        """One call; a second where a line's variant has not been seen before in this process."""
        return self._api.ask_as_customer(Call("get_cart", "GET", _path(cart_id)), self._read)

    def fill(self, cart_id: str | None, wants: Sequence[Want]) -> Cart:
        """One call for a cart that was read in this turn; one more to put it back as it was if the store was short."""
        wants = adding((), wants)
        if cart_id and cart_id not in self._seen:
            self.cart(cart_id)
        # Names first: whatever goes wrong with them then goes wrong before anything has changed.
        self._catalogue.learn(want.variant_id for want in wants)
        before = self._seen.get(cart_id or "")
        if before is None:
            return self._filled(self._create(wants), wants, None)
        answer = self._update(before, wants)
        if answer.is_missing:
            return self._filled(self._create(wants), wants, None)
        return self._filled(answer, wants, before)

    def _filled(self, answer: Answer, wants: Sequence[Want], before: tuple[Cart, dict[str, str]] | None) -> Cart:
        # A store may grant a part (UCP: it reports the authoritative state); the skill promises all or nothing.
        cart = None if answer.failed else self._read(answer)
        if cart and _holds(cart, wants):
            return cart
        short = shortage(answer, wants, self._catalogue)
        if cart and before and cart.wants != before[0].wants:
            self._read(self._update(self._seen[cart.id], before[0].wants))
        raise short or Unusable("the cart does not hold what was asked for")

    def _create(self, wants: Sequence[Want]) -> Answer:
        call = Call("create_cart", "POST", "/carts", _body(wants, {}), str(uuid.uuid4()))
        return self._api.ask_as_customer(call, _itself)

    def _update(self, before: tuple[Cart, dict[str, str]], wants: Sequence[Want]) -> Answer:
        cart, ids = before
        call = Call("update_cart", "PUT", _path(cart.id), _body(wants, ids), str(uuid.uuid4()))
        return self._api.ask_as_customer(call, _itself)

    def _read(self, answer: Answer) -> Cart | None:
        if answer.is_missing:
            return None
        if answer.failed:
            raise Unusable("the cart cannot be read")
        names = self._catalogue.learn(variant_ids(answer.body))
        cart = read_cart(answer.body, names)
        self._seen[cart.id] = (cart, line_ids(answer.body))
        return cart


def _holds(cart: Cart, wants: Sequence[Want]) -> bool:
    """Whether all that is wanted is there. What the store added of its own, a gift, is its to give."""
    there = {want.variant_id: want.quantity for want in adding((), cart.wants)}
    return all(there.get(want.variant_id) == want.quantity for want in wants)


def _body(wants: Sequence[Want], ids: dict[str, str]) -> dict[str, Any]:
    """The whole cart, as UCP's replacing update wants it; a line that stays keeps its id."""
    return {
        "line_items": [
            ({"id": ids[want.variant_id]} if want.variant_id in ids else {})
            | {"item": {"id": want.variant_id}, "quantity": want.quantity}
            for want in wants
        ]
    }


def _path(cart_id: str) -> str:
    return f"/carts/{quote(cart_id, safe='')}"


def _itself(answer: Answer) -> Answer:
    return answer
