"""The store behind what speaks TLS for it: whom a request is from, and whoever may say so."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from store_client import Linking

from processes import PROJECT_ROOT, RunningServer, reserved_port, running
from store import cli
from store.oauth.accounts import TRIES
from store.oauth.clients import ALEXA

# Authlib allows plain HTTP by this machine's own name, so what comes through the proxy is for the store's.
AS_THE_PROXY = {"Host": "store.example", "X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
STRANGER, OWNER = "198.51.100.7", "203.0.113.9"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {"VOICESHOP_DATA": str(tmp_path_factory.mktemp("behind-a-proxy"))}


@pytest.fixture(scope="module")
def behind(data: dict[str, str]) -> Iterator[RunningServer]:
    """A store whose proxy is on this machine, as every caller of these tests is."""
    with running("store", ["serve", "--port", "0", "--trusted-proxy", "127.0.0.1"], data) as server:
        yield server


@pytest.fixture(scope="module")
def beside(data: dict[str, str]) -> Iterator[RunningServer]:
    """A store with the same data whose proxy is another machine."""
    with running("store", ["serve", "--port", "0", "--trusted-proxy", "192.0.2.1"], data) as server:
        yield server


@pytest.fixture(scope="module")
def behind_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a store listens that is known by an HTTPS address: what speaks TLS stands before it."""
    own = {"VOICESHOP_DATA": str(tmp_path_factory.mktemp("behind-tls")), "VOICESHOP_DEMO_ACCOUNTS": "on"}
    known_by = ["--base-url", "https://store.example", "--trusted-proxy", "127.0.0.1"]
    with reserved_port() as port:
        command = [sys.executable, "-m", "store", "serve", "--port", str(port), *known_by]
        # Stores on loopback have this process allow plain HTTP, which the one behind TLS must not need.
        strict = {name: value for name, value in os.environ.items() if name != "AUTHLIB_INSECURE_TRANSPORT"}
        with subprocess.Popen(command, cwd=PROJECT_ROOT, env=strict | own) as process:
            url = f"http://127.0.0.1:{port}"
            wait_until_ready(url, process)
            yield url
            process.terminate()


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with suppress(requests.ConnectionError):
            requests.get(f"{url}/healthz", timeout=30)
            return
        assert process.poll() is None
        time.sleep(0.1)
    pytest.fail("the store is not ready")


def guess(server: RunningServer, name: str, forwarded_for: str) -> int:
    """The status of one wrong password that came with this X-Forwarded-For."""
    linking = Linking(server.url)
    linking.browser.headers["X-Forwarded-For"] = forwarded_for
    return linking.log_in(name, "guess").status_code


def test_a_stranger_behind_it_locks_the_strangers_address_and_no_other(behind: RunningServer) -> None:
    assert [guess(behind, "ana", STRANGER) for _ in range(TRIES + 1)] == [401] * TRIES + [429]
    assert guess(behind, "ana", OWNER) == 401


def test_what_a_stranger_says_before_the_proxy_does_is_nothing(behind: RunningServer) -> None:
    said = [f"192.0.2.{number}, {STRANGER}" for number in range(TRIES + 1)]
    assert [guess(behind, "ben", forwarded) for forwarded in said] == [401] * TRIES + [429]


def test_whoever_is_not_the_proxy_cannot_say_whom_a_request_is_from(beside: RunningServer) -> None:
    said = [f"192.0.2.{number}" for number in range(TRIES + 1)]
    assert [guess(beside, "cara", forwarded) for forwarded in said] == [401] * TRIES + [429]


def test_a_store_behind_tls_does_not_start_without_its_proxys_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VOICESHOP_DATA", str(tmp_path / "data"))
    with pytest.raises(SystemExit, match="--trusted-proxy"):
        cli.main(["serve", "--port", "0", "--base-url", "https://store.example"])
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("everybody", ["*", "proxy.example", "10.0.0.0/8", ""])
def test_a_proxy_is_one_address(capsys: pytest.CaptureFixture[str], everybody: str) -> None:
    with pytest.raises(SystemExit):
        cli.main(["serve", "--port", "0", "--trusted-proxy", everybody])
    assert "--trusted-proxy" in capsys.readouterr().err


def test_an_account_can_be_linked_behind_tls(behind_tls: str) -> None:
    linking = Linking(behind_tls)
    linking.browser.headers.update(AS_THE_PROXY)
    page = linking.open()
    assert page.status_code == 200, page.text
    assert "Secure" in page.headers["Set-Cookie"]


@pytest.mark.parametrize(("path", "status"), [("token", 400), ("revoke", 200)])
def test_tokens_are_taken_behind_tls(behind_tls: str, path: str, status: int) -> None:
    asked = {"grant_type": "refresh_token", "refresh_token": "x", "token": "x", "client_id": ALEXA.client_id}
    answer = requests.post(f"{behind_tls}/oauth/{path}", data=asked, headers=AS_THE_PROXY, timeout=30)
    assert answer.status_code == status
    assert "insecure_transport" not in answer.text
