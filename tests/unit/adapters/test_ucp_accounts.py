"""Whose account the skill speaks for at a store: what it asks without one, and what a token is sent with."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from tests.support.scripted_store import Reply, ScriptedStore, refused
from tests.unit.adapters import documents
from tests.unit.adapters.conftest import TURN_SECONDS
from tests.unit.adapters.purchases import CONFIRMED
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.cart import Cart
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import AccountRefused, NotLinked
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Store
from voiceshop.shop.want import Want

pytestmark = pytest.mark.usefixtures("shelves")

LATTE = Want("latte:large", 2)
CART = Cart("cart_1", (), Money(0, "USD"))
KEY = str(uuid.uuid4())
FOR_CUSTOMERS: dict[str, Callable[[Store], object]] = {
    "cart": lambda store: store.cart("cart_1"),
    "fill_cart": lambda store: store.fill_cart("cart_1", [LATTE]),
    "quote": lambda store: store.quote(CART, None),
    "checkout": lambda store: store.checkout("checkout_1"),
    "complete": lambda store: store.complete(CONFIRMED),
    "standing": lambda store: store.standing("checkout_1"),
    "cancel_checkout": lambda store: store.cancel_checkout("checkout_1"),
    "order": lambda store: store.order("order_1"),
    "cancel_order": lambda store: store.cancel_order("order_1", KEY),
}
FOR_ALL: dict[str, Callable[[Store], object]] = {
    "search": lambda store: store.search("latte"),
    "deals": lambda store: store.deals(),
    "product": lambda store: store.product("latte"),
    "variants": lambda store: store.variants(["latte:large"]),
    "places": lambda store: store.places(),
}


def opened(stores: UcpStores, token: str | None = "a-token") -> Store:
    return stores.open(token, Deadline.after(TURN_SECONDS), "es-US")


class TestAccounts:
    @pytest.mark.parametrize("method", FOR_CUSTOMERS)
    def test_without_an_account_nothing_is_asked(self, scripted: ScriptedStore, stores: UcpStores, method: str) -> None:
        with pytest.raises(NotLinked):
            FOR_CUSTOMERS[method](opened(stores, None))

        assert scripted.asked == []

    @pytest.mark.parametrize("token", ["", "two words", "line\r\nX-Evil: 1", "schlüssel", "=="])
    def test_what_can_be_no_token_is_not_sent(self, scripted: ScriptedStore, stores: UcpStores, token: str) -> None:
        with pytest.raises(AccountRefused):
            opened(stores, token).cart("cart_1")

        assert scripted.asked == []

    @pytest.mark.parametrize("method", FOR_CUSTOMERS)
    @pytest.mark.parametrize(
        "answer",
        [
            refused("identity_required", status=401),
            refused("insufficient_scope", status=403),
            Reply(b"", status=401),
            refused("identity_required"),
        ],
        ids=["401", "403", "401 without a word", "200"],
    )
    def test_a_token_that_is_not_taken(self, scripted: ScriptedStore, store: Store, answer: Reply, method: str) -> None:
        scripted.on("*", answer)

        with pytest.raises(AccountRefused):
            FOR_CUSTOMERS[method](store)

    def test_a_guests_cart_is_not_taken_for_the_customers(self, scripted: ScriptedStore, store: Store) -> None:
        ignored = {"type": "info", "code": "identity_optional", "content": "Sign in for member prices."}
        scripted.on("GET /carts/cart_1", Reply(documents.cart(messages=[ignored])))

        with pytest.raises(AccountRefused):
            store.cart("cart_1")

    @pytest.mark.parametrize("method", FOR_ALL)
    @pytest.mark.parametrize("token", [None, "expired-token", "two words"])
    def test_what_is_public_needs_no_token_and_gets_none(
        self, scripted: ScriptedStore, stores: UcpStores, token: str | None, method: str
    ) -> None:
        FOR_ALL[method](opened(stores, token))

        assert all("Authorization" not in asked.headers for asked in scripted.asked)

    def test_a_store_that_shows_its_shelves_to_members_only(self, scripted: ScriptedStore, stores: UcpStores) -> None:
        scripted.on("POST /catalog/search", refused("identity_required", status=401))

        with pytest.raises(NotLinked) as error:
            opened(stores, None).search("latte")

        assert not isinstance(error.value, AccountRefused)

    def test_the_token_is_sent_with_what_is_the_customers(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on("GET /carts/cart_1", Reply(documents.cart()))

        store.cart("cart_1")

        carts = [asked for asked in scripted.asked if "/carts/" in asked.path]
        assert [asked.headers["Authorization"] for asked in carts] == ["Bearer a-token"]
        assert all("Authorization" not in asked.headers for asked in scripted.asked if asked not in carts)
