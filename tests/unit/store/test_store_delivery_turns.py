"""Whose order events go first: who answers in time does not wait for those who do not, and everybody has a turn."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from delivery_bench import Peer, announce, state
from store_bench import HandClock

from store.application import Store
from store.platforms import Platforms
from store.signing.keys import signing_key
from store.webhooks.deliverer import DELIVERED, ROUND_S, Deliverer
from store.webhooks.turns import MOST_HOSTS, Due, Hosts, Standing


class NameServers:
    """Find this machine and no other. Looking for a slow host takes longer than a round, by the deliverer's clock."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.now = 0.0
        self._real = socket.getaddrinfo

    def look_up(self, host: str, *others: Any, **named: Any) -> Any:
        self.asked.append(host)
        if host == "127.0.0.1":
            return self._real(host, *others, **named)
        self.now += ROUND_S + 1 if "slow" in host else 0.1
        raise OSError

    def deliverer(self, store: Store) -> Deliverer:
        """A store's, in a process of its own."""
        key, platforms = signing_key(store.settings.data_dir), Platforms(store.settings.base_url)
        return Deliverer(store, key, platforms, lambda: self.now)

    def asked_by(self, round_: Callable[[], None]) -> list[str]:
        """Which hosts a round asks, in turn."""
        before = len(self.asked)
        round_()
        return self.asked[before:]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> NameServers:
    servers = NameServers()
    monkeypatch.setattr(socket, "getaddrinfo", servers.look_up)
    return servers


def test_a_platform_of_many_slow_hosts_is_waited_for_once_and_then_comes_after_all_others(
    store: Store, clock: HandClock, names: NameServers
) -> None:
    for number in range(40):
        announce(store, f"https://{number}.slow.example/profile", clock())
    announce(store, "https://good.example/profile", clock())
    deliverer = names.deliverer(store)
    assert names.asked_by(deliverer.deliver_due) == ["0.slow.example"], "the round is over"
    assert names.asked_by(deliverer.deliver_due) == ["good.example", "1.slow.example"]


def test_who_was_late_comes_after_whom_nobody_knows_in_a_store_that_was_started_anew_too(
    store: Store, clock: HandClock, names: NameServers
) -> None:
    for number in range(3):
        announce(store, f"https://slow-{number}.example/profile", clock())
    deliverer = names.deliverer(store)
    for _ in range(3):
        deliverer.deliver_due()
    clock.wait(seconds=1)
    announce(store, "https://good.example/profile", clock())
    assert names.asked_by(deliverer.deliver_due) == ["good.example", "slow-0.example"]
    announce(store, "https://better.example/profile", clock())
    assert names.asked_by(names.deliverer(store).deliver_due) == ["better.example", "slow-1.example"]


def test_who_answered_in_time_comes_before_whom_nobody_knows(
    store: Store, clock: HandClock, names: NameServers, peer: Peer
) -> None:
    deliverer = names.deliverer(store)
    announce(store, f"{peer.url}/profile", clock())
    deliverer.deliver_due()
    for number in range(3):
        announce(store, f"https://slow-{number}.example/profile", clock())
    event = announce(store, f"{peer.url}/profile", clock())
    assert names.asked_by(deliverer.deliver_due) == ["127.0.0.1", "slow-0.example"]
    assert state(store, event) == (DELIVERED, 0)


def test_who_was_late_has_a_turn_in_the_end_however_many_slow_hosts_come_anew(
    store: Store, clock: HandClock, names: NameServers
) -> None:
    deliverer = names.deliverer(store)
    announce(store, "https://once-away.example/profile", clock())
    deliverer.deliver_due()
    clock.wait(seconds=2)
    for number in range(3):
        announce(store, f"https://slow-{number}.example/profile", clock())
    assert names.asked_by(deliverer.deliver_due) == ["slow-0.example", "once-away.example"]


def test_only_so_many_hosts_are_remembered() -> None:
    hosts = Hosts()
    for number in range(MOST_HOSTS + 1):
        hosts.note(f"{number}.example", Standing.LATE)
    late, forgotten = Due("first", "1.example", 0), Due("second", "0.example", 0)
    assert hosts.in_turn([late, forgotten]) == [forgotten, late]
