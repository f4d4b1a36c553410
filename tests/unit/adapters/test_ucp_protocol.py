"""How the skill speaks UCP: headers, retries, connections, and what it logs."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.scripted_store import VERSION, Reply, ScriptedStore, Wire, ok
from tests.unit.adapters import documents
from tests.unit.adapters.conftest import TURN_SECONDS
from tests.unit.adapters.purchases import CONFIRMED
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import StoreTrouble
from voiceshop.shop.ports import Store
from voiceshop.shop.want import Want

pytestmark = pytest.mark.usefixtures("shelves")

LATTE = Want("latte:large", 2)


def opened(stores: UcpStores, token: str | None = "a-token") -> Store:
    return stores.open(token, Deadline.after(TURN_SECONDS), "es-US")


class TestHeaders:
    def test_every_request_says_who_asks_and_in_which_language(
        self, scripted: ScriptedStore, stores: UcpStores
    ) -> None:
        opened(stores).search("latte")

        for asked in scripted.asked:
            assert asked.headers["UCP-Agent"] == 'profile="https://skill.example/.well-known/ucp"'
            assert asked.headers["Accept-Language"] == "es-US"
            assert uuid.UUID(asked.headers["Request-Id"])

    def test_requests_are_told_apart(self, scripted: ScriptedStore, store: Store) -> None:
        store.search("latte")
        store.search("muffin")

        assert len({asked.headers["Request-Id"] for asked in scripted.asked}) == 2

    def test_a_write_has_a_key_and_a_read_has_none(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on("GET /carts/cart_1", Reply(documents.cart(documents.line("latte:large", 1))))
        scripted.on("PUT /carts/cart_1", Reply(documents.cart()))

        store.cart("cart_1")
        store.fill_cart("cart_1", [LATTE])

        keys = {asked.method: asked.headers.get("Idempotency-Key") for asked in scripted.asked}
        assert keys["GET"] is None
        assert keys["POST"] is None
        assert uuid.UUID(keys["PUT"])

    def test_the_key_of_complete_is_the_purchases_own(self, scripted: ScriptedStore, store: Store) -> None:
        placed = documents.checkout("completed", order={"id": "order_1", "label": "1042"})
        scripted.on("POST /checkout-sessions/checkout_1/complete", Reply(placed))

        store.complete(CONFIRMED)

        assert scripted.asked[-1].headers["Idempotency-Key"] == CONFIRMED.id

    def test_an_id_cannot_lead_anywhere_else(self, scripted: ScriptedStore, store: Store) -> None:
        store.cart("../orders/1?x=#")

        assert scripted.asked[-1].path == "/ucp/carts/..%2Forders%2F1%3Fx%3D%23"


class TestLostAnswers:
    def test_a_read_is_asked_once_more(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on("POST /catalog/search", Wire(), ok(products=[documents.product()]))

        assert store.search("latte").items
        assert scripted.calls() == ["POST /catalog/search"] * 2

    def test_a_write_is_sent_once_more_under_the_same_key(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on("POST /carts", Wire(), Reply(documents.cart()))

        store.fill_cart(None, [LATTE])

        first, second = [asked for asked in scripted.asked if asked.path == "/ucp/carts"]
        assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
        assert first.body == second.body

    def test_a_third_time_is_not_tried(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on("POST /catalog/search", Wire())

        with pytest.raises(StoreTrouble):
            store.search("latte")

        assert scripted.calls() == ["POST /catalog/search"] * 2

    def test_an_order_is_never_sent_again_behind_the_purchases_back(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        scripted.on("POST /checkout-sessions/checkout_1/complete", Wire())

        with pytest.raises(StoreTrouble):
            store.complete(CONFIRMED)

        assert scripted.calls() == ["POST /checkout-sessions/checkout_1/complete"]

    def test_a_store_that_answered_badly_is_not_asked_again(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on("POST /catalog/search", Reply(b"oops", status=500))

        with pytest.raises(StoreTrouble):
            store.search("latte")

        assert scripted.calls() == ["POST /catalog/search"]


class TestConnections:
    def test_turns_share_one_connection(self, scripted: ScriptedStore, turn: Callable[[], Store]) -> None:
        for _ in range(5):
            turn().search("latte")

        assert scripted.connections == 1

    def test_a_connection_that_the_store_closed_is_made_anew(
        self, scripted: ScriptedStore, turn: Callable[[], Store]
    ) -> None:
        scripted.on("POST /catalog/search", Reply(ok(products=[]).body, headers={"Connection": "close"}))

        turn().search("latte")
        turn().search("latte")

        assert scripted.connections == 2


def test_a_trouble_is_logged_once_with_the_id_the_store_saw_and_nothing_of_the_customer(
    scripted: ScriptedStore, stores: UcpStores, caplog: pytest.LogCaptureFixture
) -> None:
    scripted.on("GET /carts/cart_secret", Reply({"ucp": {"version": VERSION}, "id": "cart_secret", "name": "Ana"}))

    with pytest.raises(StoreTrouble):
        opened(stores, "secret-token").cart("cart_secret")

    assert len(caplog.records) == 1
    message = caplog.records[0].getMessage()
    assert scripted.asked[-1].headers["Request-Id"] in message
    assert "get_cart" in message
    assert "secret" not in message
    assert "Ana" not in message


def test_a_turn_that_asks_nothing_pays_nothing() -> None:
    program = """
import sys
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import NotLinked
store = UcpStores("http://127.0.0.1:1").open(None, Deadline.after(5), "en-US")
try:
    store.cart("cart_1")
except NotLinked:
    print(sorted({"urllib3", "ssl", "http.client", "socket", "sqlite3", "pydantic"} & set(sys.modules)))
"""
    library = Path(__file__).parents[3] / "lambda"

    printed = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(library)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert printed.stdout.strip() == "[]"
