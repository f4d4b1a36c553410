"""What an answer claims about an order, by the keys of the texts that were spoken."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

_PLACED = {"news.placed", "news.placed_briefly", "order.already", "order.placed", "order.placed_no_time"}
_STATUS = "status."
_ASKED = {"checkout.quote", "checkout.price_changed"}
_UNKNOWN = {"order.unknown", "order.checking"}
_NOTHING = {
    "cart.empty",
    "checkout.negative",
    "checkout.not_enough",
    "checkout.not_ordered",
    "checkout.refused",
    "checkout.refused_plainly",
    "checkout.sold_out",
    "checkout.wrong_sum",
    "order.card_expired",
    "order.declined",
    "order.not_placed",
    "order.not_sent",
    "orders.none",
    "orders.unknown",
}


class Told(Enum):
    """What a customer believes after an answer."""

    PLACED = "it is placed"
    ASKED = "is asked whether to place it"
    NOTHING = "nothing was ordered"
    UNKNOWN = "it is not known yet"
    NO_WORD = "no word about it"


def told_by(keys: Collection[str]) -> Told:
    """What the texts with these keys, spoken together, say about the order."""
    spoken = set(keys)
    if spoken & _PLACED or any(key.startswith(_STATUS) for key in spoken):
        return Told.PLACED
    if spoken & _ASKED:
        return Told.ASKED
    if spoken & _UNKNOWN:
        return Told.UNKNOWN
    return Told.NOTHING if spoken & _NOTHING else Told.NO_WORD
