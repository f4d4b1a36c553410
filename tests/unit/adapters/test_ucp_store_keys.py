"""The keys by which a store is believed: read from its profile, and looked for anew when an unknown one is named."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.scripted_store import Reply, ScriptedStore, Silence
from tests.unit.adapters.conftest import TURN_SECONDS
from voiceshop.adapters.ucp import profile
from voiceshop.adapters.ucp.profile import Profiles
from voiceshop.adapters.ucp.signatures import public_key
from voiceshop.adapters.ucp.transport import Transport
from voiceshop.adapters.ucp.wire import Unusable
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import StoreTrouble

OLD, NEW = {"kid": "old", "kty": "EC"}, {"kid": "new", "kty": "EC"}
# RFC 7517, appendix A.1.
POINT = {"x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}
GOOD = {"kty": "EC", "crv": "P-256", "kid": "key", **POINT}


def shows(store: ScriptedStore, *keys: object) -> Reply:
    return Reply({**store.profile(), "keys": list(keys)})


class TestLookingForAKey:
    @pytest.fixture(autouse=True)
    def rotated(self, scripted: ScriptedStore) -> None:
        """A store that shows a new key from the second look at its profile on."""
        scripted.on("GET /.well-known/ucp", shows(scripted, OLD), shows(scripted, OLD, NEW))
        self._profiles, self._transport = Profiles(scripted.url), Transport()

    def look_for(self, key_id: str) -> object:
        return self._profiles.key(key_id, self._transport, {}, Deadline.after(TURN_SECONDS))

    def test_a_profile_that_was_read_just_now_is_not_read_again_for_unknown_keys(self, scripted: ScriptedStore) -> None:
        assert self.look_for("old") == OLD
        assert [self.look_for(name) for name in ("new", "a", "b", "c")] == [None] * 4
        assert len(scripted.asked) == 1

    def test_a_key_that_was_added_is_found_a_minute_later(
        self, scripted: ScriptedStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert self.look_for("new") is None
        monkeypatch.setattr(profile, "_ANEW_SECONDS", 0)  # as if the minute were over

        assert self.look_for("new") == NEW
        assert self.look_for("old") == OLD
        assert len(scripted.asked) == 2


class TestOddKeys:
    @pytest.mark.parametrize("odd", [{"kty": "EC"}, {"kid": 7}, {"kid": ["old"]}, "no key", None, [OLD]])
    def test_one_spoils_neither_the_others_nor_the_shop(self, scripted: ScriptedStore, odd: object) -> None:
        scripted.on("GET /.well-known/ucp", shows(scripted, odd, OLD))
        profiles, transport = Profiles(scripted.url), Transport()

        assert profiles.current(transport, {}, Deadline.after(TURN_SECONDS)).keys == {"old": OLD}

    @pytest.mark.parametrize("published", ["keys", {"old": OLD}, 7, True, None])
    def test_what_is_no_list_is_none_and_the_shop_is_open(self, scripted: ScriptedStore, published: object) -> None:
        scripted.on("GET /.well-known/ucp", Reply({**scripted.profile(), "keys": published}))

        profile = Profiles(scripted.url).current(Transport(), {}, Deadline.after(TURN_SECONDS))

        assert (profile.keys, profile.endpoint("dev.ucp.shopping") != "") == ({}, True)

    def test_few_are_remembered(self, scripted: ScriptedStore) -> None:
        scripted.on("GET /.well-known/ucp", shows(scripted, *({"kid": str(number)} for number in range(1000))))

        assert len(Profiles(scripted.url).current(Transport(), {}, Deadline.after(TURN_SECONDS)).keys) == 20


def test_of_many_who_name_a_key_one_waits_for_a_store_that_does_not_answer(scripted: ScriptedStore) -> None:
    scripted.on("GET /.well-known/ucp", Silence())
    profiles, transport = Profiles(scripted.url), Transport()

    def look() -> object:
        return profiles.key("any", transport, {}, Deadline.after(TURN_SECONDS))

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(look)
        while not scripted.asked:
            assert not waiting.done()
        with pytest.raises(Unusable):
            look()
        scripted.stopping.set()
        with pytest.raises(StoreTrouble):
            waiting.result()


class TestKeysThatCanBeUsed:
    def test_one_of_es256(self) -> None:
        key = public_key(GOOD)
        assert key is not None
        assert key.curve.name == "secp256r1"

    @pytest.mark.parametrize(
        "change",
        [
            {"kty": "OKP"},
            {"kty": "oct", "k": "c2VjcmV0"},
            {"crv": "P-384"},
            {"alg": "HS256"},
            {"use": "enc"},
            {"key_ops": ["sign"]},
            {"key_ops": "verify"},
            {"x": POINT["y"]},
            {"x": ""},
            {"x": 7},
            {"x": "ä"},
            {"x": "A" * 100_000},
            {"y": None},
        ],
    )
    def test_no_other(self, change: dict[str, object]) -> None:
        assert public_key({**GOOD, **change}) is None

    def test_and_none_at_all(self) -> None:
        assert public_key({}) is None
