"""A purchase under each fault, and some at once: what was told is what stands. `make drills` does it by the hundred."""

from __future__ import annotations

import pytest

from tools.drills import drills, load
from tools.drills.drills import DRILLS, Drill
from tools.drills.house import House

# Of those that are tried less often each purchase takes as long as the skill waits for a store.
QUICK = [drill for drill in DRILLS if drill.share >= 0.5]


@pytest.mark.parametrize("drill", QUICK, ids=lambda drill: drill.name)
def test_a_drill_balances(house: House, drill: Drill) -> None:
    row = drills.run(drill, house, 1)
    assert row.wrong == []
    assert row.balances


def test_ten_conversations_at_once_balance(house: House) -> None:
    done = load.run(house, 10)
    assert done.wrong == []
    assert done.balances
