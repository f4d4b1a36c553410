"""A token opens what it was granted for and nothing else, at every door there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from doors import SCOPES, Caller, Door, House
from sqlalchemy import func, select

from store.oauth import scopes
from store.settings import Settings, StripeAccount
from store.tables import Cart, Checkout

# These show and change nothing that belongs to a customer.
PUBLIC = {
    "rest.catalogue.search",
    "rest.catalogue.lookup",
    "rest.catalogue.product",
    "rest.locations.search",
    "rest.locations.lookup",
    "profile.discover",
    "healthz",
    "site.style",
    "site.legal",
}
# These have keys of their own: the customer's password, a code or token, a secret address, Stripe's signature.
OTHERWISE_LOCKED = {
    "oauth.authorize",
    "oauth.token",
    "oauth.revoke",
    "oauth.server_metadata",
    "oauth.resource_metadata",
    "site.order",
    "site.payment",
    "stripe.take",
}
SOME = {"cart_id": "some", "checkout_id": "some", "order_id": "some"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data = tmp_path_factory.mktemp("store")
    stripe = StripeAccount("sk_test_x", "whsec_x", "http://127.0.0.1:1")
    opened = House(data, Settings(data, stripe=stripe))
    yield opened
    opened.close()


def scoped(house: House) -> Iterator[Door]:
    return (door for door in house.doors() if door.endpoint in SCOPES)


def nothing_stands(house: House) -> bool:
    """Whether nobody has a cart or a checkout, not even a guest."""
    with house.store.database.reading() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Cart, Checkout)]
    return counts == [0, 0]


def test_no_door_is_left_out(house: House) -> None:
    assert {door.endpoint for door in house.doors()} == SCOPES.keys() | PUBLIC | OTHERWISE_LOCKED


@pytest.mark.parametrize("endpoint", SCOPES)
def test_all_other_scopes_together_do_not_open_it(house: House, endpoint: str) -> None:
    needed = SCOPES[endpoint]
    caller = house.linked("ana", tuple(scope for scope in scopes.ALL if scope != needed))
    (door,) = (each for each in scoped(house) if each.endpoint == endpoint)
    response = caller.ask(door.method, door.path(**SOME))
    assert response.status_code == 403
    assert [message["code"] for message in response.get_json()["messages"]] == ["insufficient_scope"]
    assert f'error="insufficient_scope", scope="{needed}"' in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("endpoint", SCOPES)
def test_its_own_scope_does(house: House, endpoint: str) -> None:
    (door,) = (each for each in scoped(house) if each.endpoint == endpoint)
    response = house.linked("ana", (SCOPES[endpoint],)).ask(door.method, door.path(**SOME))
    assert response.status_code in {400, 404}, response.text


def bad_tokens(house: House) -> dict[str, Caller]:
    ended = house.clock() - timedelta(seconds=1)
    good = house.token("ana")
    return {
        "of another store": Caller(house.app, "token_of-another-store"),
        "expired": house.linked("ana", expires_at=ended),
        "expires now": house.linked("ana", expires_at=house.clock()),
        "revoked": house.linked("ana", revoked=True),
        "of a client that is not registered any more": house.linked("ana", client_id="somebody-else"),
        "a refresh token": Caller(house.app, f"refresh {good}"),
        "of another scheme": Caller(house.app, headers={"Authorization": f"Basic {good}"}),
        "without a scheme": Caller(house.app, headers={"Authorization": good}),
        "empty": Caller(house.app, headers={"Authorization": "Bearer "}),
        "no text": Caller(house.app, headers={"Authorization": "Bearer \xff\xfe"}),
    }


def test_a_token_that_is_none_is_refused_at_every_door_and_never_taken_for_a_guests(house: House) -> None:
    body: dict[str, Any] = {"line_items": [{"item": {"id": "latte:medium"}, "quantity": 1}]}
    for door in scoped(house):
        for kind, caller in bad_tokens(house).items():
            response = caller.ask(door.method, door.path(**SOME), body)
            assert response.status_code == 401, (door, kind)
            assert 'error="invalid_token"' in response.headers["WWW-Authenticate"], (door, kind)
    assert nothing_stands(house)
