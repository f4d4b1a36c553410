"""Puts the parts together that charge through Stripe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from store.database import Database
from store.purchase import Cashier
from store.refunds import Refunds
from store.settings import Settings, StripeAccount
from store.stripe.books import Books
from store.stripe.client import stripe_client
from store.stripe.events import Events
from store.stripe.processor import StripeProcessor

Clock = Callable[[], datetime]


def stripe_processor(account: StripeAccount, settings: Settings, database: Database, clock: Clock) -> StripeProcessor:
    """The processor of a store that is reached at the settings' address."""
    return StripeProcessor(
        stripe_client(account), Books(database, clock), lambda key: f"{settings.base_url}/payments/{key}"
    )


def stripe_events(account: StripeAccount, cashier: Cashier, refunds: Refunds) -> Events:
    """What takes the account's webhooks."""
    books = Books(cashier.database, cashier.clock)
    return Events(stripe_client(account), account.webhook_secret, books, cashier, refunds)
