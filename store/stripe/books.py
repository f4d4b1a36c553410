"""What Stripe was asked to charge, written down before it is asked: so a crash or a lost answer can be made good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from store.database import Database
from store.tables import StripeCharge


@dataclass(frozen=True)
class Books:
    """The charges by our key and, once Stripe has answered, by its PaymentIntent."""

    database: Database
    clock: Callable[[], datetime]

    def ask(self, key: str, amount: int, currency: str, token: str) -> StripeCharge:
        """Notes that Stripe is about to be asked for this charge, for the first time or once more."""
        with self.database.writing() as session:
            charge = session.get(StripeCharge, key)
            now = self.clock()
            if charge is None:
                charge = StripeCharge(
                    key=key, amount=amount, currency=currency, token=token, intent=None, first_asked_at=now
                )
                session.add(charge)
            charge.asked_at = now
            return charge

    def answered(self, key: str, intent: str) -> None:
        """Notes which PaymentIntent a charge became; the first one stays."""
        with self.database.writing() as session:
            charge = session.get_one(StripeCharge, key)
            charge.intent = charge.intent or intent

    def of(self, key: str) -> StripeCharge | None:
        """The charge with this key."""
        with self.database.reading() as session:
            return session.get(StripeCharge, key)

    def of_intent(self, intent: str) -> StripeCharge | None:
        """The charge that became this PaymentIntent."""
        with self.database.reading() as session:
            return session.scalars(select(StripeCharge).where(StripeCharge.intent == intent)).first()

    def age(self, charge: StripeCharge) -> timedelta:
        """How long ago Stripe was first asked."""
        return self.clock() - charge.first_asked_at

    def silence(self, charge: StripeCharge) -> timedelta:
        """How long ago Stripe was last asked."""
        return self.clock() - charge.asked_at
