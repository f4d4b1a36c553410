"""Linking an account through a store's own login page."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
import urllib3
from flask import Flask, Response, redirect, request
from werkzeug.serving import make_server

from simulator.conversations.stage import Stage
from simulator.linking import ALEXA, LinkingFailed, link
from simulator.store_pages import StoreUnreachable


def cart_status(stage: Stage, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}", "UCP-Agent": 'profile="https://simulator.example/p.json"'}
    return urllib3.request("GET", f"{stage.store_url}/ucp/v1/carts/none", headers=headers, retries=False).status


def test_the_embedded_store_links_its_demo_customer(stage: Stage) -> None:
    token = link(stage.store_url, "ana", "demo").access_token()

    assert token
    assert cart_status(stage, token) == 404
    assert cart_status(stage, token + "x") == 401


def test_a_wrong_password_is_told(stage: Stage) -> None:
    with pytest.raises(LinkingFailed, match="refused the login of ana"):
        link(stage.store_url, "ana", "wrong")


def test_a_store_that_is_not_there() -> None:
    with pytest.raises(StoreUnreachable, match=r"http://127.0.0.1:9"):
        link("http://127.0.0.1:9", "ana", "demo")


class OddStore:
    """A store whose authorisation server can be told to break a rule."""

    def __init__(self) -> None:
        self.url = ""
        self.metadata: dict[str, object] = {}
        self.answer: Callable[[dict[str, str]], dict[str, str]] = lambda answer: answer
        self.lifetime = 3600
        self.refresh_status = 200
        self.grants: list[dict[str, str]] = []
        self.app = Flask("odd store")
        self.app.get("/.well-known/oauth-authorization-server")(self._metadata)
        self.app.route("/authorize", methods=["GET", "POST"])(self._authorize)
        self.app.post("/token")(self._token)

    def _metadata(self) -> dict[str, object]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "scopes_supported": ["shop.cart:manage", "shop.newsletter"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def _authorize(self) -> str | Response:
        if request.method == "GET":
            self.asked = request.args.to_dict()
            page = Response('<form method=post><input name=username><input name="password"><input name=csrf value=c7>')
            page.set_cookie("visit", "v1")
            return page
        self.posted, self.cookies = request.form.to_dict(), dict(request.cookies)
        answer = self.answer({"code": "c", "state": self.asked["state"], "iss": self.url})
        return redirect(f"{ALEXA.redirect_uri}?{urlencode(answer)}")  # type: ignore[return-value]

    def _token(self) -> Response:
        self.grants.append(request.form.to_dict())
        status = self.refresh_status if request.form["grant_type"] == "refresh_token" else 200
        grant = {"access_token": f"t{len(self.grants)}", "refresh_token": "r", "expires_in": self.lifetime}
        return Response(json.dumps(grant if status == 200 else {"error": "invalid_grant"}), status)


@pytest.fixture
def odd_store() -> Iterator[OddStore]:
    store = OddStore()
    server = make_server("127.0.0.1", 0, store.app, threaded=True)
    store.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield store
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_form_its_hidden_fields_and_cookies_are_sent(odd_store: OddStore) -> None:
    assert link(odd_store.url, "ana", "secret").access_token() == "t1"

    assert odd_store.posted == {"username": "ana", "password": "secret", "csrf": "c7"}
    assert odd_store.cookies == {"visit": "v1"}
    assert odd_store.asked["scope"] == "shop.cart:manage"
    assert odd_store.asked["code_challenge_method"] == "S256"
    assert odd_store.asked["client_id"] == odd_store.grants[0]["client_id"] == "voiceshop-alexa"
    assert odd_store.grants[0]["redirect_uri"] == odd_store.asked["redirect_uri"] == ALEXA.redirect_uri
    assert len(odd_store.grants[0]["code_verifier"]) >= 43


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"state": "another"}, "another state"),
        ({"iss": "https://evil.example"}, "does not name the store"),
        ({"iss": ""}, "does not name the store"),
        ({"code": "", "error": "access_denied"}, "refused: access_denied"),
        ({"code": ""}, "holds no code"),
    ],
)
def test_an_answer_against_the_rules_is_refused(odd_store: OddStore, answer: dict[str, str], message: str) -> None:
    odd_store.answer = lambda usual: {name: value for name, value in {**usual, **answer}.items() if value}

    with pytest.raises(LinkingFailed, match=message):
        link(odd_store.url, "ana", "demo")
    assert odd_store.grants == []


def test_a_store_without_pkce_is_refused(odd_store: OddStore) -> None:
    odd_store.metadata = {"code_challenge_methods_supported": ["plain"]}

    with pytest.raises(LinkingFailed, match="S256"):
        link(odd_store.url, "ana", "demo")


def test_a_token_is_refreshed_when_its_time_is_up(odd_store: OddStore) -> None:
    odd_store.lifetime = 5
    account = link(odd_store.url, "ana", "demo")

    assert account.access_token() == "t2"
    assert odd_store.grants[1]["grant_type"] == "refresh_token"
    assert odd_store.grants[1]["refresh_token"] == "r"


def test_an_account_that_is_not_renewed_is_unlinked(odd_store: OddStore) -> None:
    odd_store.lifetime, odd_store.refresh_status = 5, 400
    account = link(odd_store.url, "ana", "demo")

    assert account.access_token() is None
