"""The composition root: settings to services to the Flask application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from store.database import Database
from store.orders import Cancellations
from store.processor import Processor, TestProcessor
from store.purchase import Cashier
from store.refunds import Refunds
from store.seed import fill_if_empty
from store.settings import Settings

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Store:
    """Everything the HTTP layer and the command line need, wired once per process."""

    settings: Settings
    database: Database
    processor: Processor
    clock: Clock

    @property
    def cashier(self) -> Cashier:
        settings = self.settings
        return Cashier(self.database, self.processor, self.refunds, self.clock, settings.base_url, settings.handler)

    @property
    def refunds(self) -> Refunds:
        return Refunds(self.database, self.processor, self.clock)

    @property
    def cancellations(self) -> Cancellations:
        return Cancellations(self.database, self.refunds, self.clock)


def now() -> datetime:
    """The current instant."""
    return datetime.now(UTC)


def build(settings: Settings, clock: Clock = now) -> Store:
    """The store on its database, which is filled with the demonstration data when it is new."""
    database = Database(settings.database)
    fill_if_empty(database)
    return Store(settings, database, _processor(settings, database, clock), clock)


def _processor(settings: Settings, database: Database, clock: Clock) -> Processor:
    if settings.stripe is None:
        return TestProcessor(database)
    # Stripe's library is loaded only where it is used.
    from store.stripe.wiring import stripe_processor

    return stripe_processor(settings.stripe, settings, database, clock)
