"""What we sign as a platform: all of a request that UCP wants covered, by the key that our profile shows."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from voiceshop.adapters.ucp.signatures import Message, Unsigned, public_key, verify
from voiceshop.adapters.ucp.signing import PlatformKey, key_file
from voiceshop.adapters.ucp.wire import Request

URL = "https://store.example/ucp/v1/checkout-sessions/checkout_1/cancel"
SENT = Request(
    "POST",
    URL,
    {"UCP-Agent": 'profile="https://us.example/ucp"', "Idempotency-Key": "k", "Content-Type": "application/json"},
    b"{}",
)
Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@pytest.fixture(scope="module")
def key() -> PlatformKey:
    return PlatformKey(ec.generate_private_key(ec.SECP256R1()))


def _is_taken(request: Request, key: PlatformKey) -> bool:
    """Whether who knows our profile takes the request for ours."""
    jwk = key.jwk
    headers = {name.lower(): value for name, value in request.headers.items()}
    message = Message(request.method, request.url, headers, request.body or b"")
    try:
        verify(message, lambda key_id: public_key(jwk) if key_id == jwk["kid"] else None, datetime.now(UTC))
    except Unsigned:
        return False
    return True


@pytest.mark.parametrize(
    "request_",
    [
        SENT,
        replace(SENT, url=f"{URL}?a=b&c"),
        replace(SENT, body=None),
        Request("GET", URL, {"UCP-Agent": SENT.headers["UCP-Agent"]}),
    ],
    ids=["a write", "with a query", "without a body", "a look"],
)
def test_a_request_is_signed_whole(request_: Request, key: PlatformKey) -> None:
    signed = key.sign(request_)
    assert _is_taken(signed, key)
    assert (signed.method, signed.url, signed.body) == (request_.method, request_.url, request_.body)


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "PUT"},
        {"url": f"{URL}/again"},
        {"url": f"{URL}?force=1"},
        {"url": URL.replace("store.example", "other.example")},
        {"body": b"[]"},
    ],
)
def test_nothing_of_it_can_be_changed_on_the_way(changed: dict[str, object], key: PlatformKey) -> None:
    assert not _is_taken(replace(key.sign(SENT), **changed), key)


@pytest.mark.parametrize("name", ["UCP-Agent", "Idempotency-Key", "Content-Type"])
def test_nor_who_sends_it_or_by_which_key(name: str, key: PlatformKey) -> None:
    signed = key.sign(SENT)
    assert not _is_taken(replace(signed, headers={**signed.headers, name: "another"}), key)


def test_it_says_when_it_was_signed(key: PlatformKey) -> None:
    parameters = key.sign(SENT).headers["Signature-Input"]
    created = int(parameters.split("created=")[1].split(";")[0])
    assert abs(datetime.now(UTC).timestamp() - created) < timedelta(hours=1).total_seconds()


def test_the_key_in_a_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key.pem"
    made = key_file(path)
    assert key_file(path).jwk == made.jwk
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["key.pem"]


def test_nobody_sees_it_in_a_traceback(key: PlatformKey) -> None:
    assert "private" not in repr(key)
    assert "d" not in key.jwk


def _pem(key: Private, passphrase: bytes | None = None) -> bytes:
    hidden = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden)


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"no key",
        _pem(ec.generate_private_key(ec.SECP384R1())),
        _pem(ed25519.Ed25519PrivateKey.generate()),
        _pem(ec.generate_private_key(ec.SECP256R1()), b"secret"),
    ],
    ids=["nothing", "no PEM", "another curve", "another kind", "with a passphrase"],
)
def test_what_is_no_key_for_es256_is_refused(pem: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PlatformKey.from_pem(pem)
