"""Account linking as the Alexa app does it: the store's own login page, an authorisation code, PKCE.

Sources: RFC 8414 (metadata), RFC 6749 (code), RFC 7636 (PKCE S256), RFC 9207 (`iss`), UCP identity linking (scopes).
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from simulator.pages import Browser, Page, StoreUnreachable

CLIENT_ID = "voiceshop-alexa"
REDIRECT_URI = "https://pitangui.amazon.com/api/skill/link/VOICESHOP"
_METADATA = "/.well-known/oauth-authorization-server"
_WANTED_SCOPES = ("cart", "checkout", "order")
_MOST_PAGES = 6
_REFRESH_BEFORE = 30.0  # seconds left at which Alexa would fetch a new token


class LinkingFailed(Exception):
    """The account could not be linked; the message says at which step and why."""


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
    """A linked account: hands out the access token, and refreshes it when its time is nearly up."""

    def __init__(self, browser: Browser, metadata: Metadata, grant: dict[str, Any]) -> None:
        self._browser, self._metadata = browser, metadata
        self._token: str | None = None
        self._refresh: str | None = None
        self._keep(grant)

    def access_token(self) -> str | None:
        """The token to send now; None once the store no longer renews it, which unlinks the account in Alexa."""
        if self._refresh and monotonic() > self._expires - _REFRESH_BEFORE:
            self._renew(self._refresh)
        return self._token

    def _renew(self, refresh: str) -> None:
        fields = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": CLIENT_ID}
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


def link(store_url: str, username: str, password: str) -> LinkedAccount:
    """Log in at the store and link the account.

    Raises:
        LinkingFailed: the store refused, or answered against the rules.
        StoreUnreachable: it did not answer.
    """
    browser = Browser()
    metadata = Metadata.of(browser, store_url)
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT_URI,
        "scope": metadata.shopping_scopes,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    page = browser.get(f"{metadata.authorization_endpoint}?{urlencode(query)}")
    code = _code(_log_in(browser, page, username, password), metadata, state)
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "client_id": CLIENT_ID,
        "code_verifier": verifier,
    }
    grant = _json(browser.post(metadata.token_endpoint, fields), "the exchange of the code")
    return LinkedAccount(browser, metadata, grant)


def _log_in(browser: Browser, page: Page, username: str, password: str) -> str:
    """Go through the store's pages until it sends the browser back to Alexa; that URL, which is never fetched."""
    gave_password = False
    for _ in range(_MOST_PAGES):
        if page.location.startswith(REDIRECT_URI):
            return page.location
        if page.location:
            page = browser.get(page.location)
            continue
        form = page.form()
        if form is None:
            raise LinkingFailed(f"the store's page at {urlsplit(page.url).path} has no form (status {page.status})")
        if "password" in form.fields:
            if gave_password:
                raise LinkingFailed(f"the store refused the login of {username}")
            gave_password = True
            form.fields |= {"username": username, "password": password}
        page = browser.post(form.action, form.fields)
    raise LinkingFailed("the store's login does not come to an end")


def _code(url: str, metadata: Metadata, state: str) -> str:
    """The authorisation code in a redirect, once `state` and `iss` prove whose it is."""
    answer = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    if not secrets.compare_digest(answer.get("state", ""), state):
        raise LinkingFailed("the store answered with another state than it was sent")
    if (metadata.names_itself or "iss" in answer) and answer.get("iss") != metadata.issuer:
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
