"""What Stripe's answers mean to the shop."""

from __future__ import annotations

from typing import Any

from stripe import PaymentIntent

from store import processor
from store.processor import Challenge, Charged, Declined, Outcome

DECLINED = Declined("Your card was declined.")
EXPIRED = Declined("Your card has expired.", processor.EXPIRED)
NOT_THROUGH = Declined("The payment did not go through.")
# The code of a payment that the buyer's bank wants approved while nobody is there (Stripe, "Error codes").
NEEDS_BUYER = "authentication_required"


def outcome_of(intent: PaymentIntent) -> Outcome | None:
    """What became of a PaymentIntent by its status; None while Stripe does not know it itself."""
    match intent.status:
        case "succeeded":
            return Charged()
        case "requires_action":
            return Challenge(approval_address(intent))
        case "requires_payment_method":
            return refusal((intent.to_dict().get("last_payment_error") or {}).get("code"))
        case "requires_confirmation" | "canceled":
            return NOT_THROUGH
        case _:
            return None


def refusal(code: str | None) -> Outcome:
    """What a card error's code means."""
    if code == NEEDS_BUYER:
        return Challenge()
    return EXPIRED if code == "expired_card" else DECLINED


def approval_address(intent: PaymentIntent) -> str | None:
    """The bank's page on which the buyer approves, once the buyer has come to approve."""
    action: dict[str, Any] = intent.to_dict().get("next_action") or {}
    return (action.get("redirect_to_url") or {}).get("url")
