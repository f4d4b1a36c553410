"""A stage is a world of its own, whatever the developer's shell says of the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.conversations.script import Given
from simulator.conversations.stage import open_stage


def test_a_play_touches_no_ledger_no_money_and_no_webhook_of_the_developers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = tmp_path / "ledger.sqlite3"
    monkeypatch.setenv("VOICESHOP_LEDGER", f"sqlite:{ledger}")
    monkeypatch.setenv("VOICESHOP_STORE_PAYMENTS", "stripe")
    monkeypatch.setenv("VOICESHOP_STRIPE_API_KEY", "sk_test_a_key_that_opens_nothing")
    monkeypatch.setenv("VOICESHOP_STRIPE_WEBHOOK_SECRET", "whsec_a_secret_between_friends")
    monkeypatch.setenv("VOICESHOP_STRIPE_API_BASE", "http://127.0.0.1:9")
    monkeypatch.setenv("VOICESHOP_WEBHOOK_URL", "http://127.0.0.1:9")

    given = Given(customer="ana")
    with open_stage() as stage:
        customer = stage.customer(given)
        with stage.device(given, customer, "en-US") as device:
            device.say("ask bluebird coffee for a croissant")
            device.say("check out")
            heard = device.say("yes").speech
        standing = stage.shop.standing(customer, "ana")

    assert heard is not None
    assert heard.text.startswith("Done.")
    assert len(standing.orders) == 1
    assert not ledger.exists()
