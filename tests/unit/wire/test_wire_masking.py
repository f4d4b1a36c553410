"""What would let somebody pay, or speak for a customer, is never shown whole."""

from __future__ import annotations

import pytest

from simulator.wire.calls import CUT, LONGEST, Body
from simulator.wire.masking import shown_headers, shown_text


def shown(body: bytes) -> object:
    remembered = Body()
    remembered.add(body)
    return remembered.shown()


def test_credentials_in_headers_end_with_their_last_characters_only() -> None:
    headers = [("Authorization", "Bearer eyJhbGciOi.secret.1234"), ("Cookie", "session=abc; Path=/"), ("Accept", "a/b")]
    assert shown_headers(headers) == {"Authorization": "Bearer …1234", "Cookie": "…", "Accept": "a/b"}


@pytest.mark.parametrize("short", ["1234", "12345678", ""])
def test_of_a_short_secret_nothing_is_shown(short: str) -> None:
    assert shown_headers([("Authorization", f"Bearer {short}")]) == {"Authorization": "Bearer …"}


@pytest.mark.parametrize(
    "name", ["token", "access_token", "refresh_token", "client_secret", "password", "Token", "accessToken"]
)
def test_tokens_in_bodies_and_addresses_are_masked(name: str) -> None:
    assert shown(f'{{"a": [{{"{name}": "tok_\\"visa_4242"}}]}}'.encode()) == {"a": [{name: "…4242"}]}
    assert shown(f"grant=x&{name}=abcdefghijkl&b=1".encode()) == f"grant=x&{name}=…ijkl&b=1"
    assert shown_text(f"/x?{name}=abcdefghijkl") == f"/x?{name}=…ijkl"


def test_a_token_at_the_cut_of_a_long_body_is_masked() -> None:
    start = b'{"filler": "' + b"x" * (LONGEST - 60) + b'", "token": "'
    text = shown(start + b"secret" * 1000)
    assert isinstance(text, str)
    assert text.endswith(CUT)
    assert "secretsecret" not in text


def test_what_is_no_text_is_still_shown() -> None:
    assert shown(b"") is None
    assert shown(b"\xff\xfe") == "��"
    assert shown(b"[" * 20_000) == "[" * 20_000
    assert shown(b'{"price": 450}') == {"price": 450}
