"""The accounts whose password everybody knows: there for trying on this machine, and elsewhere no store starts."""

from __future__ import annotations

import os
import shutil
import socket
from contextlib import nullcontext
from pathlib import Path

import pytest

from store import cli, serve
from store.settings import DATA
from tests.support.local_stripe import API_KEY, WEBHOOK_SECRET

STRIPE = {
    "VOICESHOP_STORE_PAYMENTS": "stripe",
    "VOICESHOP_STRIPE_API_KEY": API_KEY,
    "VOICESHOP_STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
}
LOGIN = "Demo login ana / demo"
TO_THE_WORLD = ["--base-url", "https://store.example", "--trusted-proxy", "127.0.0.1"]


class IdleServer:
    """Ends as soon as it is run."""

    def __init__(self, *_: object, **__: object) -> None:
        """Takes what waitress takes."""

    def run(self) -> None:
        """Serves nobody."""

    close = run


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> pytest.MonkeyPatch:
    """No setting of the store's but where its data is, and nothing that listens for longer than it takes to start."""
    for name in [name for name in os.environ if name.startswith("VOICESHOP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VOICESHOP_DATA", str(folder))
    monkeypatch.setattr(serve, "create_server", IdleServer)
    monkeypatch.setattr(serve, "in_background", lambda *_: nullcontext())
    monkeypatch.setattr(serve.signal, "signal", lambda *_: None)
    listen = socket.create_server
    monkeypatch.setattr(serve.socket, "create_server", lambda at: listen(("127.0.0.1", at[1])))
    return monkeypatch


def start(*arguments: str) -> None:
    cli.main(["serve", "--port", "0", *arguments])


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        ([], STRIPE),
        (TO_THE_WORLD, {}),
        (["--base-url", "http://store.example"], {}),
        (["--host", "0.0.0.0"], {}),
        (["--host", "0.0.0.0", "--base-url", "http://127.0.0.1:8081"], {}),
        (TO_THE_WORLD, {"VOICESHOP_DEMO_ACCOUNTS": "off"}),
    ],
)
def test_where_others_come_or_money_moves_the_store_does_not_start_with_them(
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    settings: dict[str, str],
) -> None:
    for name, value in settings.items():
        environment.setenv(name, value)
    with pytest.raises(SystemExit, match="VOICESHOP_DEMO_ACCOUNTS"):
        start(*arguments)
    assert "listening" not in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "settings"), [([], STRIPE), (TO_THE_WORLD, {})])
def test_it_does_when_it_is_told_so_and_does_not_print_their_login(
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    settings: dict[str, str],
) -> None:
    for name, value in {**settings, "VOICESHOP_DEMO_ACCOUNTS": "on"}.items():
        environment.setenv(name, value)
    start(*arguments)
    printed = capsys.readouterr().out
    assert "listening" in printed
    assert LOGIN not in printed


def test_it_does_when_the_customers_have_another_password(
    environment: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    files, data = tmp_path_factory.mktemp("shop"), tmp_path_factory.mktemp("data")
    shutil.copytree(DATA, files, dirs_exist_ok=True)
    accounts = files / "customers.yaml"
    accounts.write_text(accounts.read_text().replace("password: demo", "password: one that nobody else knows"))
    environment.setenv("VOICESHOP_SHOP", str(files))
    environment.setenv("VOICESHOP_DATA", str(data))
    start(*TO_THE_WORLD)
    assert LOGIN not in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["--host", "localhost"], ["--base-url", "http://localhost:8081/"]])
def test_on_this_machine_they_are_there_and_their_login_is_printed(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    start(*arguments)
    assert LOGIN in capsys.readouterr().out


def test_the_setting_is_on_or_off(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("VOICESHOP_DEMO_ACCOUNTS", "yes")
    with pytest.raises(SystemExit, match="on or off"):
        start()
