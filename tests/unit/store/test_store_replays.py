"""What sticks to an Idempotency-Key: decisions, and never "it is still going on"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from store_bench import LATTE, PICKUP, HandClock, SilentProcessor, card

from store.application import Store
from store.http.app import make_app
from store.signing.keys import signing_key


@pytest.fixture
def client(store: Store) -> FlaskClient:
    """The store over HTTP, with a processor that cannot be reached."""
    app = make_app(replace(store, processor=SilentProcessor()), signing_key(store.settings.data_dir))
    return app.test_client()


def post(client: FlaskClient, path: str, body: dict[str, Any], key: str) -> Any:
    headers = {"UCP-Agent": 'profile="https://platform.example"', "Idempotency-Key": key}
    return client.post(f"/ucp/v1{path}", json=body, headers=headers).json


@pytest.fixture
def paying(client: FlaskClient) -> dict[str, Any]:
    """A session whose payment is unknown, as creating it again would ask for it."""
    cart = post(client, "/carts", LATTE, "a cart")
    again = {"cart_id": cart["id"], "line_items": [], **PICKUP}
    checkout = post(client, "/checkout-sessions", again, "a session")
    lost = post(client, f"/checkout-sessions/{checkout['id']}/complete", card("test_success"), "a purchase")
    assert lost["code"] == "payment_timeout"
    return again


def test_that_a_payment_is_going_on_is_not_said_for_good(
    client: FlaskClient, clock: HandClock, paying: dict[str, Any]
) -> None:
    assert post(client, "/checkout-sessions", paying, "once more")["status"] == "complete_in_progress"
    clock.wait(minutes=3)
    assert post(client, "/checkout-sessions", paying, "once more")["status"] == "ready_for_complete"


def test_a_lost_purchase_can_be_asked_for_again_with_its_key(
    store: Store, client: FlaskClient, clock: HandClock, paying: dict[str, Any]
) -> None:
    clock.wait(minutes=3)
    checkout_id = post(client, "/checkout-sessions", paying, "once more")["id"]
    mended = make_app(store, signing_key(store.settings.data_dir)).test_client()
    path = f"/checkout-sessions/{checkout_id}/complete"
    done = post(mended, path, card("test_success"), "a purchase")
    assert done["status"] == "completed"
    assert post(mended, path, card("test_success"), "a purchase") == done
