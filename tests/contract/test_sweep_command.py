"""The command that sweeps where there is no AWS."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.linking import link
from store.launch import running_store
from tests.contract.store_port.shopping import confirmed, quoted
from tools.emulator import PROJECT_ROOT
from voiceshop.adapters.ucp import UcpStores
from voiceshop.bootstrap import open_ledger
from voiceshop.shop.customer import Customer
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.purchase import PurchaseState
from webservice.launch import running_skill


def sweep(data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("VOICESHOP_")}
    return subprocess.run(
        [sys.executable, "-m", "tools.sweep"],
        cwd=PROJECT_ROOT,
        env={**mine, "VOICESHOP_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_sweeps_what_make_run_serves_and_makes_the_key_if_need_be(tmp_path: Path) -> None:
    done = sweep(tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Open"] == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix) == ["ledger.sqlite3", "platform-key.pem"]


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("VOICESHOP_LEDGER", "stone:tablet", "no Ledger of the kind 'stone'"),
        ("VOICESHOP_PLATFORM_KEY", "stone:tablet", "no key of the kind 'stone'"),
    ],
)
def test_wrong_settings_are_told(tmp_path: Path, setting: str, value: str, words: str) -> None:
    done = sweep(tmp_path, **{setting: value})
    assert done.returncode == 1
    assert words in done.stderr


def test_a_ledger_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite3").write_text("no database, and certainly none of ours")
    done = sweep(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "The Ledger failed" in done.stderr


def test_the_profile_that_the_web_service_shows_is_what_the_store_knows_it_by(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    known = {
        "VOICESHOP_PROFILE_URL": f"http://127.0.0.1:{port}/.well-known/ucp",
        "VOICESHOP_PLATFORM_KEY": f"file:{tmp_path}/key.pem",
    }
    with running_store() as store, running_skill(store.url, port=port, data_dir=tmp_path / "skill", env=known):
        stores = UcpStores(store.url, known["VOICESHOP_PROFILE_URL"])
        ana = stores.open(link(store.url, "ana", "demo").access_token(), Deadline.after(300), "en-US")
        asked = datetime.now(UTC) - timedelta(minutes=11)
        purchase = replace(confirmed(quoted(ana, 1)), state=PurchaseState.QUOTED, quoted_at=asked)
        # Not the Ledger of the web service, which the store's order event reaches at once.
        address = f"sqlite:{tmp_path}/ledger.sqlite3"
        ledger = open_ledger(address)
        ledger.quote(purchase)
        placing, _ = ledger.place(purchase, Customer(purchase.user, purchase_id=purchase.id))
        ana.complete(placing)

        done = sweep(tmp_path, VOICESHOP_LEDGER=address, VOICESHOP_STORE_URL=store.url, **known)

    assert json.loads(done.stdout)["Placed"] == 1, done.stderr
    assert ledger.open_purchases() == ()
