"""The tables. Documents that belong to one owner and are read whole are kept as JSON columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, Integer, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[datetime]):
    """SQLite forgets time zones; every instant is stored and read as UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON, list[Any]: JSON, datetime: UtcDateTime}


class ProductState(Base):
    """What changes about a product: its stock, and its price where it differs from the menu's."""

    __tablename__ = "product_states"
    product_id: Mapped[str] = mapped_column(String, primary_key=True)
    stock: Mapped[int]
    price: Mapped[int | None]


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[str] = mapped_column(String, primary_key=True)
    username: Mapped[str] = mapped_column(String, unique=True)
    password_hash: Mapped[str]
    buyer: Mapped[dict[str, Any]]
    address: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    instruments: Mapped[list[Instrument]] = relationship(order_by="Instrument.position")


class WrongPasswords(Base):
    """How many wrong passwords came lately for a name, or from an address."""

    __tablename__ = "wrong_passwords"
    subject: Mapped[str] = mapped_column(String, primary_key=True)
    number: Mapped[int]
    forgotten_at: Mapped[datetime]


class Instrument(Base):
    """A saved card: what may be shown of it, and the processor's token, which never leaves the store."""

    __tablename__ = "instruments"
    id: Mapped[str] = mapped_column(String, primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    position: Mapped[int]
    display: Mapped[dict[str, Any]]
    token: Mapped[str]
    is_default: Mapped[bool]


class Cart(Base):
    __tablename__ = "carts"
    id: Mapped[str] = mapped_column(String, primary_key=True)
    customer_id: Mapped[str | None]
    lines: Mapped[list[Any]]
    codes: Mapped[list[Any]]
    context: Mapped[dict[str, Any]]
    buyer: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]
    closed: Mapped[bool] = mapped_column(default=False)


class Checkout(Base):
    __tablename__ = "checkouts"
    id: Mapped[str] = mapped_column(String, primary_key=True)
    customer_id: Mapped[str | None]
    cart_id: Mapped[str | None] = mapped_column(index=True)
    platform: Mapped[str | None]
    lines: Mapped[list[Any]]
    codes: Mapped[list[Any]]
    context: Mapped[dict[str, Any]]
    buyer: Mapped[dict[str, Any]]
    fulfillment: Mapped[dict[str, Any]]
    selected_instrument: Mapped[str | None]
    stage: Mapped[str] = mapped_column(default="open")
    shown_total: Mapped[int | None]
    sold: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    expires_at: Mapped[datetime]


class Payment(Base):
    """One attempt to pay a checkout. Its id is the key under which the processor charges at most once."""

    __tablename__ = "payments"
    id: Mapped[str] = mapped_column(String, primary_key=True)
    checkout_id: Mapped[str] = mapped_column(ForeignKey("checkouts.id"), index=True)
    token: Mapped[str]
    instrument: Mapped[dict[str, Any]]
    amount: Mapped[int]
    status: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column("created_at")  # when the processor was last asked about it


class Charge(Base):
    """The test processor's own books, which the shop itself never reads directly."""

    __tablename__ = "processor_charges"
    key: Mapped[str] = mapped_column(String, primary_key=True)
    amount: Mapped[int]
    currency: Mapped[str]
    status: Mapped[str]
    refunded: Mapped[int] = mapped_column(default=0)


class StripeCharge(Base):
    """The books of the processor that charges through Stripe; the shop itself never reads them directly."""

    __tablename__ = "stripe_charges"
    key: Mapped[str] = mapped_column(String, primary_key=True)
    request: Mapped[dict[str, Any]]  # kept, because a key is good for exactly the same parameters only
    intent: Mapped[str | None] = mapped_column(index=True)
    first_asked_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    given_up: Mapped[bool] = mapped_column(default=False)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[str] = mapped_column(String, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    customer_id: Mapped[str | None]
    checkout_id: Mapped[str] = mapped_column(unique=True)
    platform: Mapped[str | None]
    payment_id: Mapped[str]
    state: Mapped[str]
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class IdempotentAnswer(Base):
    __tablename__ = "idempotent_answers"
    principal: Mapped[str] = mapped_column(String, primary_key=True)
    key: Mapped[str] = mapped_column(String, primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int]
    body: Mapped[str]
    created_at: Mapped[datetime]


class AuthorizationCode(Base):
    __tablename__ = "oauth_codes"
    code_hash: Mapped[str] = mapped_column(String, primary_key=True)
    client_id: Mapped[str]
    customer_id: Mapped[str]
    redirect_uri: Mapped[str]
    scope: Mapped[str]
    code_challenge: Mapped[str]
    code_challenge_method: Mapped[str]
    expires_at: Mapped[datetime]
    family: Mapped[str]
    used: Mapped[bool] = mapped_column(default=False)


class Token(Base):
    """An access token and its refresh token, both kept as hashes. A family is everything one login led to."""

    __tablename__ = "oauth_tokens"
    access_hash: Mapped[str] = mapped_column(String, primary_key=True)
    refresh_hash: Mapped[str] = mapped_column(String, unique=True)
    family: Mapped[str] = mapped_column(index=True)
    client_id: Mapped[str]
    customer_id: Mapped[str]
    scope: Mapped[str]
    expires_at: Mapped[datetime]
    refresh_expires_at: Mapped[datetime]
    rotated: Mapped[bool] = mapped_column(default=False)
    revoked: Mapped[bool] = mapped_column(default=False)


class OrderEvent(Base):
    """The outbox: order events still to be delivered to a platform."""

    __tablename__ = "order_events"
    id: Mapped[str] = mapped_column(String, primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    platform: Mapped[str | None]
    body: Mapped[str]
    occurred_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    outcome: Mapped[str | None]
