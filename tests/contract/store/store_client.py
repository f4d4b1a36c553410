"""A platform as the tests play it: speaks UCP to a running store, and links accounts as Alexa would."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from store.launch import RunningStore

PROFILE = "https://platform.example/profile"
REDIRECT = "https://pitangui.amazon.com/api/skill/link/VOICESHOP"
CLIENT = "voiceshop-alexa"
SCOPES = (
    "dev.ucp.shopping.cart:manage dev.ucp.shopping.checkout:manage "
    "dev.ucp.shopping.order:read dev.voiceshop.order_cancel:manage"
)
HARBOR = {"methods": [{"type": "pickup", "selected_destination_id": "harbor-street"}]}
TWO_LATTES = [{"item": {"id": "latte:medium:oat-milk"}, "quantity": 2}]


@dataclass(frozen=True)
class Platform:
    """Calls the store, for a guest or with a linked buyer's token."""

    url: str
    token: str | None = None
    profile: str = PROFILE
    extra: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, key: str | None = None) -> requests.Response:
        headers = {"UCP-Agent": f'profile="{self.profile}"', "Idempotency-Key": key or str(uuid.uuid4()), **self.extra}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return requests.request(method, f"{self.url}/ucp/v1{path}", json=body, headers=headers, timeout=30)

    def get(self, path: str) -> requests.Response:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None, key: str | None = None) -> requests.Response:
        return self.call("POST", path, {} if body is None else body, key)

    def put(self, path: str, body: Any) -> requests.Response:
        return self.call("PUT", path, body)

    def cart(self, lines: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
        """A new cart, with two lattes unless told otherwise."""
        return made(self.post("/carts", {"line_items": lines or TWO_LATTES, **more}))

    def quote(self, cart: dict[str, Any], fulfillment: dict[str, Any] | None = None) -> dict[str, Any]:
        """A checkout of this cart, picked up at Harbor Street unless told otherwise."""
        body = {"cart_id": cart["id"], "line_items": [], "fulfillment": fulfillment or HARBOR}
        return made(self.post("/checkout-sessions", body))

    def pay(
        self, checkout: dict[str, Any], last_digits: str = "4242", key: str | None = None, **more: Any
    ) -> requests.Response:
        """Completes with the buyer's saved card that ends in these digits; `more` goes into the request."""
        cards = checkout["payment"]["instruments"]
        card = next(card for card in cards if card["display"]["last_digits"] == last_digits)
        chosen = {name: card[name] for name in ("id", "handler_id", "type")}
        return self.complete(checkout, chosen, key, **more)

    def pay_as_guest(self, checkout: dict[str, Any], token: str = "test_success") -> requests.Response:
        """Completes with a credential of the test processor."""
        credential = {"type": "token", "token": token}
        return self.complete(
            checkout, {"id": "mine", "handler_id": "test_processor", "type": "card", "credential": credential}
        )

    def complete(
        self, checkout: dict[str, Any], instrument: dict[str, Any], key: str | None = None, **more: Any
    ) -> requests.Response:
        body = {"payment": {"instruments": [instrument]}, **more}
        return self.post(f"/checkout-sessions/{checkout['id']}/complete", body, key)

    def order(self, lines: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """A paid order: the completed checkout's confirmation."""
        checkout = self.quote(self.cart(lines))
        paid = self.pay(checkout) if self.token else self.pay_as_guest(checkout)
        assert paid.json()["status"] == "completed", paid.text
        return dict(paid.json()["order"])


def made(response: requests.Response) -> dict[str, Any]:
    assert response.status_code == 201, response.text
    return dict(response.json())


def amounts(document: dict[str, Any]) -> dict[str, int]:
    """The totals by their type."""
    return {entry["type"]: entry["amount"] for entry in document["totals"]}


def codes(document: dict[str, Any]) -> list[str]:
    """The codes of all messages."""
    return [message["code"] for message in document.get("messages", [])]


@dataclass
class Linking:
    """One account linking, step by step."""

    url: str
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    browser: requests.Session = field(default_factory=requests.Session)

    def query(self, **changes: str | None) -> dict[str, str]:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": REDIRECT,
            "scope": SCOPES,
            "state": "a state",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in query.items() if value is not None}

    def open(self, **changes: str | None) -> requests.Response:
        """Opens the login page."""
        return self.browser.get(
            f"{self.url}/oauth/authorize", params=self.query(**changes), allow_redirects=False, timeout=30
        )

    def log_in(
        self, username: str, password: str = "demo", decision: str = "allow", **changes: str
    ) -> requests.Response:
        """Opens the page, fills the form in and sends it."""
        shown = self.open(**changes)
        token = re.search(r'name="csrf" value="([^"]+)"', shown.text)
        assert token, shown.text
        form = {"csrf": token[1], "username": username, "password": password, "decision": decision}
        return self.browser.post(shown.url, data=form, allow_redirects=False, timeout=30)

    def redeem(self, code: str, **changes: str) -> requests.Response:
        """Trades the code for tokens."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "client_id": CLIENT,
            "code_verifier": self.verifier,
            **changes,
        }
        return requests.post(f"{self.url}/oauth/token", data=form, timeout=30)

    def tokens(self, username: str, **changes: str) -> dict[str, Any]:
        """The whole way from the login page to the tokens."""
        answered = back_at_the_platform(self.log_in(username, **changes))
        response = self.redeem(answered["code"])
        assert response.status_code == 200, response.text
        return dict(response.json())


def linked(store: RunningStore, username: str) -> Platform:
    """The platform with this customer's account linked."""
    return Platform(store.url, Linking(store.url).tokens(username)["access_token"])


def back_at_the_platform(response: requests.Response) -> dict[str, str]:
    """What the redirect to the platform carries."""
    assert response.status_code == 302, response.text
    assert response.headers["Location"].startswith(f"{REDIRECT}?")
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))
