"""Slot validations of the dialog model.

Source: Amazon's "Validate Slot Values" and the interaction model schema (SlotValidation and its subtypes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from simulator.device.slots import resolved_names, single_values, spoken

if TYPE_CHECKING:
    from simulator.device.account import Json

Rule = Mapping[str, Any]
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


def broken_rule(slot: Json, rules: tuple[Rule, ...], now: datetime) -> Rule | None:
    """The first rule that a filled slot breaks with any of its values; `now` is what relative dates count from."""
    values = single_values(slot)
    return next((rule for rule in rules if not all(_CHECKS[rule["type"]](value, rule, now) for value in values)), None)


def _words(slot: Json) -> set[str]:
    return {word.lower() for word in (spoken(slot), *resolved_names(slot)) if word}


def _in_set(slot: Json, rule: Rule, _now: datetime) -> bool:
    return bool(_words(slot) & {str(value).lower() for value in rule["values"]})


def _matched(slot: Json, _rule: Rule, _now: datetime) -> bool:
    return bool(resolved_names(slot))


def _compared(holds: Callable[[float | str, float | str], bool]) -> Callable[[Json, Rule, datetime], bool]:
    def check(slot: Json, rule: Rule, _now: datetime) -> bool:
        value, bound = spoken(slot) or "", str(rule["value"])
        try:
            return holds(float(value), float(bound))
        except ValueError:  # dates and times are ISO 8601, whose texts sort as they do
            return holds(value, bound)

    return check


def _in_duration(slot: Json, rule: Rule, now: datetime) -> bool:
    value = spoken(slot) or ""
    start, end = (_moment(str(rule[edge]), value, now) for edge in ("start", "end"))
    return start <= value <= end


def _moment(edge: str, like: str, now: datetime) -> str:
    """An edge of a time span in the form of the slot's value: a duration counts from now, all else stands as it is."""
    found = _DURATION.fullmatch(edge.removeprefix("-"))
    if not found:
        return edge
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    span = timedelta(days=years * 365 + months * 30 + weeks * 7 + days, hours=hours, minutes=minutes)
    moment = now - span if edge.startswith("-") else now + span
    return moment.strftime("%H:%M" if ":" in like else "%Y-%m-%d")


def _not(check: Callable[[Json, Rule, datetime], bool]) -> Callable[[Json, Rule, datetime], bool]:
    return lambda slot, rule, now: not check(slot, rule, now)


_CHECKS: Mapping[str, Callable[[Json, Rule, datetime], bool]] = {
    "hasEntityResolutionMatch": _matched,
    "isInSet": _in_set,
    "isNotInSet": _not(_in_set),
    "isGreaterThan": _compared(lambda value, bound: value > bound),  # type: ignore[operator]
    "isGreaterThanOrEqualTo": _compared(lambda value, bound: value >= bound),  # type: ignore[operator]
    "isLessThan": _compared(lambda value, bound: value < bound),  # type: ignore[operator]
    "isLessThanOrEqualTo": _compared(lambda value, bound: value <= bound),  # type: ignore[operator]
    "isInDuration": _in_duration,
    "isNotInDuration": _not(_in_duration),
}
