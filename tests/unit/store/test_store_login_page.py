"""The login page, and who stands between a customer and the store: a frame, a foreign form, another's browser."""

from __future__ import annotations

import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from werkzeug.test import TestResponse

from store.application import build
from store.http.app import PAGE_LIFETIME, make_app
from store.oauth.accounts import TRIES
from store.settings import Settings
from store.signing.keys import signing_key

VERIFIER = "v" * 43
QUERY = {
    "response_type": "code",
    "client_id": "voiceshop-alexa",
    "redirect_uri": "https://pitangui.amazon.com/api/skill/link/VOICESHOP",
    "state": "s",
    "code_challenge": urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode(),
    "code_challenge_method": "S256",
}


class Door:
    """The login page of a store at some address."""

    def __init__(self, data: Path, base_url: str) -> None:
        self._store = build(Settings(data, base_url))
        self._app = make_app(self._store, signing_key(data))
        self.base_url = base_url

    def browser(self) -> Browser:
        """One that was never here before."""
        return Browser(self._app.test_client(), self.base_url)

    def close(self) -> None:
        self._store.database.close()


class Browser:
    def __init__(self, client: FlaskClient, base_url: str) -> None:
        self.client, self._base_url = client, base_url

    def open(self) -> TestResponse:
        return self.client.get("/oauth/authorize", query_string=QUERY, base_url=self._base_url)

    def send(self, token: str, password: str = "demo", address: str = "192.0.2.1") -> TestResponse:
        form = {"csrf": token, "username": "ana", "password": password, "decision": "allow"}
        environ = {"REMOTE_ADDR": address}
        return self.client.post(
            "/oauth/authorize", query_string=QUERY, data=form, base_url=self._base_url, environ_overrides=environ
        )

    def log_in(self, password: str = "demo", address: str = "192.0.2.1") -> TestResponse:
        return self.send(token_on(self.open()), password, address)


def token_on(page: TestResponse) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def cookies_of(response: TestResponse) -> SimpleCookie:
    jar = SimpleCookie()
    for line in response.headers.getlist("Set-Cookie"):
        jar.load(line)
    return jar


@pytest.fixture
def door(folder: Path) -> Iterator[Door]:
    opened = Door(folder, "https://store.example")
    yield opened
    opened.close()


@pytest.fixture
def ana(door: Door) -> Browser:
    return door.browser()


def test_no_other_page_can_frame_it_and_nothing_on_it_comes_from_elsewhere(ana: Browser) -> None:
    headers = ana.open().headers
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")


def test_its_cookies_are_out_of_reach_of_scripts_of_other_sites_and_of_the_open_line(ana: Browser) -> None:
    opened, logged_in = ana.open(), ana.log_in()
    for response in (opened, logged_in):
        for cookie in cookies_of(response).values():
            assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax"), cookie.key
    # The prefix makes browsers refuse it where it is not Secure, or comes from another host of the domain.
    assert list(cookies_of(opened)) == ["__Host-store"]
    assert cookies_of(opened)["__Host-store"]["path"] == "/"


def test_on_this_machine_it_works_without_tls(folder: Path) -> None:
    door = Door(folder, "http://127.0.0.1:8081")
    response = door.browser().log_in()
    door.close()
    assert response.status_code == 302
    assert not any(cookie["secure"] for cookie in cookies_of(response).values())


@pytest.mark.parametrize("token", ["", "guessed", "é", "\x00"])
def test_a_form_without_the_token_of_this_browser_logs_nobody_in(ana: Browser, token: str) -> None:
    ana.open()
    refused = ana.send(token)
    assert refused.status_code == 400
    assert "Please try once more." in refused.text


def test_the_token_of_another_browser_logs_nobody_in(door: Door, ana: Browser) -> None:
    """Else whoever has a page of their own open could make a customer link an account that is not theirs."""
    theirs = token_on(door.browser().open())
    ana.open()
    assert ana.send(theirs).status_code == 400


def test_a_form_that_stood_open_for_long_is_asked_again(ana: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_on(ana.open())
    opened = time.time()
    # The clock of what signs the cookie.
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: int(opened + PAGE_LIFETIME.total_seconds()) + 2)
    assert ana.send(token).status_code == 400


def test_after_the_login_the_browser_is_another_to_the_store(ana: Browser) -> None:
    """Session fixation: a cookie that somebody planted before the login is worth nothing after it."""
    before = token_on(ana.open())
    planted = ana.client.get_cookie("__Host-store", domain="store.example")
    assert planted
    assert ana.send(before).status_code == 302
    assert ana.client.get_cookie("__Host-store", domain="store.example") is None
    assert token_on(ana.open()) != before


def test_a_login_leads_to_the_platforms_own_address_and_nowhere_else(ana: Browser) -> None:
    location = urlsplit(ana.log_in().headers["Location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == QUERY["redirect_uri"]
    answered = dict(parse_qsl(location.query))
    assert set(answered) == {"code", "state", "iss"}
    assert answered["iss"] == "https://store.example"


def test_a_name_that_exists_and_one_that_does_not_are_answered_alike(ana: Browser) -> None:
    def refused(username: str) -> tuple[int, str]:
        form = {"csrf": token_on(ana.open()), "username": username, "password": "guess", "decision": "allow"}
        response = ana.client.post("/oauth/authorize", query_string=QUERY, data=form, base_url="https://store.example")
        return response.status_code, response.text.replace(username, "NAME")

    assert refused("cara") == refused("zoe1")


@pytest.mark.usefixtures("quick")
def test_a_stranger_who_guesses_at_many_addresses_does_not_keep_the_owner_out(door: Door, ana: Browser) -> None:
    assert ana.log_in().status_code == 302
    stranger = door.browser()
    statuses = [
        stranger.log_in("guess", f"198.51.100.{number}").status_code for number in range(4) for _ in range(TRIES)
    ]
    assert set(statuses) == {401}
    locked = stranger.log_in(address="203.0.113.1")
    assert (locked.status_code, locked.headers.get("Location")) == (429, None)
    assert "Please try again in a quarter of an hour." in locked.text
    assert ana.log_in().status_code == 302


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("forged", ["", "x", "WyJhIiwiYiJd.aaaa.bbbb", "é"])
def test_a_browser_cannot_say_of_itself_that_it_is_known(door: Door, forged: str) -> None:
    stranger = door.browser()
    stranger.client.set_cookie("known", forged, domain="store.example", path="/oauth/")
    for _ in range(TRIES):
        assert stranger.log_in("guess").status_code == 401
    assert stranger.log_in().status_code == 429
