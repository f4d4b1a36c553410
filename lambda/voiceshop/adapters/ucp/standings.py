"""How checkouts stand, and their end: asked for as their customer, or as the platform that opened them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Protocol, TypeVar
from urllib.parse import quote

from ...shop.purchase import PlacedOrder, Standing
from .api import Answer, Call
from .outcomes import read_standing

T = TypeVar("T")


class Ask(Protocol):
    """One of the ways in which `Api` asks; it says who asks."""

    def __call__(self, call: Call, read: Callable[[Answer], T], /) -> T: ...


class Standings:
    """Implements the port `OwnCheckouts` where the platform asks."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def standing(self, checkout_id: str) -> tuple[Standing, PlacedOrder | None]:
        """One call."""
        return self._ask(Call("get_checkout", "GET", checkout_path(checkout_id)), read_standing)

    def end(self, checkout_id: str) -> tuple[Standing, PlacedOrder | None]:
        """One call; a second where the store refuses without showing it, to see whether it is over all the same."""
        call = Call("cancel_checkout", "POST", f"{checkout_path(checkout_id)}/cancel", key=str(uuid.uuid4()))
        answer = self._ask(call, lambda answer: answer)
        # UCP: a checkout that is completed or canceled cannot be canceled, which stores may tell as an error.
        hidden = answer.failed and not answer.is_missing
        return self.standing(checkout_id) if hidden else read_standing(answer)


def checkout_path(checkout_id: str) -> str:
    """Where a checkout session is found, below the store's endpoint."""
    return f"/checkout-sessions/{quote(checkout_id, safe='')}"
