"""What the servers around a simulated device are told."""

from __future__ import annotations

import os

import pytest

from simulator.surroundings import skill_settings
from store.settings import SECRETS, WrongSettings, from_environment


def test_the_skill_is_told_none_of_the_stores_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICESHOP_STORE_PAYMENTS", "stripe")
    for name in SECRETS:
        monkeypatch.setenv(name, "sk_test_of_the_store")
    assert from_environment("http://127.0.0.1:8081").stripe

    told = {**os.environ, **skill_settings({SECRETS[0]: "sk_test_of_the_store"}, "http://127.0.0.1:1")}

    assert "sk_test_of_the_store" not in told.values()
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings):
        from_environment("http://127.0.0.1:8081")
