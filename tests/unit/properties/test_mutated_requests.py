"""Requests gone wrong: `make drills` sends a hundred thousand, others each time."""

from __future__ import annotations

from tools.properties.fuzz import Fuzz
from tools.properties.place import Place


def test_two_thousand_mutated_requests_get_a_valid_answer_or_a_400(place: Place) -> None:
    tally = Fuzz(place, seed=4).send(2_000)
    assert tally.wrong == []
    assert {"spoken", "nothing said", "refused 400"} <= tally.outcomes.keys()
