"""Whatever is said and done, in whatever order: `make drills` holds more such conversations, others each time."""

from __future__ import annotations

from tools.properties.conversations import hold
from tools.properties.place import Place


def test_every_turn_of_a_random_conversation_keeps_every_promise(place: Place) -> None:
    held = hold(place, 60, 25)
    assert held.turns > 900
    assert held.orders > 10
    assert held.keys["verify.first"] > 3
