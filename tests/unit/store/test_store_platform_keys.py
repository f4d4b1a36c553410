"""The keys of platforms: read from their profiles, of one kind, and never asked for more often than is polite."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from store import platforms
from store.platforms import FETCHES_AT_ONCE, Platforms
from tests.support.serving import Handler, serving
from tests.support.signing_platform import SigningPlatform, signing_platform

STORE = "http://127.0.0.1:8081"


@pytest.fixture
def platform() -> Iterator[SigningPlatform]:
    with signing_platform() as running:
        yield running


def test_a_key_is_found_by_its_id_and_remembered(platform: SigningPlatform) -> None:
    known = Platforms(STORE)
    key = known.key_of(platform.profile, "platform-1")
    assert key
    assert key.public_numbers() == platform.key.public_key().public_numbers()
    assert (known.key_of(platform.profile, "platform-1"), platform.asked) == (key, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"crv": "P-384"},
        {"kty": "OKP"},
        {"alg": "ES384"},
        {"use": "enc"},
        {"key_ops": ["sign"]},
        {"x": "AAAA"},
        {"x": None},
        {"kid": "another"},
    ],
)
def test_a_key_of_another_kind_is_none_and_spoils_no_other(platform: SigningPlatform, changes: dict[str, Any]) -> None:
    platform.published = [platform.jwk(**changes), platform.jwk(kid="good"), "no key"]  # type: ignore[list-item]
    known = Platforms(STORE)
    assert known.key_of(platform.profile, "platform-1") is None
    assert known.key_of(platform.profile, "good")


@pytest.mark.parametrize("published", [None, "keys", {"platform-1": {}}, 7])
def test_a_profile_without_a_list_of_keys_has_none(platform: SigningPlatform, published: Any) -> None:
    platform.published = published
    assert Platforms(STORE).key_of(platform.profile, "platform-1") is None


def test_a_key_that_is_missing_is_looked_for_again_after_a_while_only(
    platform: SigningPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Platforms(STORE)
    for _ in range(5):
        assert known.key_of(platform.profile, "platform-2") is None
    assert platform.asked == 1

    platform.published.append(platform.jwk(kid="platform-2"))
    monkeypatch.setattr(platforms, "FLOOR_S", 0.0)
    assert known.key_of(platform.profile, "platform-2")
    assert platform.asked == 2


def test_a_key_that_was_taken_back_is_forgotten_in_the_end(
    platform: SigningPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Platforms(STORE)
    assert known.key_of(platform.profile, "platform-1")
    platform.published.clear()
    monkeypatch.setattr(platforms, "REMEMBERED_S", 0.0)
    monkeypatch.setattr(platforms, "FLOOR_S", 0.0)
    assert known.key_of(platform.profile, "platform-1") is None


def test_a_platform_that_is_away_is_not_called_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Platforms(STORE)
    with signing_platform() as gone:
        address = gone.profile
    assert known.key_of(address, "platform-1") is None
    calls: list[str] = []
    monkeypatch.setattr(platforms, "exchange", lambda *asked: calls.append(asked[1]))
    assert known.key_of(address, "platform-1") is None
    assert calls == []


def test_slow_platforms_hold_up_no_more_than_a_few_requests() -> None:
    asked, answering = Event(), Event()

    class Slow(Handler):
        def do_GET(self) -> None:
            asked.set()
            answering.wait()
            self.answer(b"{}")

    known = Platforms(STORE)
    with serving(Slow) as url, ThreadPoolExecutor(FETCHES_AT_ONCE) as pool:
        held = [pool.submit(known.key_of, f"{url}/{number}", "k") for number in range(FETCHES_AT_ONCE)]
        try:
            asked.wait()
            while known._places.acquire(blocking=False):  # until all of them are on their way
                known._places.release()
            assert known.key_of(f"{url}/another", "k") is None
        finally:
            answering.set()
        assert [each.result() for each in held] == [None, None]
    assert known.key_of(f"{url}/0", "k") is None
