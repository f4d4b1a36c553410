"""Order events reach the platform's address: in order, signed, repeated until taken, never in a buyer's way."""

from __future__ import annotations

import hashlib
import json
import queue
import re
import threading
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from store_client import Platform

from store.launch import RunningStore

WAIT_S = 60


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def order(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def state(self) -> str:
        return str(self.order["fulfillment"]["events"][-1]["type"])


@dataclass
class Receiver:
    """A platform on loopback: its profile names its webhook address, and it keeps what arrives there."""

    url: str
    arrived: queue.Queue[Received] = field(default_factory=queue.Queue)
    refusals: int = 0

    @property
    def profile(self) -> str:
        return f"{self.url}/profile"

    def next(self) -> Received:
        return self.arrived.get(timeout=WAIT_S)

    def document(self) -> dict[str, Any]:
        webhook = {"version": "2026-08-25", "config": {"webhook_url": f"{self.url}/orders?tenant=1"}}
        return {"ucp": {"version": "2026-08-25", "capabilities": {"dev.ucp.shopping.order": [webhook]}}}


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(200, json.dumps(receiver.document()).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if receiver.refusals:
                receiver.refusals -= 1
                self._answer(503, b"")
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.arrived.put(Received(self.path, headers, body))
            self._answer(200, b"{}")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keeps the test's output quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


def verify(received: Received, receiver: Receiver, store: RunningStore) -> None:
    """Checks the signature as a platform would: RFC 9421 over the raw bytes, with the key from the store's profile."""
    digest = re.fullmatch(r"sha-256=:(.+):", received.headers["content-digest"])
    assert digest
    assert b64decode(digest[1]) == hashlib.sha256(received.body).digest()
    _, parameters = received.headers["signature-input"].split("=", 1)
    names = re.findall(r'"([^"]+)"', parameters.split(")")[0])
    path, _, query = received.path.partition("?")
    values = {
        "@method": "POST",
        "@authority": receiver.url.removeprefix("http://"),
        "@path": path,
        "@query": f"?{query}",
        **received.headers,
    }
    base = "\n".join([*(f'"{name}": {values[name]}' for name in names), f'"@signature-params": {parameters}'])
    key_id = re.search(r'keyid="([^"]+)"', parameters)
    keys = requests.get(f"{store.url}/.well-known/ucp", timeout=30).json()["keys"]
    jwk = next(key for key in keys if key_id and key["kid"] == key_id[1])
    x, y = (int.from_bytes(urlsafe_b64decode(jwk[name] + "="), "big") for name in ("x", "y"))
    raw = b64decode(received.headers["signature"].split("=", 1)[1].strip(":"))
    signature = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    public.verify(signature, base.encode(), ec.ECDSA(SHA256()))
    assert {"@method", "@authority", "@path", "@query", "ucp-agent", "idempotency-key", "content-digest"} <= set(names)
    assert {"content-type", "webhook-id", "webhook-timestamp"} <= set(names)


def test_every_transition_is_one_signed_event_in_order(store: RunningStore, receiver: Receiver) -> None:
    order = Platform(store.url, profile=receiver.profile).order()
    for _ in range(3):
        store.admin("advance", order["label"])
    events = [receiver.next() for _ in range(4)]
    assert [event.state for event in events] == ["received", "preparing", "ready", "delivered"]
    assert {event.order["id"] for event in events} == {order["id"]}
    assert len({event.headers["webhook-id"] for event in events}) == 4
    assert all(event.headers["webhook-timestamp"].isdecimal() for event in events)
    for event in events:
        verify(event, receiver, store)
    assert receiver.arrived.empty()


def test_a_changed_body_does_not_verify(store: RunningStore, receiver: Receiver) -> None:
    Platform(store.url, profile=receiver.profile).order()
    event = receiver.next()
    forged = Received(event.path, {**event.headers, "webhook-id": "another"}, event.body.replace(b"USD", b"EUR"))
    forged.headers["content-digest"] = f"sha-256=:{b64encode(hashlib.sha256(forged.body).digest()).decode()}:"
    with pytest.raises(InvalidSignature):
        verify(forged, receiver, store)


def test_an_event_that_was_refused_comes_again_with_the_same_id(store: RunningStore, receiver: Receiver) -> None:
    receiver.refusals = 1
    order = Platform(store.url, profile=receiver.profile).order()
    event = receiver.next()
    assert event.order["id"] == order["id"]
    assert event.headers["webhook-id"] == event.headers["idempotency-key"]


def test_a_platform_that_is_away_does_not_keep_the_buyer_waiting(store: RunningStore) -> None:
    with receiving() as gone:
        address = gone.profile
    assert Platform(store.url, profile=address).order()["label"]


def test_the_confirmation_of_an_order_is_signed(guest: Platform) -> None:
    response = guest.pay_as_guest(guest.quote(guest.cart()))
    assert response.headers["Signature-Input"].startswith('sig1=("@status" "content-digest" "content-type")')
    assert response.headers["Content-Digest"].startswith("sha-256=:")
