"""A store that misbehaves, over real HTTP: whatever it does, the skill gets an error it can speak about."""

from __future__ import annotations

import copy
import json
import socket
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.scripted_store import VERSION, Answer, Drip, Reply, ScriptedStore, Silence, Wire, ok, refused
from tests.unit.adapters import documents
from tests.unit.adapters.conftest import TURN_SECONDS
from tests.unit.adapters.purchases import CONFIRMED
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.cart import Cart
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import NotSent, ShopError, StoreSlow, StoreTrouble
from voiceshop.shop.money import Money
from voiceshop.shop.ports import Store

CART = Cart("cart_1", (), Money(0, "USD"))
KEY = str(uuid.uuid4())

ASK: dict[str, Callable[[Store], object]] = {
    "search": lambda store: store.search("latte"),
    "deals": lambda store: store.deals(),
    "product": lambda store: store.product("latte"),
    "variants": lambda store: store.variants(["latte:large"]),
    "places": lambda store: store.places(),
    "cart": lambda store: store.cart("cart_1"),
    "new cart": lambda store: store.fill_cart(None, ()),
    "quote": lambda store: store.quote(CART, "harbor-street"),
    "checkout": lambda store: store.checkout("checkout_1"),
    "complete": lambda store: store.complete(CONFIRMED),
    "standing": lambda store: store.standing("checkout_1"),
    "cancel checkout": lambda store: store.cancel_checkout("checkout_1"),
    "order": lambda store: store.order("order_1"),
    "cancel": lambda store: store.cancel_order("order_1", KEY),
}

