"""The rules a dialog model may set for a slot's value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.device.validation import broken_rule

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def slot(value: str, *names: str) -> dict[str, Any]:
    values = [{"value": {"name": name, "id": name}} for name in names]
    status = {"code": "ER_SUCCESS_MATCH" if names else "ER_SUCCESS_NO_MATCH"}
    resolutions = {"resolutionsPerAuthority": [{"status": status, "values": values}]}
    return {"name": "x", "value": value, "resolutions": resolutions}


@pytest.mark.parametrize(
    ("rule", "kept", "broken"),
    [
        ({"type": "hasEntityResolutionMatch"}, slot("rye", "rye bread"), slot("stone")),
        ({"type": "isInSet", "values": ["Rye bread"]}, slot("rye", "rye bread"), slot("stone")),
        ({"type": "isNotInSet", "values": ["stone"]}, slot("rye"), slot("Stone")),
        ({"type": "isGreaterThan", "value": "9"}, slot("10"), slot("9")),
        ({"type": "isGreaterThanOrEqualTo", "value": "9"}, slot("9"), slot("8")),
        ({"type": "isLessThan", "value": "2026-12-01"}, slot("2026-11-30"), slot("2026-12-01")),
        ({"type": "isLessThanOrEqualTo", "value": "9"}, slot("9"), slot("10")),
        ({"type": "isInDuration", "start": "P0D", "end": "P1M"}, slot("2026-12-01"), slot("2027-01-01")),
        ({"type": "isInDuration", "start": "-P2W", "end": "P0D"}, slot("2026-11-10"), slot("2026-11-01")),
        ({"type": "isInDuration", "start": "08:00", "end": "PT2H"}, slot("14:00"), slot("14:01")),
        (
            {"type": "isNotInDuration", "start": "2026-12-24", "end": "2026-12-26"},
            slot("2026-12-27"),
            slot("2026-12-25"),
        ),
    ],
)
def test_a_rule(rule: dict[str, Any], kept: dict[str, Any], broken: dict[str, Any]) -> None:
    assert broken_rule(kept, (rule,), NOW) is None
    assert broken_rule(broken, (rule,), NOW) is rule


def several(*values: str) -> dict[str, Any]:
    return {"slotValue": {"type": "List", "values": [{"type": "Simple", "value": value} for value in values]}}


def test_each_of_several_values_has_to_keep_a_rule() -> None:
    known = {"type": "isInSet", "values": ["nuts", "honey"]}

    assert broken_rule(several("nuts", "honey"), (known,), NOW) is None
    assert broken_rule(several("nuts", "stardust"), (known,), NOW) == known
