"""How the skill speaks UCP: discovery and versions, headers, accounts, retries, connections, and what it logs."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.scripted_store import VERSION, Reply, ScriptedStore, Wire, ok, refused
from tests.unit.adapters import documents
from tests.unit.adapters.purchases import CONFIRMED
from voiceshop.adapters.ucp import UcpStores, profile
from voiceshop.shop.cart import Cart
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import AccountRefused, NotLinked, StoreTrouble
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Store
from voiceshop.shop.want import Want

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


@pytest.fixture(autouse=True)
def shelves(scripted: ScriptedStore) -> None:
    scripted.on("POST /catalog/search", ok(products=[documents.product()]))
    scripted.on("POST /catalog/product", ok(product=documents.product()))
    scripted.on("POST /catalog/lookup", ok(products=[documents.product()]))
    scripted.on("POST /locations/search", ok(locations=[documents.LOCATION]))


def opened(stores: UcpStores, token: str | None = "a-token") -> Store:
    return stores.open(token, Deadline.after(5), "es-US")


class TestDiscovery:
    def test_the_profile_is_read_once_for_many_turns(self, scripted: ScriptedStore, turn: Callable[[], Store]) -> None:
        for _ in range(3):
            turn().search("latte")

        assert [asked.path for asked in scripted.asked].count("/.well-known/ucp") == 1

    def test_a_profile_that_has_grown_old_is_read_anew(
        self, scripted: ScriptedStore, turn: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(profile, "_SHORTEST_SECONDS", 0)
        stale_at_once = {"Cache-Control": "public, max-age=0"}
        scripted.on("GET /.well-known/ucp", Reply(scripted.profile(), headers=stale_at_once))

        turn().search("latte")
        turn().search("latte")

        assert [asked.path for asked in scripted.asked].count("/.well-known/ucp") == 2

    def test_the_rest_base_is_where_the_profile_says(self, scripted: ScriptedStore, store: Store) -> None:
        moved = scripted.profile()
        moved["ucp"]["services"]["dev.ucp.shopping"][0]["endpoint"] = f"{scripted.url}/api/v7/"
        scripted.on("GET /.well-known/ucp", Reply(moved))
        scripted.on("POST /api/v7/catalog/search", ok(products=[]))

        store.search("latte")

        assert scripted.asked[-1].path == "/api/v7/catalog/search"

    def test_places_are_asked_for_at_the_common_service(self, scripted: ScriptedStore, store: Store) -> None:
        apart = scripted.profile()
        service = {"version": VERSION, "transport": "rest", "endpoint": f"{scripted.url}/common"}
        apart["ucp"]["services"]["dev.ucp.common"] = [service]
        scripted.on("GET /.well-known/ucp", Reply(apart))
        scripted.on("POST /common/locations/search", ok(locations=[documents.LOCATION]))

        assert store.places()

    def test_a_store_without_a_common_service_has_its_places_beside_its_shop(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        single = scripted.profile()
        del single["ucp"]["services"]["dev.ucp.common"]
        scripted.on("GET /.well-known/ucp", Reply(single))

        assert store.places()

    def test_another_version_is_refused_before_anything_is_asked(
        self, scripted: ScriptedStore, store: Store, caplog: pytest.LogCaptureFixture
    ) -> None:
        scripted.on("GET /.well-known/ucp", Reply(scripted.profile("2031-01-01")))

        with pytest.raises(StoreTrouble):
            store.search("latte")

        assert scripted.calls() == []
        assert f"does not speak UCP {VERSION}" in caplog.text

    def test_a_newer_store_that_still_speaks_our_version_is_spoken_to_in_it(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        older = {VERSION: f"{scripted.url}/.well-known/ucp/{VERSION}"}
        scripted.on("GET /.well-known/ucp", Reply(scripted.profile("2031-01-01", supported_versions=older)))
        scripted.on(f"GET /.well-known/ucp/{VERSION}", Reply(scripted.profile()))

        assert store.search("latte").items

    def test_a_profile_that_is_not_of_the_version_it_was_promised_as(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        older = {VERSION: f"{scripted.url}/.well-known/ucp/{VERSION}"}
        newer = Reply(scripted.profile("2031-01-01", supported_versions=older))
        scripted.on("GET /.well-known/ucp", newer)
        scripted.on(f"GET /.well-known/ucp/{VERSION}", newer)

        with pytest.raises(StoreTrouble):
            store.search("latte")

    def test_a_profile_of_our_version_at_another_host_is_not_followed(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        older = {VERSION: f"{scripted.url.replace('127.0.0.1', 'localhost')}/.well-known/ucp/{VERSION}"}
        scripted.on("GET /.well-known/ucp", Reply(scripted.profile("2031-01-01", supported_versions=older)))

        with pytest.raises(StoreTrouble):
            store.search("latte")

        assert len(scripted.asked) == 1

    @pytest.mark.parametrize("services", [{}, {"dev.ucp.shopping": [{"version": VERSION, "transport": "mcp"}]}])
    def test_a_store_without_rest_is_refused(
        self, scripted: ScriptedStore, store: Store, services: dict[str, object]
    ) -> None:
        scripted.on("GET /.well-known/ucp", Reply({"ucp": {"version": VERSION, "services": services}}))

        with pytest.raises(StoreTrouble):
            store.search("latte")

    def test_a_token_is_not_sent_where_anyone_could_read_it(self, scripted: ScriptedStore, store: Store) -> None:
        careless = scripted.profile()
        careless["ucp"]["services"]["dev.ucp.shopping"][0]["endpoint"] = "ftp://127.0.0.1/ucp"
        scripted.on("GET /.well-known/ucp", Reply(careless))

        with pytest.raises(StoreTrouble):
            store.cart("cart_1")


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