ENVELOPE = {"version": VERSION, "status": "success"}
BAD: dict[str, Answer] = {
    "fails": Reply({"ucp": ENVELOPE}, status=500),
    "is being repaired": Reply(b"<html>Back soon</html>", status=503, headers={"Content-Type": "text/html"}),
    "wants fewer requests": Reply({"code": "rate_limited", "content": "Slow down."}, status=429),
    "answers HTML": Reply(b"<!doctype html><title>Shop</title>", headers={"Content-Type": "text/html"}),
    "answers half a JSON": Reply(b'{"ucp": {"version": "2026-08-25"}, "prod'),
    "answers half a body": Wire(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n{" + b" " * 100),
    "answers nothing": Reply(b""),
    "answers a list": Reply([]),
    "answers bytes that are no text": Reply(b'{"ucp": "\xff\xfe"}'),
    "nests without end": Reply(b"[" * 200_000),
    "leaves out the envelope": Reply({"products": []}),
    "speaks another version": Reply({"ucp": {"version": "2031-01-01"}, "products": []}),
    "sends more than 2 MB": Reply({"ucp": ENVELOPE, "filler": "x" * (2 * 1024 * 1024)}),
    "sends us elsewhere": Reply({"ucp": ENVELOPE}, status=302, headers={"Location": "/ucp/elsewhere"}),
    "hangs up": Wire(),
    "does not speak HTTP": Wire(b"220 mail.example ESMTP\r\n"),
    "answers an empty object": ok(),
}


@pytest.mark.parametrize("method", ASK)
@pytest.mark.parametrize("misdeed", BAD)
def test_a_store_in_trouble_is_told_as_such(scripted: ScriptedStore, store: Store, misdeed: str, method: str) -> None:
    scripted.on("*", BAD[misdeed])

    with pytest.raises(StoreTrouble):
        ASK[method](store)

    assert all("/elsewhere" not in call for call in scripted.calls())


BODY = json.dumps({"ucp": ENVELOPE, "filler": ""}).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(BODY)
TOO_SHORT = 1.5
# Whole answers that take half a minute: whoever waits for their end is told something else than that the store is slow.
DROPS = 3_000
SLOW = {
    "says nothing": Silence(),
    "stops in a header": Silence(HEAD),
    "stops in the body": Silence(HEAD + b"\r\n{"),
    "drips a header": Drip(HEAD + b"X-Slow: ", b"x" * DROPS, b"\r\n\r\n" + BODY),
    "drips headers": Drip(HEAD, b"X: x\r\n" * (DROPS // 6), b"\r\n" + BODY),
    "drips the body": Drip(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (DROPS + len(BODY)), b" " * DROPS, BODY),
    "drips a chunk's head": Drip(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x;" % len(BODY),
        b"x" * DROPS,
        b"\r\n" + BODY + b"\r\n0\r\n\r\n",
    ),
}


@pytest.mark.parametrize("slowness", SLOW)
def test_a_slow_store_is_told_as_such(scripted: ScriptedStore, stores: UcpStores, slowness: str) -> None:
    scripted.on("*", ok(products=[]))
    stores.open(None, Deadline.after(TURN_SECONDS), "en-US").search("anything, so that the profile is known")
    scripted.on("*", SLOW[slowness])

    def told(method: str) -> type[Exception] | None:
        try:
            ASK[method](stores.open("a-token", Deadline.after(TOO_SHORT), "en-US"))
        except ShopError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(len(ASK)) as at_once:  # else each would wait for its own time to run out
        answers = dict(zip(ASK, at_once.map(told, ASK), strict=True))

    assert answers == dict.fromkeys(ASK, StoreSlow)
    assert scripted.drips_finished == 0


@pytest.mark.parametrize("method", ASK)
def test_nothing_is_asked_when_no_time_is_left(scripted: ScriptedStore, stores: UcpStores, method: str) -> None:
    with pytest.raises(StoreSlow) as slow:
        ASK[method](stores.open("a-token", Deadline.after(0), "en-US"))

    assert isinstance(slow.value, NotSent)
    assert scripted.asked == []


@pytest.mark.parametrize("method", ASK)
def test_a_store_that_is_down_is_told_as_such(method: str) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        stores = UcpStores(f"http://127.0.0.1:{deaf.getsockname()[1]}")

        with pytest.raises(NotSent):
            ASK[method](stores.open("a-token", Deadline.after(TURN_SECONDS), "en-US"))


def test_a_store_without_the_tls_it_promises_is_told_as_such(scripted: ScriptedStore) -> None:
    stores = UcpStores(scripted.url.replace("http:", "https:"))

    with pytest.raises(StoreTrouble):
        stores.open("a-token", Deadline.after(TURN_SECONDS), "en-US").cart("cart_1")


@pytest.mark.parametrize("method", ASK)
def test_a_refusal_without_sense_is_an_error_all_the_same(scripted: ScriptedStore, store: Store, method: str) -> None:
    scripted.on("*", refused("tea_time", "It is tea time."))

    with pytest.raises(ShopError):
        ASK[method](store)


@pytest.mark.parametrize("misdeed", BAD)
def test_a_profile_that_cannot_be_read_is_told_and_asked_for_again(
    scripted: ScriptedStore, store: Store, misdeed: str
) -> None:
    scripted.on("GET /.well-known/ucp", BAD[misdeed])
    with pytest.raises(StoreTrouble):
        store.search("latte")

    scripted.on("GET /.well-known/ucp", Reply(scripted.profile()))
    scripted.on("POST /catalog/search", ok(products=[documents.product()]))

    assert store.search("latte").items[0].name == "latte"


GOOD: dict[str, tuple[str, dict[str, Any]]] = {
    "search": (
        "POST /catalog/search",
        {"ucp": ENVELOPE, "products": [documents.product()], "pagination": {"has_next_page": False}},
    ),
    "product": ("POST /catalog/product", {"ucp": ENVELOPE, "product": documents.product()}),
    "places": ("POST /locations/search", {"ucp": ENVELOPE, "locations": [documents.LOCATION]}),
    "cart": ("GET /carts/cart_1", documents.cart()),
    "quote": ("POST /checkout-sessions", documents.checkout()),
    "complete": (
        "POST /checkout-sessions/checkout_1/complete",
        documents.checkout("completed", order={"id": "order_1", "label": "1042"}),
    ),
    "order": ("GET /orders/order_1", documents.order(("received", "2026-11-22T08:30:00-05:00"))),
}
WRONG = [None, True, 7, -1, 1.5, "", "text", [], [7], {}, {"x": 1}]


def spoilt(good: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The document with one field left out or wrong, for each field and each kind of wrong."""
    for path in list(_paths(good)):
        for wrong in [*WRONG, _GONE]:
            bad = copy.deepcopy(good)
            holder: Any = bad
            for step in path[:-1]:
                holder = holder[step]
            if wrong is _GONE:
                del holder[path[-1]]
            else:
                holder[path[-1]] = wrong
            yield bad


_GONE = object()


def _paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in entries:
        yield (*here, name)
        yield from _paths(inner, (*here, name))


@pytest.mark.parametrize("method", GOOD)
def test_one_wrong_field_anywhere_is_read_over_or_told(
    scripted: ScriptedStore, turn: Callable[[], Store], method: str
) -> None:
    request, good = GOOD[method]
    scripted.on("POST /catalog/lookup", ok(products=[documents.product()]))
    scripted.on(request, Reply(good))
    expected = ASK[method](turn())
    told = 0
    for bad in spoilt(good):
        scripted.on(request, Reply(bad))
        try:
            assert type(ASK[method](turn())) in {type(expected), type(None)}
        except ShopError:
            told += 1

    assert told
