"""Quiet hours: setting, telling and removing them. `spending` holds every order to them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time

from ..shop.amending import amend
from ..shop.customer import Customer
from ..shop.ports import Ledger
from ..shop.quiet_hours import QuietHours
from . import codes
from .registry import answer, intent, with_account
from .slots import Spoken
from .turn import Reply, Turn, say

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
# Longer than this, and a morning was rather heard where an evening was meant: "between ten and seven".
_A_LONG_NIGHT = 12 * 60


@intent("SetQuietHours")
@with_account
def set_quiet_hours(turn: Turn, ledger: Ledger, quiet_from: Spoken | None, quiet_until: Spoken | None) -> Reply:
    """Let nothing be ordered between two times of day. Who has a voice code has to say it for fewer hours."""
    start, until = _time(quiet_from), _time(quiet_until)
    if start is None:
        return say("quiet.hold").eliciting("quietFrom", "quiet_from")
    if until is None:
        return say("quiet.from_then", start=_said(start)).eliciting("quietUntil", "quiet_until")
    if start == until:
        return say("quiet.same").eliciting("quietUntil", "quiet_until")
    hours = QuietHours(start, until)
    if hours.minutes > _A_LONG_NIGHT:
        return say("quiet.long", **_spoken(hours)).asking("quiet_long", **_spoken(hours))
    return _guarded(ledger, ledger.customer(turn.user), hours)


@answer("yes", "quiet_long")
@with_account
def set_long_hours(turn: Turn, ledger: Ledger, start: str, until: str) -> Reply:
    return _guarded(ledger, ledger.customer(turn.user), _hours(start, until))


@answer("no", "quiet_long")
def ask_anew() -> Reply:
    """They were heard wrong."""
    return say("quiet.anew").eliciting("quietFrom", "quiet_from").continuing_as("SetQuietHours")


@answer("code", "code_to_shorten")
@with_account
def shorten(turn: Turn, ledger: Ledger, start: str, until: str, code: Spoken | None) -> Reply:
    hours = _hours(start, until)
    customer = codes.pass_with(turn, ledger, code)
    amend(ledger, customer, lambda row: _with(row, hours))
    return _told(hours)


@intent("ViewQuietHours")
@with_account
def view(turn: Turn, ledger: Ledger) -> Reply:
    hours = ledger.customer(turn.user).limits.quiet
    reply = say("quiet.set", **_spoken(hours)) if hours else say("quiet.none")
    return reply.asking("anything_else")


@intent("RemoveQuietHours")
@with_account
def remove(turn: Turn, ledger: Ledger) -> Reply:
    """Let orders be placed at any hour again. Who has a voice code has to say it."""
    customer = ledger.customer(turn.user)
    if customer.limits.quiet is None:
        return say("quiet.none").asking("anything_else")
    guarded = codes.guard(ledger, customer, _without, lambda row: row.limits.quiet is not None, "code_to_unquiet")
    return guarded or _told_removed()


@answer("code", "code_to_unquiet")
@with_account
def remove_with_code(turn: Turn, ledger: Ledger, code: Spoken | None) -> Reply:
    customer = codes.pass_with(turn, ledger, code)
    amend(ledger, customer, _without)
    return _told_removed()


@answer("no", "quiet_from", "quiet_until", "code_to_shorten", "code_to_unquiet")
@answer("cancel", "quiet_from", "quiet_until", "quiet_long", "code_to_shorten", "code_to_unquiet")
def leave_them() -> Reply:
    return say("quiet.unchanged").asking("anything_else")


def _guarded(ledger: Ledger, customer: Customer, hours: QuietHours) -> Reply:
    def shortens(row: Customer) -> bool:
        return row.limits.quiet is not None and not hours.cover(row.limits.quiet)

    said = _spoken(hours)
    guarded = codes.guard(ledger, customer, lambda row: _with(row, hours), shortens, "code_to_shorten", **said)
    return guarded or _told(hours)


def _with(row: Customer, hours: QuietHours) -> Customer:
    return replace(row, limits=replace(row.limits, quiet=hours))


def _without(row: Customer) -> Customer:
    return replace(row, limits=replace(row.limits, quiet=None))


def _told(hours: QuietHours) -> Reply:
    return say("quiet.set", **_spoken(hours)).asking("anything_else")


def _told_removed() -> Reply:
    return say("quiet.removed").asking("anything_else")


def _time(spoken: Spoken | None) -> time | None:
    """The time of day of an AMAZON.TIME slot, None for what is none, such as `NI` for "at night"."""
    return time.fromisoformat(spoken.words) if spoken and _CLOCK.fullmatch(spoken.words) else None


def _hours(start: str, until: str) -> QuietHours:
    return QuietHours(time.fromisoformat(start), time.fromisoformat(until))


def _spoken(hours: QuietHours) -> dict[str, str]:
    return {"start": _said(hours.start), "until": _said(hours.until)}


def _said(clock: time) -> str:
    return clock.isoformat("minutes")
