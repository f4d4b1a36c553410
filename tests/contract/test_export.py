"""The command that prints all that is held of one customer, on every Ledger."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.support.purchases import ANA, BEN
from tools.emulator import PROJECT_ROOT
from voiceshop.bootstrap import open_ledger
from voiceshop.shop.customer import Customer, PastOrder
from voiceshop.shop.voice_code import VoiceCode
from voiceshop.shop.want import Want


def export(user: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.export", user]
    mine = {name: value for name, value in os.environ.items() if name != "VOICESHOP_LEDGER"}
    return subprocess.run(
        command, cwd=PROJECT_ROOT, env=mine | environment, capture_output=True, text=True, check=False
    )


def test_it_prints_all_that_is_held_of_that_customer_as_json(address: str) -> None:
    order = PastOrder("order_1", "1042", datetime(2026, 11, 22, 12, tzinfo=UTC), (Want("croissant", 2),))
    for user in (ANA, BEN):
        open_ledger(address).save(Customer(user, cart_id=f"cart of {user}", orders=(order,)))

    done = export(ANA, VOICESHOP_LEDGER=address)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["user"] == ANA
    assert f"cart of {ANA}" in done.stdout
    assert "1042" in done.stdout
    assert BEN not in done.stdout


def test_it_prints_nothing_that_a_voice_code_can_be_guessed_from(address: str) -> None:
    open_ledger(address).save(Customer(ANA, code=VoiceCode(secret="salt$hash", proposed="salt$other", tries=2)))
    printed = export(ANA, VOICESHOP_LEDGER=address).stdout
    assert "salt" not in printed
    assert "withheld" in printed


def test_of_a_stranger_it_tells_that_nothing_is_held(address: str) -> None:
    told = json.loads(export("amzn1.ask.account.NOBODY", VOICESHOP_LEDGER=address).stdout)
    assert told.pop("user") == "amzn1.ask.account.NOBODY"
    assert not any(told.values())


def test_it_says_what_it_needs() -> None:
    done = export(ANA)
    assert done.returncode == 1
    assert "VOICESHOP_LEDGER" in done.stderr


def test_it_knows_no_such_ledger() -> None:
    done = export(ANA, VOICESHOP_LEDGER="paper:book")
    assert done.returncode == 1
    assert "paper" in done.stderr


def test_a_ledger_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite3").write_text("no database at all, but long enough to be looked at as one" * 100)
    done = export(ANA, VOICESHOP_LEDGER=f"sqlite:{tmp_path}/ledger.sqlite3")
    assert done.returncode == 1
    assert "could not be read" in done.stderr


def test_text_that_looks_like_a_list_is_told_as_it_is(address: str) -> None:
    order = PastOrder("[o", "[web] 1042", datetime(2026, 11, 22, 12, tzinfo=UTC), ())
    open_ledger(address).save(Customer(ANA, place_id="[north] 12", orders=(order,)))

    done = export(ANA, VOICESHOP_LEDGER=address)

    assert done.returncode == 0, done.stderr
    assert "[north] 12" in done.stdout
    assert "[web] 1042" in done.stdout
