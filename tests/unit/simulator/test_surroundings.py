"""What the servers around a simulated device are told."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import tzinfo
from zoneinfo import ZoneInfo

import pytest

from simulator.surroundings import skill_settings
from store.settings import SECRETS, WrongSettings, from_environment
from store.shop import shop
from voiceshop.bootstrap import Settings


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


def test_the_skill_lives_in_the_time_zone_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICESHOP_TIME_ZONE", raising=False)
    assert zone_of(skill_settings({}, "http://127.0.0.1:1")) == shop().timezone


def test_unless_it_is_told_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICESHOP_TIME_ZONE", "Europe/Vienna")
    assert zone_of(skill_settings({}, "http://127.0.0.1:1")) == ZoneInfo("Europe/Vienna")
    told = skill_settings({"VOICESHOP_TIME_ZONE": "Asia/Tokyo"}, "http://127.0.0.1:1")
    assert zone_of(told) == ZoneInfo("Asia/Tokyo")


def zone_of(told: Mapping[str, str]) -> tzinfo:
    return Settings.from_environment({"VOICESHOP_STORE_URL": "http://s", **told}).time_zone
