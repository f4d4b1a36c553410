from datetime import timedelta

import pytest

from tests.unit.webservice.authority import NOW
from webservice.verifier import Refused
from webservice.verifier.replay import ReplayMemory

MINUTE = timedelta(minutes=1)


def test_a_request_is_admitted_once() -> None:
    memory = ReplayMemory()
    memory.admit(b"one", NOW + MINUTE, NOW)
    memory.admit(b"two", NOW + MINUTE, NOW)
    with pytest.raises(Refused, match="replayed"):
        memory.admit(b"one", NOW + MINUTE, NOW + MINUTE)


def test_a_full_memory_refuses_rather_than_forgets() -> None:
    memory = ReplayMemory(capacity=2)
    memory.admit(b"one", NOW + MINUTE, NOW)
    memory.admit(b"two", NOW + MINUTE, NOW)
    with pytest.raises(Refused, match="replay-memory-full"):
        memory.admit(b"three", NOW + MINUTE, NOW)
    with pytest.raises(Refused, match="replayed"):
        memory.admit(b"one", NOW + MINUTE, NOW)


def test_what_went_stale_makes_room_whatever_the_order_it_came_in() -> None:
    memory = ReplayMemory(capacity=2)
    memory.admit(b"event", NOW + 60 * MINUTE, NOW)
    memory.admit(b"launch", NOW + MINUTE, NOW)
    memory.admit(b"intent", NOW + 5 * MINUTE, NOW + 2 * MINUTE)
    with pytest.raises(Refused, match="replayed"):
        memory.admit(b"event", NOW + 60 * MINUTE, NOW + 2 * MINUTE)
