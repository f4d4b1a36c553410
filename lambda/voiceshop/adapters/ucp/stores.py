"""The port `Store`, spoken over the Universal Commerce Protocol (ucp.dev), version 2026-08-25, REST binding."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from ...shop.cart import Cart
from ...shop.catalogue import Deal, Option, Page, Place, Product, Variant
from ...shop.deadline import Deadline
from ...shop.errors import NotLinked
from ...shop.ports import OwnCheckouts, Store
from ...shop.purchase import Checkout, Order, PlacedOrder, Purchase, Standing
from ...shop.want import Want
from .api import Answer, Api, Call, Seal
from .carts import Carts
from .catalogue import Catalogue
from .checkouts import Checkouts
from .links import Links
from .names import Names
from .orders import Orders
from .outcomes import Outcome
from .profile import Profiles
from .standings import Standings
from .wire import Request, Response

if TYPE_CHECKING:
    from .transport import Transport

T = TypeVar("T")
# RFC 9110 section 12.5.4: nobody reads what is answered.
_ANY_LANGUAGE = "*"
CLIENT = "voiceshop-alexa"
AGENT = "https://voiceshop.example/.well-known/ucp"


class UcpStores:
    """One store and what is kept of it for the life of the process: connections, its profile, the names of variants."""

    def __init__(self, store_url: str, agent: str = AGENT, client_id: str = CLIENT) -> None:
        """Connects to nothing yet.

        Args:
            store_url: where the store's `/.well-known/ucp` is found.
            agent: the URL of our own UCP profile, sent with each request as UCP asks.
            client_id: what Alexa's accounts are linked as, in `accountLinking.json` and at the store.
        """
        self._agent = agent
        self._names = Names()
        self._transport = _LazyTransport()
        self._profiles = Profiles(store_url)
        self._links = Links(self._transport, store_url, client_id)

    def open(self, token: str | None, deadline: Deadline, locale: str) -> Store:
        """The store as one customer sees it during one turn.

        Args:
            token: the linked account's access token, None for a guest.
            deadline: when the turn ends; every call's time-out is taken from what is left.
            locale: a BCP 47 tag, in which the store is asked to answer.
        """
        api = Api(self._transport, self._profiles, self._agent, token, deadline, locale)

        def end_link() -> None:
            if token is None:
                raise NotLinked
            self._links.end(token, deadline)

        return UcpStore(api, self._names, end_link)

    def open_as_platform(self, seal: Seal, deadline: Deadline) -> OwnCheckouts:
        """The checkouts that were opened under our profile's URL, whoever they are for.

        Args:
            seal: signs a request as that profile's platform.
            deadline: every call's time-out is taken from what is left.
        """
        api = Api(self._transport, self._profiles, self._agent, None, deadline, _ANY_LANGUAGE)

        def ask(call: Call, read: Callable[[Answer], T]) -> T:
            return api.ask_signed(call, read, seal)

        return Standings(ask)


class UcpStore:
    """Implements `Store`; what a method does and raises is said there, what it costs in calls where it is done."""

    def __init__(self, api: Api, names: Names, end_link: Callable[[], None]) -> None:
        self._end_link = end_link
        self._catalogue = Catalogue(api, names)
        self._carts = Carts(api, self._catalogue)
        self._checkouts = Checkouts(api, self._catalogue)
        self._orders = Orders(api, self._catalogue)

    def search(
        self, words: str = "", *, category: str | None = None, cursor: str | None = None, limit: int = 10
    ) -> Page[Product]:
        return self._catalogue.search(words, category, cursor, limit)

    def deals(self) -> tuple[Deal, ...]:
        return self._catalogue.deals()

    def product(self, product_id: str, options: Sequence[Option] = ()) -> Product:
        return self._catalogue.product(product_id, options)

    def variants(self, ids: Sequence[str]) -> tuple[Variant, ...]:
        return self._catalogue.variants(ids)

    def places(self) -> tuple[Place, ...]:
        return self._catalogue.places()

    def cart(self, cart_id: str) -> Cart | None:
        return self._carts.cart(cart_id)

    def fill_cart(self, cart_id: str | None, wants: Sequence[Want]) -> Cart:
        return self._carts.fill(cart_id, wants)

    def quote(self, cart: Cart, place_id: str | None) -> Checkout:
        return self._checkouts.quote(cart, place_id)

    def checkout(self, checkout_id: str) -> Checkout | None:
        return self._checkouts.checkout(checkout_id)

    def complete(self, purchase: Purchase) -> Outcome:
        return self._checkouts.complete(purchase)

    def standing(self, checkout_id: str) -> tuple[Standing, PlacedOrder | None]:
        return self._checkouts.standing(checkout_id)

    def cancel_checkout(self, checkout_id: str) -> PlacedOrder | None:
        return self._checkouts.cancel(checkout_id)

    def order(self, order_id: str) -> Order:
        return self._orders.order(order_id)

    def cancel_order(self, order_id: str, key: str) -> Order:
        return self._orders.cancel(order_id, key)

    def end_link(self) -> None:
        self._end_link()


class _LazyTransport:
    """The process's transport, which is made, and its 60 ms of imports paid, with the first request."""

    def __init__(self) -> None:
        self._real: Transport | None = None
        self._lock = threading.Lock()

    def exchange(self, request: Request, deadline: Deadline) -> Response:
        with self._lock:
            if self._real is None:
                from .transport import Transport

                self._real = Transport()
        return self._real.exchange(request, deadline)
