"""What Stripe was asked to charge, written down before it is asked: so a crash or a lost answer can be made good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from store.database import Database
from store.tables import StripeCharge


@dataclass(frozen=True)
class Books:
    """The charges by our key and, once Stripe has answered, by its PaymentIntent."""

    database: Database
    clock: Callable[[], datetime]

    def ask(self, key: str, request: Mapping[str, Any]) -> StripeCharge:
        """Notes that Stripe is about to be asked for this charge, for the first time or once more.

        Args:
            key: ours.
            request: what Stripe is asked for the first time; later it is asked for the very same.
        """
        with self.database.writing() as session:
            charge = session.get(StripeCharge, key)
            now = self.clock()
            if charge is None:
                charge = StripeCharge(key=key, request=dict(request), intent=None, first_asked_at=now)
                session.add(charge)
            charge.asked_at = now
            return charge

    def answered(self, key: str, intent: str) -> None:
        """Notes which PaymentIntent a charge became."""
        with self.database.writing() as session:
            session.get_one(StripeCharge, key).intent = intent

    def give_up(self, key: str) -> None:
        """Notes that this charge's key is about to be used up."""
        with self.database.writing() as session:
            session.get_one(StripeCharge, key).given_up = True

    def is_given_up(self, key: str) -> bool:
        """Whether this charge's key may have been used up."""
        charge = self.of(key)
        return charge is not None and charge.given_up

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
