"""The keys of platforms: read from their profiles, of one kind, and never asked for more often than is polite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore
from typing import Any
from urllib.parse import urlsplit

import pytest

from store import platforms
from store.platforms import FETCHES_AT_ONCE, MOST_KEYS, MOST_REMEMBERED, Platforms
from store.webhooks.calls import Unreachable
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


class Elsewhere:
    """Platforms at public addresses: each shows the same profile, is held up, or is away."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, profile: bytes) -> None:
        self.asked: list[str] = []
        self.away: set[str] = set()
        self.slow: set[str] = set()
        self.waiting, self.answering = Semaphore(0), Event()
        self._profile = profile
        monkeypatch.setattr(platforms, "exchange", self._exchange)
        monkeypatch.setattr(Platforms, "check", lambda _known, _url: ("192.0.2.1",))

    def _exchange(self, _method: str, url: str, *_: object) -> bytes:
        self.asked.append(url)
        host = urlsplit(url).hostname
        if host in self.away:
            raise Unreachable
        if host in self.slow:
            self.waiting.release()
            self.answering.wait()
        return self._profile


@pytest.fixture
def elsewhere(platform: SigningPlatform, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    return Elsewhere(monkeypatch, json.dumps({"keys": platform.published}).encode())


OURS = "https://ours.example/profile"


def test_slow_platforms_hold_up_no_more_than_a_few_requests(elsewhere: Elsewhere) -> None:
    known = Platforms(STORE)
    elsewhere.slow = {f"slow-{number}.example" for number in range(FETCHES_AT_ONCE)}
    with ThreadPoolExecutor(FETCHES_AT_ONCE) as pool:
        held = [pool.submit(known.key_of, f"https://{host}/", "platform-1") for host in elsewhere.slow]
        try:
            for _ in held:
                elsewhere.waiting.acquire()
            assert known.key_of(OURS, "platform-1") is None
            assert OURS not in elsewhere.asked
        finally:
            elsewhere.answering.set()
        assert all(each.result() for each in held)
    assert known.key_of(OURS, "platform-1")


def test_a_slow_platform_is_waited_for_once_whatever_profiles_it_names(elsewhere: Elsewhere) -> None:
    known = Platforms(STORE)
    elsewhere.slow = {"slow.example"}
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(known.key_of, "https://slow.example/0", "platform-1")
        try:
            elsewhere.waiting.acquire()
            assert known.key_of("https://slow.example/1", "platform-1") is None
            assert known.key_of(OURS, "platform-1")
        finally:
            elsewhere.answering.set()
        assert held.result()


def test_a_platform_that_is_away_for_a_while_is_known_by_its_last_keys(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Platforms(STORE)
    key = known.key_of(OURS, "platform-1")
    assert key
    monkeypatch.setattr(platforms, "REMEMBERED_S", 0.0)
    monkeypatch.setattr(platforms, "FLOOR_S", 0.0)
    elsewhere.away = {"ours.example"}
    assert [known.key_of(OURS, "platform-1") for _ in range(3)] == [key] * 3
    assert len(elsewhere.asked) == 4, "it is asked for anew all the same"

    monkeypatch.setattr(platforms, "LAST_GOOD_S", 0.0)
    assert known.key_of(OURS, "platform-1") is None


CROWD = frozenset(f"crowd-{number}.example" for number in range(MOST_REMEMBERED + 5))


@pytest.mark.parametrize("away", [CROWD, frozenset()])
def test_who_has_signed_is_not_forgotten_for_crowds_that_have_not(elsewhere: Elsewhere, away: frozenset[str]) -> None:
    known = Platforms(STORE)
    assert known.key_of(OURS, "platform-1")
    known.note_signature(OURS)
    elsewhere.away |= away
    for host in CROWD:
        known.key_of(f"https://{host}/", "platform-1")
    asked = len(elsewhere.asked)
    assert known.key_of(OURS, "platform-1")
    assert (asked, len(known._known)) == (len(elsewhere.asked), MOST_REMEMBERED)


def test_no_host_has_all_the_room_whatever_it_signs(elsewhere: Elsewhere) -> None:
    known = Platforms(STORE)
    for url in (OURS, *(f"https://crowd.example/{number}" for number in range(MOST_REMEMBERED + 5))):
        assert known.key_of(url, "platform-1")
        known.note_signature(url)
    asked = len(elsewhere.asked)
    assert known.key_of(OURS, "platform-1")
    assert asked == len(elsewhere.asked)


def test_few_keys_of_a_profile_are_remembered(platform: SigningPlatform) -> None:
    platform.published = [platform.jwk(kid=str(number)) for number in range(500)]
    known = Platforms(STORE)
    assert known.key_of(platform.profile, "0")
    assert known.key_of(platform.profile, "499") is None
    assert len(known._known[platform.profile].profile.keys) == MOST_KEYS
