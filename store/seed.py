"""The demonstration data of a new store: stock, customers, saved cards."""

from __future__ import annotations

from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from store.catalogue.loader import products
from store.database import Database
from store.ids import new_id
from store.settings import shop_files
from store.tables import Customer, Instrument, ProductState

DEMO_PASSWORD = "demo"  # noqa: S105 - published with the accounts that it opens


def fill_if_empty(database: Database) -> None:
    """Writes the demonstration data unless there are customers already."""
    with database.reading() as session:
        if session.scalars(select(Customer.id)).first():
            return
    data = yaml.safe_load((shop_files() / "customers.yaml").read_text())
    password_hash = generate_password_hash(data["password"])
    with database.writing() as session:
        for product in products().values():
            session.add(ProductState(product_id=product.id, stock=product.stock, price=None))
        for customer in data["customers"]:
            _add_customer(session, customer, password_hash)


def has_demo_accounts(database: Database) -> bool:
    """Whether somebody's password is the one that everybody knows."""
    with database.reading() as session:
        hashes = session.scalars(select(Customer.password_hash).distinct()).all()
    return any(check_password_hash(password_hash, DEMO_PASSWORD) for password_hash in hashes)


def _add_customer(session: Session, data: dict[str, Any], password_hash: str) -> None:
    customer = Customer(
        id=new_id("customer"),
        username=data["username"],
        password_hash=password_hash,
        buyer=data["buyer"],
        address=data.get("address"),
    )
    session.add(customer)
    session.flush()
    for position, card in enumerate(data["cards"]):
        display = {key: card[key] for key in ("brand", "last_digits", "expiry_month", "expiry_year")}
        session.add(
            Instrument(
                id=new_id("instrument"),
                customer_id=customer.id,
                position=position,
                display={**display, "description": f"{card['brand']} ending in {card['last_digits']}"},
                token=card["token"],
                is_default=card.get("default", False),
            )
        )
