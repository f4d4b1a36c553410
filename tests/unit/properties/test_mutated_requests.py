"""Requests gone wrong: `make drills` sends a hundred thousand, others each time."""

from __future__ import annotations

import json
from random import Random

from tools.properties.fuzz import Fuzz
from tools.properties.mutations import Mutations
from tools.properties.place import Place


def test_two_thousand_mutated_requests_get_a_valid_answer_or_a_400(place: Place) -> None:
    tally = Fuzz(place, seed=4).send(2_000)
    assert tally.wrong == []
    assert {"spoken", "nothing said", "refused 400"} <= tally.outcomes.keys()


def test_no_request_is_longer_than_what_a_function_can_be_invoked_with() -> None:
    """Two changes that make the same text longer made one of three gigabytes, and the machine ran out of memory."""
    long = Mutations(Random(4), [{"request": {"locale": "x" * 100_000}}])
    assert max(len(json.dumps(long.request())) for _ in range(2_000)) < 50_000_000
