"""Stripe's webhooks: signed, and no more than an occasion to ask Stripe how things stand.

Events come late, twice and out of order. So none is believed for what it says: the payment it names is asked for
again, which settles what was unknown and changes nothing otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stripe import Event, SignatureVerificationError, StripeClient

from store.errors import BadRequest
from store.purchase import Cashier
from store.refunds import Refunds
from store.stripe.books import Books

TOLERANCE_S = 300
_ABOUT_A_PAYMENT = frozenset({"payment_intent.succeeded", "payment_intent.payment_failed"})
_ABOUT_A_REFUND = frozenset({"charge.refunded"})


@dataclass(frozen=True)
class Events:
    """Takes Stripe's events."""

    client: StripeClient
    secret: str
    books: Books
    cashier: Cashier
    refunds: Refunds

    def take(self, body: bytes, signature: str | None) -> None:
        """Acts on one event. What is not about a payment of ours is left alone.

        Args:
            body: exactly as it came: the signature is over its bytes.
            signature: the header `Stripe-Signature`.

        Raises:
            BadRequest: it is not signed with our secret, not lately, or no event.
            ProcessorTimeout: Stripe could not be asked. It sends the event again.
        """
        event = self._verified(body, signature)
        if event.type in _ABOUT_A_PAYMENT:
            self._payment(event.data.object.to_dict())
        elif event.type in _ABOUT_A_REFUND:
            self._refund(event.data.object.to_dict())

    def _verified(self, body: bytes, signature: str | None) -> Event:
        try:
            return self.client.construct_event(body, signature, self.secret, TOLERANCE_S)
        # TypeError: Stripe's library compares signatures as texts, which fails on what is not ASCII.
        except (SignatureVerificationError, ValueError, TypeError):
            raise BadRequest("invalid_signature", "This is no event that Stripe signed for us lately.") from None

    def _payment(self, intent: dict[str, Any]) -> None:
        key = (intent.get("metadata") or {}).get("payment")
        asked = self.books.of(key) if key else None
        if asked is None or asked.intent not in {None, intent["id"]}:
            return
        self.books.answered(asked.key, intent["id"])
        self.cashier.settle(asked.key)

    def _refund(self, charge: dict[str, Any]) -> None:
        intent = charge.get("payment_intent")
        asked = self.books.of_intent(intent) if intent else None
        if asked is not None:
            self.refunds.settle(asked.key)
