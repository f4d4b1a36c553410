"""An OAuth authorisation at a store, as Alexa asks for it: where the customer logs in, and what comes of the answer.

Sources: RFC 8414 (metadata), RFC 6749 (code), RFC 7636 (PKCE S256), RFC 9207 (`iss`), UCP identity linking (scopes).
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from simulator.store_pages import Browser, Page, StoreUnreachable

_METADATA = "/.well-known/oauth-authorization-server"
_WANTED_SCOPES = ("cart", "checkout", "order")
_REFRESH_BEFORE = 30.0  # seconds left at which Alexa would fetch a new token


class LinkingFailed(Exception):
    """The account could not be linked; the message says at which step and why."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks: the id that the store knows, and where it sends the customer back to."""

    client_id: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the store says about its authorisation server."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    scopes: tuple[str, ...]
    names_itself: bool

    @classmethod
    def of(cls, browser: Browser, store_url: str) -> Metadata:
        url = store_url.rstrip("/") + _METADATA
        document = _json(browser.get(url), "the store's OAuth metadata")
        if "S256" not in document.get("code_challenge_methods_supported", ()):
            raise LinkingFailed("the store does not offer PKCE with S256")
        try:
            return cls(
                issuer=document["issuer"],
                authorization_endpoint=document["authorization_endpoint"],
                token_endpoint=document["token_endpoint"],
                scopes=tuple(document.get("scopes_supported", ())),
                names_itself=document.get("authorization_response_iss_parameter_supported", False),
            )
        except KeyError as error:
            raise LinkingFailed(f"the store's OAuth metadata lacks {error}") from error

    @property
    def shopping_scopes(self) -> str:
        """Those of the offered scopes that shopping needs."""
        return " ".join(scope for scope in self.scopes if any(word in scope for word in _WANTED_SCOPES))


class LinkedAccount:
    """A linked account: hands out the access token, and refreshes it when its time is nearly up.

    Any thread may ask: a refresh token that two of them used would end the link (RFC 9700 section 4.14.2).
    """

    def __init__(self, browser: Browser, metadata: Metadata, client: Client, grant: dict[str, Any]) -> None:
        self._browser, self._metadata, self._client = browser, metadata, client
        self._token: str | None = None
        self._refresh: str | None = None
        self._lock = Lock()
        self._keep(grant)

    def access_token(self) -> str | None:
        """The token to send now; None once the store no longer renews it, which unlinks the account in Alexa."""
        with self._lock:
            if self._refresh and monotonic() > self._expires - _REFRESH_BEFORE:
                self._renew(self._refresh)
            return self._token

    def _renew(self, refresh: str) -> None:
        fields = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": self._client.client_id}
        try:
            self._keep(_json(self._browser.post(self._metadata.token_endpoint, fields), "the refresh of the token"))
        except StoreUnreachable:
            return
        except LinkingFailed:
            self._token = self._refresh = None

    def _keep(self, grant: dict[str, Any]) -> None:
        if not grant.get("access_token"):
            raise LinkingFailed("the store's token answer has no access_token")
        self._token = grant["access_token"]
        self._refresh = grant.get("refresh_token")
        self._expires = monotonic() + float(grant.get("expires_in", 3600))


@dataclass(frozen=True, slots=True)
class Authorisation:
    """One authorisation that is asked for, with the secrets that tie the answer to it: `state`, and PKCE's verifier."""

    browser: Browser
    metadata: Metadata
    client: Client
    state: str
    verifier: str

    @classmethod
    def at(cls, store_url: str, client: Client) -> Authorisation:
        """A new one at the store.

        Raises:
            LinkingFailed: the store does not offer what is needed.
            StoreUnreachable: it did not answer.
        """
        browser = Browser()
        metadata = Metadata.of(browser, store_url)
        return cls(browser, metadata, client, secrets.token_urlsafe(24), secrets.token_urlsafe(48))

    @property
    def login_url(self) -> str:
        """Where the customer logs in."""
        challenge = urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.client.redirect_uri,
            "scope": self.metadata.shopping_scopes,
            "state": self.state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self.metadata.authorization_endpoint}?{urlencode(query)}"

    def account(self, answer: Mapping[str, str]) -> LinkedAccount:
        """The account that the store's answer, the query of its redirect, gives access to.

        Raises:
            LinkingFailed: the store refused, or answered against the rules.
            StoreUnreachable: it did not answer.
        """
        fields = {
            "grant_type": "authorization_code",
            "code": self._code(answer),
            "redirect_uri": self.client.redirect_uri,
            "client_id": self.client.client_id,
            "code_verifier": self.verifier,
        }
        grant = _json(self.browser.post(self.metadata.token_endpoint, fields), "the exchange of the code")
        return LinkedAccount(self.browser, self.metadata, self.client, grant)

    def _code(self, answer: Mapping[str, str]) -> str:
        """The authorisation code, once `state` and `iss` prove whose it is."""
        if not secrets.compare_digest(answer.get("state", "").encode(), self.state.encode()):
            raise LinkingFailed("the store answered with another state than it was sent")
        if (self.metadata.names_itself or "iss" in answer) and answer.get("iss") != self.metadata.issuer:
            raise LinkingFailed("the answer does not name the store as its issuer")
        if "error" in answer:
            raise LinkingFailed(f"the store refused: {answer.get('error_description', answer['error'])}")
        if "code" not in answer:
            raise LinkingFailed("the store's answer holds no code")
        return answer["code"]


def _json(page: Page, what: str) -> dict[str, Any]:
    try:
        document = json.loads(page.text)
    except ValueError as error:
        raise LinkingFailed(f"{what} is not JSON (status {page.status})") from error
    if page.status != 200 or not isinstance(document, dict):
        reason = document.get("error_description") or document.get("error") if isinstance(document, dict) else ""
        raise LinkingFailed(f"{what} failed with status {page.status}: {reason}")
    return document
