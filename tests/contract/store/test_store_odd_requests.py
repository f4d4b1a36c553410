"""Whatever JSON arrives, the store answers with an outcome or a refusal, never with a fault of its own."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from store_client import HARBOR, TWO_LATTES, Platform

from store.errors import BadRequest
from store.http.app import LARGEST_BODY
from store.http.bodies import MOST_ENTRIES
from store.http.callers import calling_platform
from store.launch import RunningStore
from store.serve import LARGEST_HEADERS, LARGEST_READ

ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
BODIES: dict[str, dict[str, Any]] = {
    "/catalog/search": {
        "query": "latte",
        "filters": {"categories": ["deals"], "price": {"min": 1}},
        "pagination": {"limit": 2},
    },
    "/catalog/lookup": {"ids": ["latte", "latte:medium"], "filters": {"price": {"max": 500}}},
    "/catalog/product": {"id": "latte", "selected": [{"name": "Size", "id": "large", "label": "large"}]},
    "/locations/search": {"query": "harbor", "distance": {"center": {"latitude": 40, "longitude": -74}, "max": 9}},
    "/locations/lookup": {"ids": ["harbor-street"], "filters": {"hours": {"open_at": "2026-11-22T23:30:00Z"}}},
    "/carts": {"line_items": TWO_LATTES, "discounts": {"codes": ["WELCOME10"]}, "context": {"language": "en"}},
    "/checkout-sessions": {"line_items": TWO_LATTES, "fulfillment": HARBOR, "buyer": {"first_name": "Guest"}},
}


def spoilt(body: Any, odd: Any, where: int) -> Any:
    """The body with one of its values, counted from the outside in, replaced by something odd."""
    places = list(_places(body))
    *way, last = places[where % len(places)]
    copy = _copied(body)
    holder = copy
    for step in way:
        holder = holder[step]
    holder[last] = odd
    return copy


def _places(body: Any, way: tuple[Any, ...] = ()) -> Any:
    entries = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in entries:
        yield (*way, key)
        yield from _places(value, (*way, key))


def _copied(body: Any) -> Any:
    if isinstance(body, dict):
        return {key: _copied(value) for key, value in body.items()}
    return [_copied(value) for value in body] if isinstance(body, list) else body


@pytest.mark.parametrize("path", BODIES)
@settings(max_examples=60)
@given(odd=ODD, where=st.integers(0, 40))
def test_an_odd_value_anywhere_is_no_fault(guest: Platform, path: str, odd: Any, where: int) -> None:
    response = guest.post(path, spoilt(BODIES[path], odd, where))
    assert response.status_code < 500, response.text
    assert response.json()


@settings(max_examples=40)
@given(body=ODD)
def test_an_odd_payment_is_no_fault(ana: Platform, body: Any) -> None:
    checkout = ana.quote(ana.cart())
    for payment in (body, {"payment": body}, {"payment": {"instruments": [body]}}):
        response = ana.post(f"/checkout-sessions/{checkout['id']}/complete", payment)
        assert response.status_code < 500, response.text
        assert response.json().get("status") != "completed"


@pytest.mark.parametrize(
    ("framing", "sent"),
    [
        (f"Content-Length: {LARGEST_READ + 1}", b""),
        ("Transfer-Encoding: chunked", (b"10000\r\n" + b" " * 0x10000 + b"\r\n") * 8),
    ],
)
def test_a_body_that_is_far_too_large_is_refused_before_all_of_it_was_read(
    store: RunningStore, framing: str, sent: bytes
) -> None:
    """Else the server writes it to disk before the application, which refuses it, sees anything of it."""
    address = urlsplit(store.url)
    with socket.create_connection((address.hostname, address.port or 80), timeout=20) as line:
        line.sendall(f"POST /ucp/v1/carts HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n".encode())
        line.sendall(sent[:LARGEST_READ])
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("more", [0, 1])
def test_a_body_is_taken_up_to_the_stores_own_limit_and_refused_in_its_words_above(guest: Platform, more: int) -> None:
    body = b'{"line_items": []}'.ljust(LARGEST_BODY + more)
    response = requests.post(
        f"{guest.url}/ucp/v1/carts", body, headers={"UCP-Agent": f'profile="{guest.profile}"'}, timeout=30
    )
    assert response.json()["code"] == "request_entity_too_large" if more else response.status_code < 413


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/carts", {"line_items": [{"item": {"id": "latte:medium"}, "quantity": 1}] * (MOST_ENTRIES + 1)}),
        ("/carts", {"line_items": TWO_LATTES, "discounts": {"codes": [""] * 60_000}}),
        ("/checkout-sessions", {"line_items": TWO_LATTES, "discounts": {"codes": [""] * 60_000}}),
        ("/catalog/search", {"query": "latte " * 40_000}),
        ("/locations/search", {"filters": {"items": [f"latte:{number}" for number in range(4_000)]}}),
        ("/carts", {"line_items": [], "context": json.loads("[" * 500 + "]" * 500)}),
    ],
    ids=["lines", "codes of a cart", "codes of a checkout", "a query", "items of a place", "levels"],
)
def test_what_would_keep_the_store_busy_is_refused_before_anything_is_done(
    guest: Platform, path: str, body: dict[str, Any]
) -> None:
    """A guest's 60,000 codes once held the only write lock for a hundred seconds, while all other writes failed."""
    response = guest.post(path, body)
    assert (response.status_code, response.json()["code"]) == (400, "request_too_large")


def test_a_body_that_is_too_deep_to_be_read_is_refused(guest: Platform) -> None:
    body = b'{"context":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    answer = requests.post(
        f"{guest.url}/ucp/v1/carts", body, headers={"UCP-Agent": f'profile="{guest.profile}"'}, timeout=30
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "request_too_large")


def test_half_a_character_is_written_down_nowhere(guest: Platform) -> None:
    response = guest.post("/checkout-sessions", {"line_items": TWO_LATTES, "buyer": {"first_name": "\ud800"}})
    assert response.status_code == 400


def test_a_header_of_letters_is_read_at_once(guest: Platform) -> None:
    """By the square of its length it took minutes, in which nobody else was served."""
    app = Flask(__name__)
    with app.test_request_context(headers={"UCP-Agent": "a" * 250_000}), pytest.raises(BadRequest):
        calling_platform()
    answer = requests.get(f"{guest.url}/ucp/v1/carts/x", headers={"UCP-Agent": "a" * LARGEST_HEADERS}, timeout=30)
    assert answer.status_code == 431


@pytest.mark.parametrize(
    "center", [{"latitude": "40.7", "longitude": "-74"}, {"latitude": 40, "longitude": -74, "altitude": 9}]
)
def test_a_centre_is_read_as_its_model_reads_it(guest: Platform, center: dict[str, Any]) -> None:
    assert guest.post("/locations/search", {"distance": {"center": center, "max": 9}}).status_code < 500


def test_a_quantity_is_read_as_its_model_reads_it(guest: Platform) -> None:
    cart = guest.post("/carts", {"line_items": [{"item": {"id": "latte:medium"}, "quantity": "1.0"}]}).json()
    assert [line["quantity"] for line in cart["line_items"]] == [1]
