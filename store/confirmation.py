"""What a buyer said yes to, as a platform may tell with a completion (`dev.voiceshop.confirmed`).

A session follows its cart, and another device may have changed that between the question and the yes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from store.messages import Message, error

NAME = "dev.voiceshop.confirmed"


@dataclass(frozen=True)
class Confirmed:
    """The content a buyer agreed to.

    Attributes:
        total: the session's total, in minor units.
        quantities: how many of each variant id, however they were spread over lines.
        destination: the id of the place or address that it goes to, None where that was not told.
    """

    total: int
    quantities: Mapping[str, int]
    destination: str | None = None

    def differences(self, document: Mapping[str, Any], total: int) -> tuple[Message, ...]:
        """A message for each way in which a session is no longer what was agreed to; none when it still is.

        Args:
            document: the session's document as it is now.
            total: its total, in minor units.
        """
        messages: list[Message] = []
        if total != self.total:
            messages.append(price_changed(self.total, total))
        present = _counted((line["item"]["id"], line["quantity"]) for line in document["line_items"])
        if present != self.quantities:
            text = "What is in the cart has changed since it was confirmed."
            messages.append(error("content_changed", text, "$.line_items"))
        if self.destination is not None and {self.destination} != _destinations(document):
            text = "It would go to another place than was confirmed."
            messages.append(error("content_changed", text, "$.fulfillment"))
        return tuple(messages)


def read_confirmed(request: Mapping[str, Any]) -> Confirmed | None:
    """What a completion says was confirmed; None when it does not say."""
    told = request.get(NAME)
    if told is None:
        return None
    quantities = _counted((line["id"], line["quantity"]) for line in told["line_items"])
    return Confirmed(told["total"], quantities, told.get("destination_id"))


def price_changed(old: int, new: int) -> Message:
    """The message for a total that moved, both in minor units."""
    text = "The price has changed since it was shown."
    return error("price_changed", text, "$.totals", old_total=old, new_total=new)


def _destinations(document: Mapping[str, Any]) -> set[str | None]:
    return {method.get("selected_destination_id") for method in document["fulfillment"]["methods"]}


def _counted(lines: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    quantities: Counter[str] = Counter()
    for variant_id, quantity in lines:
        quantities[variant_id] += quantity
    return quantities
