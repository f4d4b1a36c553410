"""The proactive events that Alexa knows, and what she says for them.

Source: Amazon's "Proactive Events Schemas". The words are Alexa's own: a skill fills in names and numbers only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any

Payload = Mapping[str, Any]

_ORDER = {
    "PREORDER_RECEIVED": "Your preorder from {seller} has been received.",
    "ORDER_RECEIVED": "Your order from {seller} has been received.",
    "ORDER_PREPARING": "Your order from {seller} is being prepared.",
    "ORDER_SHIPPED": "Your order from {seller} has been shipped{arrival}.",
    "ORDER_OUT_FOR_DELIVERY": "Your order from {seller} is out for delivery{arrival}.",
    "ORDER_DELIVERED": "Your order from {seller} was delivered{entered}.",
}


class SchemaBroken(Exception):
    """An event is not one that Alexa knows, or lacks what its schema requires; the message says which."""


def wording(name: str, payload: Payload, zone: tzinfo) -> str:
    """What Alexa says for an event, with names as the skill wrote them and dates in the time zone of the device.

    Raises:
        SchemaBroken: the event is unknown, or its payload does not fit.
    """
    if name not in _WORDINGS:
        raise SchemaBroken(f"{name!r} is not an event that can be sent; there are {', '.join(_WORDINGS)}")
    return _WORDINGS[name](payload, zone)


def _order_status(payload: Payload, zone: tzinfo) -> str:
    match payload:
        case {"state": {"status": str() as status, **state}, "order": {"seller": {"name": str() as seller}}}:
            if status not in _ORDER:
                raise SchemaBroken(f"state.status is one of {', '.join(_ORDER)}, not {status!r}")
            details = state.get("deliveryDetails")
            arrival = details.get("expectedArrival") if isinstance(details, dict) else None
            return _ORDER[status].format(
                seller=seller,
                arrival=_day(" and will arrive by {}", arrival, zone),
                entered=_day(" on {}", state.get("enterTimestamp"), zone),
            )
    raise SchemaBroken("AMAZON.OrderStatus.Updated needs state.status and order.seller.name")


def _message_alert(payload: Payload, _zone: tzinfo) -> str:
    match payload:
        case {
            "state": {"status": "UNREAD" | "FLAGGED", **state},
            "messageGroup": {"creator": {"name": str() as creator}, "count": int() as count, **group},
        } if count > 0:
            freshness, urgency = state.get("freshness"), group.get("urgency")
            if freshness not in (None, "NEW", "OVERDUE") or urgency not in (None, "URGENT"):
                raise SchemaBroken("state.freshness is NEW or OVERDUE, messageGroup.urgency is URGENT")
            kind = [word.lower() for word in (freshness, urgency) if word]
            return f"You have {' '.join([str(count), *kind, 'message' if count == 1 else 'messages'])} from {creator}."
    raise SchemaBroken(
        "AMAZON.MessageAlert.Activated needs state.status UNREAD or FLAGGED, messageGroup.creator.name and a count"
    )


def _day(words: str, moment: object, zone: tzinfo) -> str:
    """A date in words such as "May 18, 2019"; nothing where there is none."""
    if moment is None:
        return ""
    day = instant(moment).astimezone(zone)
    return words.format(f"{day:%B} {day.day}, {day.year}")


def instant(text: object) -> datetime:
    """A moment in ISO 8601 with its offset from UTC.

    Raises:
        SchemaBroken: it is none.
    """
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise SchemaBroken(f"{text!r} is not a time such as 2026-11-22T08:00:00Z")
    return moment


_WORDINGS: Mapping[str, Callable[[Payload, tzinfo], str]] = {
    "AMAZON.OrderStatus.Updated": _order_status,
    "AMAZON.MessageAlert.Activated": _message_alert,
}
