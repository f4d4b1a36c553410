"""UCP's orders: read, and canceled through the vendor extension `dev.voiceshop.order_cancel`."""

from __future__ import annotations

from urllib.parse import quote

from ...shop.errors import TooLateToCancel, UnknownOrder
from ...shop.purchase import Order, OrderState
from .api import Answer, Api, Call
from .catalogue import Catalogue
from .selling import read_order, variant_ids
from .wire import Unusable


class Orders:
    """The orders of the linked customer."""

    def __init__(self, api: Api, catalogue: Catalogue) -> None:
        self._api = api
        self._catalogue = catalogue

    def order(self, order_id: str) -> Order:
        """One call; a second where a line's variant has not been seen before in this process."""
        return self._api.ask_as_customer(Call("get_order", "GET", _path(order_id)), self._read)

    def cancel(self, order_id: str, key: str) -> Order:
        """One call; a second to see how the order stands where the store refuses without showing it."""
        call = Call("cancel_order", "POST", f"{_path(order_id)}/cancel", {}, key)
        order = self._api.ask_as_customer(call, lambda answer: None if answer.failed else self._read(answer))
        order = order or self.order(order_id)
        if order.state is not OrderState.CANCELED:
            raise TooLateToCancel(order.label)
        return order

    def _read(self, answer: Answer) -> Order:
        if answer.is_missing:
            raise UnknownOrder
        if answer.failed:
            raise Unusable("the order cannot be read")
        return read_order(answer.body, self._catalogue.learn(variant_ids(answer.body)))


def _path(order_id: str) -> str:
    return f"/orders/{quote(order_id, safe='')}"
