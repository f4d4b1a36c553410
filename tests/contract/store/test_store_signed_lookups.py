"""A platform asks, by its own signature and without the buyer's token, how a checkout stands that it opened."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from store_client import Platform, codes

from store.launch import RunningStore
from tests.support.signing_platform import GET, SigningPlatform, signing_platform

Json = dict[str, Any]


@pytest.fixture(scope="module")
def platform() -> Iterator[SigningPlatform]:
    with signing_platform() as running:
        yield running


@pytest.fixture(scope="module")
def stranger() -> Iterator[SigningPlatform]:
    with signing_platform() as running:
        yield running


@pytest.fixture
def customer(ana: Platform, platform: SigningPlatform) -> Platform:
    """Ana, for whom the platform shops with her token."""
    return replace(ana, profile=platform.profile)


@pytest.fixture
def checkout(customer: Platform) -> Json:
    """Ana's, open, with a default card and a buyer's name on it."""
    return customer.quote(customer.cart())


@pytest.fixture
def path(store: RunningStore, checkout: Json) -> str:
    return f"{store.url}/ucp/v1/checkout-sessions/{checkout['id']}"


def test_the_platform_is_told_how_its_checkout_stands(platform: SigningPlatform, checkout: Json, path: str) -> None:
    told = platform.call("GET", path)
    assert told.status_code == 200, told.text
    assert told.json()["status"] == "ready_for_complete"
    assert told.json()["totals"] == checkout["totals"]


def test_and_which_order_was_placed(
    platform: SigningPlatform, customer: Platform, checkout: Json, path: str, store: RunningStore
) -> None:
    placed = customer.pay(checkout).json()["order"]
    told = platform.call("GET", path).json()
    assert (told["status"], told["order"]) == ("completed", placed)


def test_it_is_told_nothing_of_the_buyer(
    platform: SigningPlatform, customer: Platform, checkout: Json, path: str
) -> None:
    own = customer.get(f"/checkout-sessions/{checkout['id']}")
    told = platform.call("GET", path)
    secrets = ["Ana", "ana@", "4242", "instrument", "Harbor", 'oat-milk", "label']
    assert all(secret in own.text for secret in secrets[:1] + secrets[2:5])
    assert [secret for secret in secrets if secret in told.text] == []
    line, *_ = told.json()["line_items"]
    assert set(told.json()) == {"ucp", "id", "status", "currency", "totals", "links", "expires_at", "line_items"}
    assert (set(line), set(line["item"])) == ({"id", "item", "quantity", "totals"}, {"id", "title", "price"})


def test_a_signature_is_looked_at_only_where_no_token_comes(
    platform: SigningPlatform, checkout: Json, path: str
) -> None:
    assert platform.call("GET", path, Authorization="Bearer nobodys").status_code == 401


Forgery = Callable[[SigningPlatform, SigningPlatform, str, Json], Json]


def _now(offset: int = 0) -> str:
    return f';created={int(time.time()) + offset};keyid="platform-1"'


FORGERIES: dict[str, Forgery] = {
    "of another key": lambda us, stranger, url, sent: stranger.sign("GET", url, sent),
    "none at all": lambda us, stranger, url, sent: {},
    "of nothing": lambda us, stranger, url, sent: {**us.sign("GET", url, sent), "Signature": "sig1=:AAAA:"},
    "no structured field": lambda us, stranger, url, sent: {"Signature-Input": "sig1=(", "Signature": "sig1"},
    "under another label": lambda us, stranger, url, sent: {
        **us.sign("GET", url, sent),
        "Signature": us.sign("GET", url, sent)["Signature"].replace("sig1", "sig2"),
    },
    "by a key that is not published": lambda us, stranger, url, sent: us.sign(
        "GET", url, sent, parameters=_now().replace("-1", "-2")
    ),
    "made long ago": lambda us, stranger, url, sent: us.sign("GET", url, sent, parameters=_now(-3600)),
    "made in the future": lambda us, stranger, url, sent: us.sign("GET", url, sent, parameters=_now(3600)),
    "without its time": lambda us, stranger, url, sent: us.sign("GET", url, sent, parameters=';keyid="platform-1"'),
    "expired": lambda us, stranger, url, sent: us.sign("GET", url, sent, parameters=f"{_now()};expires=1"),
    "for something else": lambda us, stranger, url, sent: us.sign(
        "GET", url, sent, parameters=f'{_now()};tag="payment"'
    ),
    "for another method": lambda us, stranger, url, sent: us.sign("HEAD", url, sent, GET),
    "for another host": lambda us, stranger, url, sent: us.sign("GET", url.replace("127.0.0.1", "localhost"), sent),
    "for another checkout": lambda us, stranger, url, sent: us.sign("GET", f"{url}x", sent),
    **{
        f"that does not cover {name}": lambda us, stranger, url, sent, name=name: us.sign(  # type: ignore[misc]
            "GET", url, sent, [covered for covered in GET if covered != name]
        )
        for name in GET
    },
    "that covers a thing twice": lambda us, stranger, url, sent: us.sign("GET", url, sent, (*GET, "@path")),
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_signature_finds_nothing(
    kind: str, platform: SigningPlatform, stranger: SigningPlatform, checkout: Json, path: str
) -> None:
    sent = {"UCP-Agent": f'profile="{platform.profile}"'}
    refused = platform.call("GET", path, signed=FORGERIES[kind](platform, stranger, path, sent))
    assert (refused.status_code, codes(refused.json())) == (404, ["not_found"])


def test_what_was_signed_for_another_store_is_not_taken_from_it(
    platform: SigningPlatform, checkout: Json, store: RunningStore, path: str
) -> None:
    """Whoever is asked the same might ask us, by the name that was meant."""
    sent = {"UCP-Agent": f'profile="{platform.profile}"'}
    seal = platform.sign("GET", path.replace(store.url, "http://other.example"), sent)
    assert platform.call("GET", path, signed=seal, Host="other.example").status_code == 404


def test_a_query_has_to_be_covered(platform: SigningPlatform, checkout: Json, path: str) -> None:
    assert platform.call("GET", f"{path}?a=b").status_code == 404


def test_a_key_that_came_with_a_look_has_to_be_covered(platform: SigningPlatform, checkout: Json, path: str) -> None:
    assert platform.call("GET", path, Idempotency_Key=str(uuid.uuid4())).status_code == 404


def test_another_platform_finds_nothing_and_is_not_visited(
    stranger: SigningPlatform, checkout: Json, path: str
) -> None:
    before = stranger.asked
    assert stranger.call("GET", path).status_code == 404
    assert stranger.call("POST", f"{path}/cancel", Idempotency_Key=str(uuid.uuid4())).status_code == 404
    assert stranger.asked == before


def test_the_profile_is_not_fetched_for_each_call(platform: SigningPlatform, checkout: Json, path: str) -> None:
    platform.call("GET", path)
    before = platform.asked
    platform.call("GET", path)
    assert platform.asked == before


def test_what_the_platform_cancels_can_never_be_ordered(
    platform: SigningPlatform, customer: Platform, checkout: Json, path: str
) -> None:
    key = str(uuid.uuid4())
    ended = platform.call("POST", f"{path}/cancel", Idempotency_Key=key)
    again = platform.call("POST", f"{path}/cancel", Idempotency_Key=key)
    assert (ended.json()["status"], again.json()) == ("canceled", ended.json())
    assert "buyer" not in ended.json()
    assert customer.pay(checkout).json()["status"] == "canceled"


def test_what_is_ordered_already_is_not_canceled(
    platform: SigningPlatform, customer: Platform, checkout: Json, path: str
) -> None:
    customer.pay(checkout)
    refused = platform.call("POST", f"{path}/cancel", Idempotency_Key=str(uuid.uuid4()))
    assert (refused.status_code, codes(refused.json())) == (409, ["not_cancelable"])


def test_a_cancellation_covers_its_key(
    platform: SigningPlatform, customer: Platform, checkout: Json, path: str
) -> None:
    address, key = f"{path}/cancel", str(uuid.uuid4())
    sent = {"UCP-Agent": f'profile="{platform.profile}"', "Idempotency-Key": key}
    signed = [
        platform.sign("POST", address, sent, GET),
        platform.sign("POST", address, {**sent, "Idempotency-Key": "k"}),
    ]
    for seal in signed:
        assert platform.call("POST", address, signed=seal, Idempotency_Key=key).status_code == 404
    assert platform.call("POST", address, signed=platform.sign("POST", address, sent, GET)).status_code == 404
    assert customer.get(f"/checkout-sessions/{checkout['id']}").json()["status"] == "ready_for_complete"


@pytest.mark.parametrize("act", ["update", "complete"])
def test_a_platform_does_nothing_else_by_its_signature(
    act: str, platform: SigningPlatform, checkout: Json, path: str
) -> None:
    method, address = ("PUT", path) if act == "update" else ("POST", f"{path}/complete")
    refused = platform.call(method, address, Idempotency_Key=str(uuid.uuid4()))
    assert refused.status_code in {400, 404}
