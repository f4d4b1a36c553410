"""UCP's checkout sessions: quoted, looked at again, and completed exactly once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from ...shop.cart import Cart
from ...shop.errors import EmptyCart, NoCard, NotLinked, NotSent, StoreSlow
from ...shop.purchase import Checkout, PlacedOrder, Purchase, Standing
from ...shop.want import Want
from .api import Answer, Api, Call
from .catalogue import Catalogue
from .outcomes import Outcome, read_final, read_outcome, wants_in
from .pickup import PICKUP, choose
from .refusals import refusal
from .selling import read_checkout, read_instrument, variant_ids
from .standings import Standings, checkout_path
from .wire import Resend, Unusable

# A store answers what it is told: first the place, then, knowing it, which options there are.
_MOST_UPDATES = 2
# Our own member of complete's request: what the customer said yes to. UCP lets stores ignore what they do not know.
_CONFIRMED = "dev.voiceshop.confirmed"


class Checkouts:
    """The checkout sessions of the linked customer."""

    def __init__(self, api: Api, catalogue: Catalogue) -> None:
        self._api = api
        self._catalogue = catalogue
        self._standings = Standings(api.ask_as_customer)

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
            answer = self._write("update_checkout", "PUT", checkout_path(answer.body.text("id")), update)
        if answer.is_missing:
            raise EmptyCart
        return self._quoted(answer, cart.wants)

    def checkout(self, checkout_id: str) -> Checkout | None:
        """One call; a second where a line's variant has not been seen before in this process."""

        def read(answer: Answer) -> Checkout | None:
            if answer.is_missing or answer.body.maybe_text("status") in {"completed", "canceled"}:
                return None
            return self._quoted(answer, ())

        return self._api.ask_as_customer(Call("get_checkout", "GET", checkout_path(checkout_id)), read)

    def complete(self, purchase: Purchase) -> Outcome:
        """One call; a second where the store takes the order and is still at it, or says that the key is in use."""
        path = f"{checkout_path(purchase.checkout_id)}/complete"
        call = Call("complete_checkout", "POST", path, _confirmed(purchase), purchase.id, Resend.IF_UNSENT)
        outcome = self._api.ask_as_customer(call, lambda answer: read_outcome(answer, purchase, self._catalogue))
        return outcome or self._look_again(purchase.checkout_id)

    def standing(self, checkout_id: str) -> tuple[Standing, PlacedOrder | None]:
        """One call."""
        return self._standings.standing(checkout_id)

    def cancel(self, checkout_id: str) -> PlacedOrder | None:
        """As many calls as `Standings.end`."""
        standing, order = self._standings.end(checkout_id)
        if standing not in {Standing.PLACED, Standing.CANCELED, Standing.GONE}:
            raise Unusable("the checkout could not be canceled")
        return order

    def _look_again(self, checkout_id: str) -> Outcome:
        # UCP: completing again would repeat the first answer; Get Checkout shows what became of it since.
        try:
            outcome = self._api.ask_as_customer(Call("get_checkout", "GET", checkout_path(checkout_id)), read_final)
        except (NotSent, NotLinked) as unseen:
            # True of this look only: the order itself has reached the store.
            raise StoreSlow from unseen
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
            problem = refusal(answer, wants or wants_in(answer.body), self._catalogue)
            if problem:
                raise problem
        instrument = read_instrument(answer.body)
        if instrument is None:
            raise NoCard
        if status != "ready_for_complete":
            raise Unusable("the checkout is not ready, and the store does not say why")
        return read_checkout(answer.body, instrument, self._catalogue.learn(variant_ids(answer.body)))


def _confirmed(purchase: Purchase) -> dict[str, Any]:
    """How it is paid and what was confirmed, the same bytes each time: a key stands for one request."""
    card = purchase.instrument
    chosen = {"id": card.id, "handler_id": card.handler_id, "type": card.type, "selected": True}
    lines = [{"id": want.variant_id, "quantity": want.quantity} for want in purchase.wants]
    place = {"destination_id": purchase.place_id} if purchase.place_id else {}
    return {
        "payment": {"instruments": [chosen]},
        _CONFIRMED: {"total": purchase.total.amount, "line_items": lines, **place},
    }
