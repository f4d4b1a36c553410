"""`/webhooks/stripe`: where Stripe tells what became of payments."""

from __future__ import annotations

from flask import Blueprint, Response, request

from store.application import Store
from store.settings import StripeAccount
from store.stripe.wiring import stripe_events


def routes(store: Store, account: StripeAccount) -> Blueprint:
    """One address, for the events that the README names."""
    webhooks = Blueprint("stripe", __name__, url_prefix="/webhooks")
    events = stripe_events(account, store.cashier, store.refunds)

    @webhooks.post("/stripe")
    def take() -> Response:
        events.take(request.get_data(), request.headers.get("Stripe-Signature"))
        return Response(status=204)

    return webhooks
