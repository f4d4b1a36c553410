"""What tests of the store with Stripe share: the store, the localstripe behind it, and whoever stands between."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from store_bench import HandClock, complete, open_checkout

from store.application import Store
from store.processor import Processor
from store.stripe.cards import Cards
from store.stripe.client import stripe_client
from store.tables import Customer, Instrument, Order, Payment
from tests.support.local_stripe import Localstripe
from tests.support.stripe_between import StripeBetween


@dataclass(frozen=True)
class StripeBench:
    """A store that charges through Stripe, without HTTP of its own."""

    store: Store
    stripe: Localstripe
    between: StripeBetween
    clock: HandClock

    @property
    def processor(self) -> Processor:
        return self.store.processor

    @property
    def cards(self) -> Cards:
        assert self.store.settings.stripe
        return Cards(stripe_client(self.store.settings.stripe), self.store.database)

    def save(self, username: str, number: str) -> str:
        """Saves a card with this number for a customer; how it is described then."""
        return self.cards.save(username, self.stripe.card(number))

    def card_of(self, username: str) -> Instrument:
        """The customer's card that was saved last."""
        with self.store.database.reading() as session:
            owned = select(Instrument).join(Customer).where(Customer.username == username)
            return session.scalars(owned.order_by(Instrument.position.desc())).first()  # type: ignore[return-value]

    def pay(self, number: str) -> tuple[str, tuple[str, ...]]:
        """A guest pays a new session with a card of this number; its status and the reasons of its messages."""
        return self.complete(open_checkout(self.store), number)

    def complete(self, checkout_id: str, number: str) -> tuple[str, tuple[str, ...]]:
        return complete(self.store, checkout_id, self.stripe.card(number))

    def payment(self) -> Payment:
        """The payment that was opened last."""
        with self.store.database.reading() as session:
            return session.scalars(select(Payment).order_by(Payment.asked_at.desc())).one()

    def orders(self) -> int:
        with self.store.database.reading() as session:
            return len(session.scalars(select(Order.id)).all())
