"""Spend limits: setting, telling and removing them, and holding every order to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ..shop.amending import amend
from ..shop.customer import Customer
from ..shop.errors import OverDayLimit
from ..shop.limits import Limits
from ..shop.money import Money
from ..shop.ports import Ledger, Store
from ..shop.purchase import Purchase, PurchaseState
from . import codes
from .registry import answer, intent, with_account
from .slots import Spoken
from .turn import Reply, Turn, say

_DAY, _ORDER = "day", "order"
_MOST = 1_000_000


def allow(turn: Turn, ledger: Ledger, customer: Customer, total: Money) -> None:
    """Nothing, where the customer's limits and quiet hours allow an order of that total now.

    Raises:
        QuietNow, OverOrderLimit, OverDayLimit: they do not.
    """
    try:
        customer.limits.allow(total, _here(turn))
    except OverDayLimit:
        _without_failures(ledger, customer).allow(total, _here(turn))


def counting(turn: Turn, ledger: Ledger, customer: Customer, purchase: Purchase) -> Customer:
    """The customer with that purchase counted against the day, to be written together with its move to placing.

    A purchase that comes to nothing is not taken back by a write of its own, which could get lost: it is found to have
    failed when somebody would need what it took.

    Raises:
        QuietNow, OverOrderLimit, OverDayLimit: it must not be sent.
    """
    try:
        limits = customer.limits.spending(purchase.id, purchase.total, _here(turn))
    except OverDayLimit:
        limits = _without_failures(ledger, customer).spending(purchase.id, purchase.total, _here(turn))
    return replace(customer, limits=limits)


def _without_failures(ledger: Ledger, customer: Customer) -> Limits:
    found = (ledger.purchase(customer.user, spent.purchase_id) for spent in customer.limits.spent)
    failed = {purchase.id for purchase in found if purchase and purchase.state in _CAME_TO_NOTHING}
    return customer.limits.without(failed)


_CAME_TO_NOTHING = (PurchaseState.DECLINED, PurchaseState.FAILED)


def _here(turn: Turn) -> datetime:
    return turn.now.astimezone(turn.rules.time_zone)


@intent("SetLimit")
@with_account
def set_limit(turn: Turn, store: Store, ledger: Ledger, amount: Spoken | None, limit_period: Spoken | None) -> Reply:
    """Set the limit for one order or for a day. Who has a voice code has to say it for a higher one."""
    if amount is None or amount.number is None or not 0 < amount.number <= _MOST:
        return say("limit.how_much").eliciting("amount", "limit_amount")
    period = limit_period.id if limit_period else None
    if period not in (_DAY, _ORDER):
        return say("limit.which").eliciting("limitPeriod", "limit_period")
    limit, customer = _money(store, amount.number), ledger.customer(turn.user)
    guarded = codes.guard(
        ledger,
        customer,
        lambda row: _with(row, period, limit),
        lambda row: _lifts(row.limits, period, limit),
        "code_to_lift",
        period=period,
        amount=limit.amount,
        currency=limit.currency,
    )
    return guarded or _told(period, limit)


@answer("code", "code_to_lift")
@with_account
def lift(turn: Turn, ledger: Ledger, period: str, amount: int, currency: str, code: Spoken | None) -> Reply:
    limit = Money(amount, currency)
    customer = codes.pass_with(turn, ledger, code)
    amend(ledger, customer, lambda row: _with(row, period, limit))
    return _told(period, limit)


@intent("ViewLimits")
@with_account
def view(turn: Turn, ledger: Ledger) -> Reply:
    """Tell the limits, and what is left for today."""
    customer = ledger.customer(turn.user)
    limits = replace(customer.limits, spent=_without_failures(ledger, customer).spent)
    left = limits.left_on(_here(turn).date())
    order = [say("limit.order", limit=limits.per_order)] if limits.per_order else []
    day = [say("limit.day", limit=limits.per_day, left=left)] if limits.per_day else []
    *before, last = [*order, *day] or [say("limit.none")]
    return last.after(*before).asking("anything_else")


@intent("RemoveLimit")
@with_account
def remove(turn: Turn, ledger: Ledger, limit_period: Spoken | None) -> Reply:
    """Remove one limit, or both where none is named. Who has a voice code has to say it."""
    customer, period = ledger.customer(turn.user), limit_period.id if limit_period else None
    if not customer.limits.are_set:
        return say("limit.none").asking("anything_else")
    if limit_period and period not in (_DAY, _ORDER):
        return say("limit.which").eliciting("limitPeriod", "limit_period")
    if _without(customer, period) == customer:
        return view(turn, ledger)
    guarded = codes.guard(
        ledger,
        customer,
        lambda row: _without(row, period),
        lambda row: row.limits.are_set,
        "code_to_unlimit",
        period=period,
    )
    return guarded or _told_removed()


@answer("code", "code_to_unlimit")
@with_account
def remove_with_code(turn: Turn, ledger: Ledger, period: str | None, code: Spoken | None) -> Reply:
    customer = codes.pass_with(turn, ledger, code)
    amend(ledger, customer, lambda row: _without(row, period))
    return _told_removed()


@answer("no", "limit_amount", "limit_period", "code_to_lift", "code_to_unlimit")
@answer("cancel", "limit_amount", "limit_period", "code_to_lift", "code_to_unlimit")
def leave_them() -> Reply:
    return say("limit.unchanged").asking("anything_else")


def _with(row: Customer, period: str, limit: Money) -> Customer:
    limits = row.limits
    per_day = limit if period == _DAY else limits.per_day
    per_order = limit if period == _ORDER else limits.per_order
    return replace(row, limits=replace(limits, per_order=per_order, per_day=per_day))


def _without(row: Customer, period: str | None) -> Customer:
    limits = row.limits
    per_order = limits.per_order if period == _DAY else None
    per_day = limits.per_day if period == _ORDER else None
    return replace(row, limits=replace(limits, per_order=per_order, per_day=per_day))


def _told(period: str, limit: Money) -> Reply:
    return say("limit.set_day" if period == _DAY else "limit.set_order", limit=limit).asking("anything_else")


def _told_removed() -> Reply:
    return say("limit.removed").asking("anything_else")


def _lifts(limits: Limits, period: str, limit: Money) -> bool:
    now = limits.per_day if period == _DAY else limits.per_order
    return now is not None and limit.amount > now.amount


def _money(store: Store, major: int) -> Money:
    """So much of the store's own currency, in which all its prices are."""
    price = store.search(limit=1).items[0].cheapest.price
    return Money(major * 10**price.decimals, price.currency)
