"""Delivering order events: a platform that misbehaves harms itself alone, and only what is due is looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from delivery_bench import SHARE_S, Peer, announce, state
from store_bench import HandClock

from store.application import Store
from store.platforms import MOST_REMEMBERED, Platforms
from store.signing.keys import signing_key
from store.tables import OrderEvent
from store.webhooks.calls import Unreachable, exchange
from store.webhooks.deliverer import DELIVERED, UNWANTED, Deliverer


@pytest.fixture
def deliverer(store: Store) -> Deliverer:
    return Deliverer(store, signing_key(store.settings.data_dir), Platforms(store.settings.base_url))


@pytest.mark.parametrize(
    "bad",
    [
        "https://a.example:99999/ucp",
        f"https://{'a' * 70}.example/ucp",
        "https://[a.example/ucp",
        "{peer}/deep",
        "{peer}/garbage",
        "{peer}/elsewhere",
    ],
)
def test_a_platform_that_misbehaves_keeps_no_other_from_its_events(
    store: Store, clock: HandClock, deliverer: Deliverer, peer: Peer, bad: str
) -> None:
    failing = announce(store, bad.format(peer=peer.url), clock())
    good = announce(store, f"{peer.url}/profile", clock())
    deliverer.deliver_due()
    assert state(store, failing) == (None, 1)
    assert state(store, good) == (DELIVERED, 0)


def test_a_profile_that_names_no_address_wants_no_events(
    store: Store, clock: HandClock, deliverer: Deliverer, peer: Peer
) -> None:
    event = announce(store, f"{peer.url}/a-list", clock())
    deliverer.deliver_due()
    assert state(store, event) == ("unwanted", 0)


def test_what_is_not_due_hides_nothing_that_is(
    store: Store, clock: HandClock, deliverer: Deliverer, peer: Peer
) -> None:
    for _ in range(200):
        announce(store, f"{peer.url}/profile", clock() + timedelta(hours=1))
    due = announce(store, f"{peer.url}/profile", clock())
    deliverer.deliver_due()
    assert state(store, due) == (DELIVERED, 0)
    assert peer.asked == ["/profile", "/taken"]


def test_an_orders_later_event_waits_for_its_earlier_one(
    store: Store, clock: HandClock, deliverer: Deliverer, peer: Peer
) -> None:
    platform = f"{peer.url}/profile"
    first = announce(store, platform, clock() + timedelta(seconds=5))
    with store.database.reading() as session:
        order_id = session.get_one(OrderEvent, first).order_id
    second = announce(store, platform, clock(), order_id)
    deliverer.deliver_due()
    assert state(store, second) == (None, 0)
    clock.wait(seconds=5)
    deliverer.deliver_due()
    assert (state(store, first), state(store, second)) == ((DELIVERED, 0), (None, 0))
    deliverer.deliver_due()
    assert state(store, second) == (DELIVERED, 0)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform's share of a round is so short that a test can wait for it to be over."""
    monkeypatch.setattr("store.webhooks.deliverer.SHARE_S", SHARE_S)


@pytest.mark.usefixtures("impatient")
def test_a_slow_platform_is_waited_for_once_a_round(
    store: Store, clock: HandClock, deliverer: Deliverer, peer: Peer
) -> None:
    slow = [announce(store, f"{peer.url}/slow?{number}", clock()) for number in range(3)]
    deliverer.deliver_due()
    assert [state(store, event) for event in slow] == [(UNWANTED, 0), (None, 0), (None, 0)]
    deliverer.deliver_due()
    deliverer.deliver_due()
    assert [state(store, event) for event in slow] == [(UNWANTED, 0)] * 3
    assert peer.asked == ["/slow?0", "/slow?1", "/slow?2"]


@pytest.mark.usefixtures("impatient")
def test_however_much_waits_for_a_slow_platform_the_others_events_are_sent_in_the_same_round(
    store: Store, clock: HandClock, deliverer: Deliverer, peer: Peer
) -> None:
    for number in range(40):
        announce(store, f"{peer.url}/slow?{number}", clock() - timedelta(hours=1))
    good = announce(store, f"{peer.url.replace('127.0.0.1', 'localhost')}/profile", clock())
    deliverer.deliver_due()
    assert state(store, good) == (DELIVERED, 0)
    assert peer.asked == ["/slow?0", "/profile", "/taken"]


@pytest.mark.parametrize("path", ["/trickle", "/trickled-headers"])
def test_an_answer_that_trickles_is_cut_off(peer: Peer, path: str) -> None:
    with pytest.raises(Unreachable):
        exchange("GET", f"{peer.url}{path}", ["127.0.0.1"], {}, within_s=0.3)


def test_only_so_many_platforms_are_remembered(store: Store, peer: Peer) -> None:
    platforms = Platforms(store.settings.base_url)
    for number in range(MOST_REMEMBERED + 1):
        platforms.webhook_of(f"{peer.url}/profile?{number}")
    platforms.webhook_of(f"{peer.url}/profile?{MOST_REMEMBERED}")
    platforms.webhook_of(f"{peer.url}/profile?0")
    assert len(peer.asked) == MOST_REMEMBERED + 2, "the last is remembered, the first was forgotten"
