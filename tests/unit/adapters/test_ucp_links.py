"""Ending an account's link: the store is told where it says that it wants to be told, and nowhere else."""

from __future__ import annotations

import pytest

from tests.support.scripted_store import Reply, ScriptedStore
from tests.unit.adapters.conftest import TURN_SECONDS
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import NotLinked, StoreTrouble
from voiceshop.shop.ports import Store

METADATA = "GET /.well-known/oauth-authorization-server"


@pytest.fixture
def told(scripted: ScriptedStore) -> ScriptedStore:
    """A store with an authorisation server."""
    scripted.on(METADATA, Reply({"issuer": scripted.url, "revocation_endpoint": f"{scripted.url}/oauth/revoke"}))
    scripted.on("POST /oauth/revoke", Reply())
    return scripted


def test_the_token_is_revoked_as_the_client_that_it_was_given_to(told: ScriptedStore, store: Store) -> None:
    store.end_link()
    asked = told.asked[-1]
    assert (asked.method, asked.path) == ("POST", "/oauth/revoke")
    assert asked.body == {"token": "a-token", "token_type_hint": "access_token", "client_id": "voiceshop-alexa"}
    assert "Authorization" not in asked.headers


def test_the_client_can_have_another_name_at_another_store(told: ScriptedStore) -> None:
    UcpStores(told.url, client_id="alexa-7").open("a-token", Deadline.after(TURN_SECONDS), "en-US").end_link()
    assert told.asked[-1].body["client_id"] == "alexa-7"


def test_a_guest_has_no_link(told: ScriptedStore, stores: UcpStores) -> None:
    with pytest.raises(NotLinked):
        stores.open(None, Deadline.after(TURN_SECONDS), "en-US").end_link()
    assert told.asked == []


@pytest.mark.parametrize(
    "metadata",
    [
        Reply(status=404),
        Reply(b"<html>"),
        Reply({"issuer": "x"}),
        Reply({"revocation_endpoint": 7}),
        Reply({"revocation_endpoint": "ftp://elsewhere.example/revoke"}),
    ],
    ids=["none", "a web page", "no endpoint", "an endpoint that is no text", "an endpoint that is no web address"],
)
def test_a_store_that_does_not_say_where_is_sent_no_token(
    scripted: ScriptedStore, store: Store, metadata: Reply
) -> None:
    scripted.on(METADATA, metadata)
    with pytest.raises(StoreTrouble):
        store.end_link()
    assert scripted.calls() == ["GET /.well-known/oauth-authorization-server"]


def test_a_refusal_is_no_success(told: ScriptedStore, store: Store) -> None:
    told.on("POST /oauth/revoke", Reply({"error": "unsupported_token_type"}, 400))
    with pytest.raises(StoreTrouble):
        store.end_link()
