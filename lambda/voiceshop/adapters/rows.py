"""What a Ledger keeps, as flat rows of texts and whole numbers: something that every database can hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from ..shop.customer import Customer, PastOrder
from ..shop.limits import Limits, Spent
from ..shop.money import Money
from ..shop.purchase import Instrument, PlacedOrder, Purchase, PurchaseState
from ..shop.quiet_hours import QuietHours
from ..shop.voice_code import VoiceCode
from ..shop.want import Want

Row = dict[str, Any]
"""Texts, whole numbers and None, by the names of their columns."""


def customer_row(customer: Customer) -> Row:
    """The customer without the orders, which every Ledger keeps in its own way."""
    return {
        "user": customer.user,
        "version": customer.version,
        "cart_id": customer.cart_id,
        "place_id": customer.place_id,
        "purchase_id": customer.purchase_id,
        "code": _write_code(customer.code),
        "limits": _write_limits(customer.limits),
    }


def read_customer(row: Mapping[str, Any], orders: tuple[PastOrder, ...]) -> Customer:
    """The customer of a row, which may have been written before there was all that a row holds today."""
    fields = {name: row[name] for name in ("user", "version", "cart_id", "place_id", "purchase_id")}
    return Customer(**fields, orders=orders, code=_read_code(row.get("code")), limits=_read_limits(row.get("limits")))


def order_row(order: PastOrder) -> Row:
    return {
        "id": order.id,
        "label": order.label,
        "placed_at": _utc(order.placed_at),
        "wants": _write_wants(order.wants),
    }


def read_order(row: Mapping[str, Any]) -> PastOrder:
    placed_at = datetime.fromisoformat(row["placed_at"])
    return PastOrder(row["id"], row["label"], placed_at, _read_wants(row["wants"]))


def purchase_row(purchase: Purchase) -> Row:
    paying = purchase.instrument
    return {
        "id": purchase.id,
        "user": purchase.user,
        "state": purchase.state.value,
        "quoted_at": _utc(purchase.quoted_at),
        "checkout_id": purchase.checkout_id,
        "amount": purchase.total.amount,
        "currency": purchase.total.currency,
        "wants": _write_wants(purchase.wants),
        "instrument": json.dumps([paying.id, paying.handler_id, paying.type, paying.brand, paying.last_digits]),
        "order_id": purchase.order.id if purchase.order else None,
        "order_label": purchase.order.label if purchase.order else None,
        "untold": int(purchase.untold),
        "place_id": purchase.place_id,
    }


def read_purchase(row: Mapping[str, Any]) -> Purchase:
    """The purchase of a row, which may have been written before there was all that a row holds today."""
    return Purchase(
        id=row["id"],
        user=row["user"],
        checkout_id=row["checkout_id"],
        total=Money(row["amount"], row["currency"]),
        wants=_read_wants(row["wants"]),
        instrument=Instrument(*json.loads(row["instrument"])),
        state=PurchaseState(row["state"]),
        quoted_at=datetime.fromisoformat(row["quoted_at"]),
        order=PlacedOrder(row["order_id"], row["order_label"]) if row["order_id"] else None,
        untold=bool(row.get("untold")),
        place_id=row.get("place_id"),
    )


def _write_code(code: VoiceCode) -> str | None:
    if code == VoiceCode():
        return None
    set_at, pin_at = (_utc(time) if time else None for time in (code.set_at, code.pin_at))
    return json.dumps([code.secret, code.proposed, code.tries, code.offered, set_at, pin_at])


def _read_code(written: str | None) -> VoiceCode:
    if written is None:
        return VoiceCode()
    # What was written before a PIN was remembered ends without it.
    secret, proposed, tries, offered, *times = [*json.loads(written), None][:6]
    return VoiceCode(secret, proposed, tries, offered, *(time and datetime.fromisoformat(time) for time in times))


def _write_limits(limits: Limits) -> str | None:
    if limits == Limits():
        return None
    spent = [[spent.purchase_id, _write_money(spent.total), spent.day.isoformat()] for spent in limits.spent]
    quiet = limits.quiet and [limits.quiet.start.isoformat("minutes"), limits.quiet.until.isoformat("minutes")]
    return json.dumps([_write_money(limits.per_order), _write_money(limits.per_day), spent, quiet])


def _read_limits(written: str | None) -> Limits:
    if written is None:
        return Limits()
    # What was written before there were quiet hours ends without them.
    per_order, per_day, spent, quiet = [*json.loads(written), None][:4]
    counted = tuple(Spent(purchase, Money(*total), date.fromisoformat(day)) for purchase, total, day in spent)
    hours = QuietHours(*map(time.fromisoformat, quiet)) if quiet else None
    return Limits(_read_money(per_order), _read_money(per_day), counted, hours)


def _write_money(money: Money | None) -> list[int | str] | None:
    return [money.amount, money.currency] if money else None


def _read_money(written: list[Any] | None) -> Money | None:
    return Money(*written) if written else None


def _write_wants(wants: tuple[Want, ...]) -> str:
    return json.dumps([[want.variant_id, want.quantity] for want in wants], ensure_ascii=False)


def _read_wants(written: str) -> tuple[Want, ...]:
    return tuple(Want(variant_id, quantity) for variant_id, quantity in json.loads(written))


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).isoformat()
