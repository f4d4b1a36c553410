"""Payment handlers: how the store names its processor to platforms, and which tokens that processor understands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Handler:
    """A payment processor as UCP names it.

    Attributes:
        name: the handler's name in `payment_handlers`.
        id: what instruments carry as `handler_id`.
        saved: how the token of a card begins that was saved with this processor.
        credential: how a credential begins that a platform may bring along.
    """

    name: str
    id: str
    saved: str
    credential: str

    def takes_saved(self, token: str) -> bool:
        """Whether a saved card's token belongs to this processor: cards saved with another one cannot be charged."""
        return token.startswith(self.saved)

    def takes_credential(self, token: str) -> bool:
        """Whether a platform may pay with this token."""
        return bool(token) and token.startswith(self.credential)


TEST = Handler("dev.voiceshop.test_processor", "test_processor", saved="test_", credential="")
# A saved card is "cus_…/pm_…" and a platform can only bring "pm_…", so nobody pays with a card saved for somebody else.
STRIPE = Handler("dev.voiceshop.stripe", "stripe", saved="cus_", credential="pm_")
