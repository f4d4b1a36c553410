"""What an answer claims about an order, by the keys of the texts that were spoken."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from enum import Enum


class Told(Enum):
    """What a customer believes after an answer."""

    PLACED = "it is placed"
    ASKED = "is asked whether to place it"
    NOTHING = "nothing was ordered"
    UNKNOWN = "it is not known yet"
    NO_WORD = "no word about it"


# In this order where several are spoken together: "that order is placed" goes before "your cart is empty".
CLAIMS: Mapping[Told, AbstractSet[str]] = {
    Told.PLACED: {
        "cancel.done",
        "cancel.kept",
        "cancel.sure",
        "cancel.too_late",
        "cancel.unknown",
        "news.placed",
        "news.placed_briefly",
        "order.already",
        "order.placed",
        "order.placed_no_time",
        "orders.too_late",
        "status.canceled",
        "status.delivered",
        "status.preparing",
        "status.preparing_no_time",
        "status.ready",
        "status.ready_no_time",
        "status.received",
        "status.received_no_time",
        "status.shipped",
        "status.shipped_no_time",
    },
    Told.ASKED: {
        "checkout.card_changed",
        "checkout.cart_changed",
        "checkout.place_changed",
        "checkout.price_changed",
        "checkout.quote",
        "checkout.quote_discounted",
        "checkout.quote_free",
    },
    Told.UNKNOWN: {"order.checking", "order.taken_back", "order.unknown"},
    Told.NOTHING: {
        "cancel.nothing_ordered",
        "cart.empty",
        "checkout.below_minimum",
        "checkout.negative",
        "checkout.no_card",
        "checkout.not_enough",
        "checkout.not_ordered",
        "checkout.refused",
        "checkout.refused_plainly",
        "checkout.sold_out",
        "checkout.too_long",
        "checkout.wrong_sum",
        "order.card_expired",
        "order.declined",
        "order.not_placed",
        "order.not_sent",
        "orders.none",
        "orders.unknown",
    },
    # Of a bank's question nothing can be told before the customer has answered it.
    Told.NO_WORD: {
        "checkout.not_yet",
        "checkout.outdated",
        "order.challenge",
        "order.challenge_open",
        "order.challenge_to_call_off",
        "order.check_later",
        "order.nothing_open",
    },
}
"""What each text claims; one that is not here says nothing about an order."""


def told_by(keys: Collection[str]) -> Told:
    """What the texts with these keys, spoken together, say about the order."""
    return next((told for told, claiming in CLAIMS.items() if not claiming.isdisjoint(keys)), Told.NO_WORD)
