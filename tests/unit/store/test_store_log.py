"""What the log is told when something fails that should not: what and where, and nothing of a customer."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from store_bench import LATTE, open_checkout

from store.application import Store
from store.database import Database
from store.http.app import make_app
from store.signing.keys import signing_key
from store.tables import Checkout

STREET = "44 Van Brunt Street"
HEADERS = {"UCP-Agent": 'profile="https://platform.example"'}
AT_HOME = {"methods": [{"type": "shipping", "destinations": [{"street_address": STREET, "address_country": "US"}]}]}


@pytest.fixture
def client(store: Store) -> FlaskClient:
    return make_app(store, signing_key(store.settings.data_dir)).test_client()


def fill_the_disk(database: Database) -> None:
    """From now on the database has room for what it holds, and for no more."""
    with database.reading() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_told_and_the_customers_street_is_not(
    store: Store, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    fill_the_disk(store.database)
    statuses = [
        client.post("/ucp/v1/checkout-sessions", json={**LATTE, "fulfillment": AT_HOME}, headers=HEADERS).status_code
        for _ in range(20)
    ]
    assert statuses[-1] == 500
    assert "database or disk is full" in caplog.text
    assert STREET not in caplog.text


def test_a_document_of_ours_that_is_wrong_is_told_by_where_it_is_and_not_by_what_it_says(
    store: Store, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    checkout_id = open_checkout(store)
    with store.database.writing() as session:
        session.get_one(Checkout, checkout_id).buyer = {"first_name": [STREET]}
    answered = client.get(f"/ucp/v1/checkout-sessions/{checkout_id}", headers=HEADERS)
    assert answered.status_code == 500
    reference = answered.json["content"].partition("(")[2].rstrip(").")
    assert f"{reference} on /ucp/v1/checkout-sessions/" in caplog.text
    assert "first_name" in caplog.text
    assert "_respond" in caplog.text, "which line of ours it was"
    assert STREET not in caplog.text
