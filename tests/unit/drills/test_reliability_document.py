"""`docs/reliability.md` promises nothing whose proof does not exist, and no drill stands for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.drills.drills import DRILLS

PROJECT = Path(__file__).parents[3]
PROOFS = [
    row.split("|")[2].strip()
    for row in (PROJECT / "docs" / "reliability.md").read_text("utf-8").splitlines()
    if row.count("|") == 3 and ("tests/" in row or re.search(r"drills? \*", row))
]


def drills_in(proof: str) -> set[str]:
    return set(re.findall(r"\*([^*]+)\*", proof))


def test_there_are_promises() -> None:
    assert len(PROOFS) > 20


@pytest.mark.parametrize("proof", PROOFS)
def test_a_promise_is_proved_by_what_exists(proof: str) -> None:
    file = ""
    for quoted in re.findall(r"`([^`]+)`", proof):
        named, _, name = quoted.rpartition(": ")
        file = named or file
        assert name in (PROJECT / file).read_text("utf-8"), quoted
    assert drills_in(proof) <= {drill.name for drill in DRILLS}


def test_every_drill_proves_a_promise() -> None:
    assert {drill.name for drill in DRILLS} == {name for proof in PROOFS for name in drills_in(proof)}
