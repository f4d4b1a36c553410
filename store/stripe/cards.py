"""Cards saved with Stripe: our customer is a customer there, whose payment methods can be charged off-session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from stripe import CardError, InvalidRequestError, PaymentMethod, StripeClient

from store.database import Database
from store.errors import NotFound, Refused
from store.handlers import STRIPE
from store.ids import new_id
from store.stripe.client import unknown_without_answer
from store.tables import Customer, Instrument

_BRANDS = {"jcb": "JCB", "unionpay": "UnionPay"}


@dataclass(frozen=True)
class Cards:
    """Saves cards. Their numbers never come near the store: a payment method is made in Stripe's own form or app."""

    client: StripeClient
    database: Database

    def save(self, username: str, payment_method: str) -> str:
        """Attaches a payment method to a customer, who pays with it from now on if it is the first one.

        Args:
            username: the customer's, in the store.
            payment_method: Stripe's id of it, "pm_…".

        Returns:
            The card as it may be shown, such as "Visa ending in 4242".

        Raises:
            NotFound: no such customer.
            Refused: Stripe does not take the card, or knows no such payment method.
            ProcessorTimeout: Stripe did not answer. Saving it again does no harm.
        """
        with self.database.reading() as session:
            customer = _customer(session, username)
            owner = _known_to_stripe(customer.instruments)
        with unknown_without_answer(username):
            owner = owner or self._new_owner(customer.id)
            try:
                method = self.client.v1.payment_methods.attach(payment_method, {"customer": owner})
            except (CardError, InvalidRequestError) as problem:
                text = f"Stripe does not take this card ({problem.code or problem.http_status})."
                raise Refused("card_not_saved", text) from None
        with self.database.writing() as session:
            return _keep(session, _customer(session, username), f"{owner}/{method.id}", _display(method))

    def _new_owner(self, customer_id: str) -> str:
        # Nothing personal goes along: Stripe can tell its customers apart by our id.
        created = self.client.v1.customers.create(
            {"metadata": {"customer": customer_id}}, {"idempotency_key": f"customer:{customer_id}"}
        )
        return created.id


def _customer(session: Session, username: str) -> Customer:
    customer = session.scalars(select(Customer).where(Customer.username == username)).first()
    if customer is None:
        raise NotFound(f"There is no customer {username}.")
    return customer


def _known_to_stripe(cards: list[Instrument]) -> str | None:
    return next((card.token.partition("/")[0] for card in cards if STRIPE.takes_saved(card.token)), None)


def _keep(session: Session, customer: Customer, token: str, display: dict[str, Any]) -> str:
    cards = [card for card in customer.instruments if STRIPE.takes_saved(card.token)]
    if all(card.token != token for card in cards):
        session.add(
            Instrument(
                id=new_id("instrument"),
                customer_id=customer.id,
                position=len(customer.instruments),
                display=display,
                token=token,
                is_default=not cards,
            )
        )
    return str(display["description"])


def _display(method: PaymentMethod) -> dict[str, Any]:
    card = method.card if method.type == "card" else None
    if card is None:
        raise Refused("card_not_saved", "This payment method is no card.")
    brand = _BRANDS.get(card.brand, card.brand.title())
    return {
        "brand": brand,
        "last_digits": card.last4,
        "expiry_month": card.exp_month,
        "expiry_year": card.exp_year,
        "description": f"{brand} ending in {card.last4}",
    }
