"""Deletes what is over: what guests wrote of themselves, above all, is kept for no longer than it may be needed.

Orders and payments stay, and the sessions that they are of: they are the shop's books.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, literal_column, or_, select
from sqlalchemy.orm import aliased

from store.application import Clock
from store.checkouts import CANCELED, CHALLENGED, OPEN, PAYING
from store.database import Database
from store.http.idempotency import KEPT_FOR as ANSWERS_KEPT_FOR
from store.tables import (
    AuthorizationCode,
    Base,
    Cart,
    Checkout,
    IdempotentAnswer,
    Order,
    OrderEvent,
    Payment,
    Token,
    WrongPasswords,
)

# A platform that never heard what became of a session may ask for it for so long after it expired.
SESSIONS_KEPT_FOR = timedelta(days=30)
EVENTS_KEPT_FOR = timedelta(days=30)
# So few rows at once are deleted that nobody who orders has to wait for it, and so many of a kind in a round.
AT_ONCE = 100
MOST_OF_A_KIND = 10_000
# SQLite has no queue of writers: whoever waits to write looks now and then whether nobody does.
PAUSE_S = 0.02


@dataclass(frozen=True)
class Leftovers:
    """Clears the database of what is over."""

    database: Database
    clock: Clock

    def clear_away(self) -> None:
        """A round: finds what is over without keeping anybody from writing, and deletes it a few rows at a time."""
        for table, is_over in _over(self.clock()):
            wanted = select(_rowid(table)).select_from(table).where(is_over).limit(MOST_OF_A_KIND)
            with self.database.reading() as session:
                found = session.scalars(wanted).all()
            for start in range(0, len(found), AT_ONCE):
                self._delete(table, is_over, found[start : start + AT_ONCE])

    def _delete(self, table: type[Base], is_over: ColumnElement[bool], rows: Sequence[int]) -> None:
        """Deletes those of the rows that are still over, for one may have changed meanwhile. Then others may write."""
        unwanted = delete(table).where(_rowid(table).in_(rows), is_over)
        with self.database.writing() as session:
            session.execute(unwanted, execution_options={"synchronize_session": False})
        time.sleep(PAUSE_S)


def _rowid(table: type[Base]) -> ColumnElement[Any]:
    return literal_column(f"{table.__tablename__}.rowid")


def _over(now: datetime) -> Iterator[tuple[type[Base], ColumnElement[bool]]]:
    """Each table that is cleared, and which of its rows are over."""
    yield Checkout, _came_to_nothing(now)
    yield Cart, and_(Cart.expires_at <= now, ~_is_being_bought(now))
    yield AuthorizationCode, and_(AuthorizationCode.expires_at <= now, ~_lives(AuthorizationCode.family, now))
    yield Token, ~_lives(Token.family, now)
    yield WrongPasswords, WrongPasswords.forgotten_at <= now
    yield IdempotentAnswer, IdempotentAnswer.created_at < now - ANSWERS_KEPT_FOR
    yield OrderEvent, and_(OrderEvent.outcome.is_not(None), OrderEvent.occurred_at < now - EVENTS_KEPT_FOR)


def _came_to_nothing(now: datetime) -> ColumnElement[bool]:
    """Sessions that can never become an order any more, and for which nobody was ever to be charged."""
    return and_(
        Checkout.stage.in_((OPEN, CANCELED)),
        Checkout.customer_id.is_(None),
        Checkout.expires_at < now - SESSIONS_KEPT_FOR,
        ~exists().where(Payment.checkout_id == Checkout.id),
        ~exists().where(Order.checkout_id == Checkout.id),
    )


def _is_being_bought(now: datetime) -> ColumnElement[bool]:
    """Carts of sessions that are not over: those have no lines of their own. One being paid may be for long."""
    is_open = and_(Checkout.stage == OPEN, Checkout.expires_at >= now - SESSIONS_KEPT_FOR)
    return exists().where(Checkout.cart_id == Cart.id, or_(is_open, Checkout.stage.in_((PAYING, CHALLENGED))))


def _lives(family: Any, now: datetime) -> ColumnElement[bool]:
    """Logins that still have a token which is good: by what was spent of such a one it is known when it was stolen."""
    kin = aliased(Token)
    return exists().where(kin.family == family, ~kin.revoked, kin.refresh_expires_at > now)
