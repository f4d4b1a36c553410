"""What the shop's staff can do, from the command line only: nothing of this can be reached over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from store.application import Store
from store.catalogue.loader import products
from store.errors import NotFound, Refused
from store.orders import advance
from store.seed import fill_if_empty
from store.tables import Customer, Order, Payment, ProductState


@dataclass(frozen=True)
class Admin:
    """Changes the store's data directly; a running store sees it with its next request."""

    store: Store

    def close(self) -> None:
        """Gives the database back."""
        self.store.database.close()

    def reset(self) -> str:
        """Throws everything away and starts with the demonstration data."""
        self.store.database.erase()
        fill_if_empty(self.store.database)
        return "The store is as new."

    def orders(self) -> list[dict[str, Any]]:
        """Every order, newest first: number, state, customer, lines, totals and whether it is paid."""
        with self.store.database.reading() as session:
            newest_first = session.scalars(select(Order).order_by(Order.number.desc()))
            return [_described(session, order) for order in newest_first]

    def advance(self, number_or_id: str) -> str:
        """Moves an order to its next state.

        Raises:
            NotFound: there is no such order.
            Refused: it is in its last state.
        """
        with self.store.database.writing() as session:
            known = or_(Order.id == number_or_id, Order.number == _number(number_or_id))
            order = session.scalars(select(Order).where(known)).first()
            if order is None:
                raise NotFound(f"There is no order {number_or_id}.")
            advance(session, order, self.store.clock())
            return f"Order {order.number} is {order.state}."

    def set_price(self, product_id: str, amount: int) -> str:
        """Sets a product's price before options and offers, in minor units. Raises NotFound for an unknown product."""
        with self.store.database.writing() as session:
            _state(session, product_id).price = amount
        return f"{product_id} costs {amount} now."

    def set_stock(self, product_id: str, quantity: int) -> str:
        """Sets how many of a product can be sold. Raises NotFound for an unknown product."""
        with self.store.database.writing() as session:
            _state(session, product_id).stock = quantity
        return f"{quantity} of {product_id} left."

    def set_default_card(self, username: str, last_digits: str) -> str:
        """Chooses the card a customer pays with unless another is named. Raises NotFound for an unknown one."""
        with self.store.database.writing() as session:
            customer = session.scalars(select(Customer).where(Customer.username == username)).first()
            cards = customer.instruments if customer else []
            if not any(card.display["last_digits"] == last_digits for card in cards):
                raise NotFound(f"{username} has no card ending in {last_digits}.")
            for card in cards:
                card.is_default = card.display["last_digits"] == last_digits
        return f"{username} pays with the card ending in {last_digits}."

    def save_stripe_card(self, username: str, payment_method: str) -> str:
        """Saves a payment method of Stripe's for a customer.

        Raises:
            NotFound: no such customer.
            Refused: the store does not charge through Stripe, or Stripe does not take the card.
            ProcessorTimeout: Stripe did not answer.
        """
        account = self.store.settings.stripe
        if account is None:
            raise Refused("no_stripe", "This store does not charge through Stripe.")
        from store.stripe.cards import Cards
        from store.stripe.client import stripe_client

        card = Cards(stripe_client(account), self.store.database).save(username, payment_method)
        return f"{username} can pay with the {card}."


def _state(session: Session, product_id: str) -> ProductState:
    if product_id not in products():
        raise NotFound(f"There is no product {product_id}.")
    state = session.get(ProductState, product_id)
    if state is None:
        state = ProductState(product_id=product_id, stock=products()[product_id].stock, price=None)
        session.add(state)
    return state


def _described(session: Session, order: Order) -> dict[str, Any]:
    customer = session.get(Customer, order.customer_id) if order.customer_id else None
    payment = session.get_one(Payment, order.payment_id)
    lines = [
        {"id": line["item"]["id"], "title": line["item"]["title"], "quantity": line["quantity"]["original"]}
        for line in order.document["line_items"]
    ]
    return {
        "label": str(order.number),
        "id": order.id,
        "state": order.state,
        "customer": customer.username if customer else None,
        "payment": payment.status,
        "total": payment.amount,
        "currency": order.document["currency"],
        "lines": lines,
        "method": order.document["fulfillment"]["expectations"][0]["method_type"],
        "place": order.document["fulfillment"]["expectations"][0].get("location", {}).get("id"),
        "summary": ", ".join(f"{line['quantity']} x {line['title']}" for line in lines),
    }


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
