"""Checking passwords, with a lock against guessing."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from sqlalchemy import select
from werkzeug.security import check_password_hash, generate_password_hash

from store.application import Clock
from store.database import Database
from store.tables import Customer

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)


@cache
def _nobodys_hash() -> str:
    return generate_password_hash("nobody has this password")


class Locked(Exception):
    """Too many wrong passwords: the account takes none for a while."""


class Accounts:
    """The customers' logins."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def check(self, username: str, password: str) -> str | None:
        """The id of the customer with this name and password, None when there is none.

        An unknown name takes as long as a wrong password, so names cannot be found out.

        Raises:
            Locked: this account had too many wrong passwords.
        """
        now = self._clock()
        with self._database.writing() as session:
            customer = session.scalars(select(Customer).where(Customer.username == username.strip().lower())).first()
            if customer is not None and customer.locked_until and customer.locked_until > now:
                raise Locked(username)
            right = check_password_hash(customer.password_hash if customer else _nobodys_hash(), password)
            if customer is None:
                return None
            customer.failed_logins = 0 if right else customer.failed_logins + 1
            if customer.failed_logins >= TRIES:
                customer.failed_logins, customer.locked_until = 0, now + LOCKED_FOR
            return customer.id if right else None
