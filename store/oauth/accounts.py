"""Checking passwords, with a limit on guessing: per name, whether or not it exists, and per network address."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from store.application import Clock
from store.database import Database
from store.tables import Customer, WrongPasswords

TRIES = 5
TRIES_OF_AN_ADDRESS = 50  # many people may share one
LOCKED_FOR = timedelta(minutes=15)


@cache
def _nobodys_hash() -> str:
    return generate_password_hash("nobody has this password")


class Locked(Exception):
    """Too many wrong passwords for this name, or from this address: none is taken for a while."""


class Accounts:
    """The customers' logins."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def check(self, username: str, password: str, address: str) -> str | None:
        """The id of the customer with this name and password, None when there is none.

        An unknown name takes as long as a wrong password and is locked as soon, so names cannot be found out. Hashing
        is slow on purpose and happens outside any transaction: whoever guesses holds nobody up.

        Args:
            username: as typed; case and spaces around it do not matter.
            password: as typed.
            address: the network address it comes from.

        Raises:
            Locked: too many wrong passwords.
        """
        name = username.strip().lower()
        limits = {_subject("name", name): TRIES, _subject("address", address): TRIES_OF_AN_ADDRESS}
        with self._database.reading() as session:
            _refuse_locked(session, limits, self._clock())
            customer = session.scalars(select(Customer).where(Customer.username == name)).first()
        right = check_password_hash(customer.password_hash if customer else _nobodys_hash(), password)
        with self._database.writing() as session:
            now = self._clock()
            _refuse_locked(session, limits, now)  # of guesses made at once, no more count than of those made in turn
            if customer is not None and right:
                session.execute(delete(WrongPasswords).where(WrongPasswords.subject == _subject("name", name)))
                return customer.id
            _count(session, limits, now)
        return None


def _subject(kind: str, value: str) -> str:
    """What is counted, as a hash: people type passwords into the wrong field."""
    return hashlib.sha256(f"{kind} {value}".encode()).hexdigest()


def _refuse_locked(session: Session, limits: Mapping[str, int], now: datetime) -> None:
    for counted in session.scalars(select(WrongPasswords).where(WrongPasswords.subject.in_(limits))):
        if counted.number >= limits[counted.subject] and counted.forgotten_at > now:
            raise Locked


def _count(session: Session, limits: Mapping[str, int], now: datetime) -> None:
    session.execute(delete(WrongPasswords).where(WrongPasswords.forgotten_at <= now))
    for subject in limits:
        counted = session.get(WrongPasswords, subject)
        if counted is None:
            counted = WrongPasswords(subject=subject, number=0)
            session.add(counted)
        counted.number += 1
        counted.forgotten_at = now + LOCKED_FOR
