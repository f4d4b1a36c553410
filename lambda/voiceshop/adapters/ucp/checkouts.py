"""UCP's checkout sessions: quoted, looked at again, and completed exactly once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from ...shop.cart import Cart
from ...shop.errors import CannotCheckOut, EmptyCart, NoCard, StoreSlow
from ...shop.purchase import Checkout, Declined, Instrument, NeedsChallenge, PlacedOrder
from ...shop.want import Want
from .api import Answer, Api, Call
from .catalogue import Catalogue
from .pickup import PICKUP, choose
from .reading import Json
from .refusals import refusal
from .selling import read_checkout, read_instrument, read_placed, variant_ids
from .wire import Resend, Unusable

# A store answers what it is told: first the place, then, knowing it, which options there are.
_MOST_UPDATES = 2
_CONFLICT = 409

Outcome = PlacedOrder | Declined | NeedsChallenge


class Checkouts:
    """The checkout sessions of the linked customer."""

    def __init__(self, api: Api, catalogue: Catalogue) -> None:
        self._api = api
        self._catalogue = catalogue

    def quote(self, cart: Cart, place_id: str | None) -> Checkout:
        """One call where the store takes the place at once; up to two more where it wants to be told step by step."""
        self._catalogue.learn(want.variant_id for want in cart.wants)
        method = {"type": PICKUP} | ({"selected_destination_id": place_id} if place_id else {})
        body = {"cart_id": cart.id, "line_items": [], "fulfillment": {"methods": [method]}}
        answer = self._write("create_checkout", "POST", "/checkout-sessions", body)
        for _ in range(_MOST_UPDATES):
            update = None if answer.failed else choose(answer.body, place_id)
            if update is None:
                break
            answer = self._write("update_checkout", "PUT", _path(answer.body.text("id")), update)
        if answer.is_missing:
            raise EmptyCart
        return self._quoted(answer, cart.wants)

    def checkout(self, checkout_id: str) -> Checkout | None:
        """One call; a second where a line's variant has not been seen before in this process."""

        def read(answer: Answer) -> Checkout | None:
            if answer.is_missing or answer.body.maybe_text("status") in {"completed", "canceled"}:
                return None
            return self._quoted(answer, ())

        return self._api.ask_as_customer(Call("get_checkout", "GET", _path(checkout_id)), read)

    def complete(self, checkout_id: str, instrument: Instrument, key: str) -> Outcome:
        """One call; a second where the store takes the order and is still at it, or says that the key is in use."""
        chosen = {"id": instrument.id, "handler_id": instrument.handler_id, "type": instrument.type, "selected": True}
        body = {"payment": {"instruments": [chosen]}}
        path = f"{_path(checkout_id)}/complete"
        call = Call("complete_checkout", "POST", path, body, key, Resend.IF_UNSENT)
        outcome = self._api.ask_as_customer(call, _outcome)
        if outcome is None:
            # UCP: completing again would repeat the first answer; Get Checkout shows what became of it since.
            outcome = self._api.ask_as_customer(Call("get_checkout", "GET", _path(checkout_id)), _final)
        if outcome is None:
            raise StoreSlow
        return outcome

    def _write(self, operation: str, method: str, path: str, body: dict[str, Any]) -> Answer:
        return self._api.ask_as_customer(Call(operation, method, path, body, str(uuid.uuid4())), lambda answer: answer)

    def _quoted(self, answer: Answer, wants: Sequence[Want]) -> Checkout:
        status = None if answer.failed else answer.body.text("status")
        if status == "complete_in_progress":
            raise StoreSlow
        if status != "ready_for_complete":
            problem = refusal(answer, wants or _wants(answer.body), self._catalogue)
            if problem:
                raise problem
        instrument = read_instrument(answer.body)
        if instrument is None:
            raise NoCard
        if status != "ready_for_complete":
            raise Unusable("the checkout is not ready, and the store does not say why")
        return read_checkout(answer.body, instrument, self._catalogue.learn(variant_ids(answer.body)))


def _outcome(answer: Answer) -> Outcome | None:
    """What a complete came to; None where that is still open."""
    if answer.status == _CONFLICT:
        return None
    if answer.failed:
        raise CannotCheckOut(_reason(answer))
    final = _final(answer)
    if final or answer.body.text("status") == "complete_in_progress":
        return final
    declined = [message for message in answer.errors if message.code in {"payment_failed", "payment_declined"}]
    if declined:
        return Declined(declined[0].content)
    if answer.errors:
        raise CannotCheckOut(_reason(answer))
    return None


def _final(answer: Answer) -> Outcome | None:
    """What a checkout has come to for good, as its status shows; None where it has not."""
    status = None if answer.failed else answer.body.text("status")
    if status == "completed":
        return read_placed(answer.body)
    if status == "requires_escalation":
        return NeedsChallenge(answer.body.text("continue_url"))
    if status == "canceled":
        raise CannotCheckOut(_reason(answer))
    return None


def _reason(answer: Answer) -> str:
    return answer.errors[0].content if answer.errors else ""


def _path(checkout_id: str) -> str:
    return f"/checkout-sessions/{quote(checkout_id, safe='')}"


def _wants(checkout: Json) -> tuple[Want, ...]:
    """What the checkout itself holds, where nobody asked for anything else."""
    lines = checkout.some("line_items")
    return tuple(Want(line.one("item").text("id"), line.integer("quantity")) for line in lines)
