"""Checking passwords, with a limit on guessing that keeps strangers out and does not lock owners out.

Wrong passwords are counted per name, whether or not it exists, and per network address. A browser in which an owner has
logged in before is counted on its own: whoever guesses elsewhere cannot lock it (OWASP's "device cookies").
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from store.application import Clock
from store.database import Database
from store.tables import Customer, WrongPasswords

TRIES = 5  # for one name: from one address, or in a browser that its owner has used
TRIES_OF_A_NAME = 20  # from all addresses
TRIES_OF_AN_ADDRESS = 50  # many people may share one
LOCKED_FOR = timedelta(minutes=15)


@cache
def _nobodys_hash() -> str:
    return generate_password_hash("nobody has this password")


class Locked(Exception):
    """Too many wrong passwords for this name, or from this address: none is taken for a while."""


@dataclass(frozen=True)
class KnownBrowser:
    """A browser in which a customer has logged in before."""

    id: str
    customer_id: str


class Accounts:
    """The customers' logins."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def check(self, username: str, password: str, address: str, browser: KnownBrowser | None = None) -> str | None:
        """The id of the customer with this name and password, None when there is none.

        An unknown name takes as long as a wrong password and is locked as soon, so names cannot be found out. Hashing
        is slow on purpose and happens outside any transaction: whoever guesses holds nobody up.

        Args:
            username: as typed; case and spaces around it do not matter.
            password: as typed.
            address: the network address it comes from.
            browser: what it is typed into, where that is known.

        Raises:
            Locked: too many wrong passwords.
        """
        name = username.strip().lower()
        with self._database.reading() as session:
            customer = session.scalars(select(Customer).where(Customer.username == name)).first()
            trusted = browser if browser and customer and browser.customer_id == customer.id else None
            limits = _limits(name, address, trusted)
            _refuse_locked(session, limits, self._clock())
        right = check_password_hash(customer.password_hash if customer else _nobodys_hash(), password)
        with self._database.writing() as session:
            now = self._clock()
            _refuse_locked(session, limits, now)  # of guesses made at once, no more count than of those made in turn
            if customer is not None and right:
                _forgive(session, limits)
                return customer.id
            _count(session, limits, now)
        return None


def _limits(name: str, address: str, browser: KnownBrowser | None) -> dict[str, int]:
    if browser:
        return {_subject("browser", browser.id): TRIES}
    return {
        _subject("name and address", name, address): TRIES,
        _subject("name", name): TRIES_OF_A_NAME,
        _subject("address", address): TRIES_OF_AN_ADDRESS,
    }


def _subject(kind: str, *values: str) -> str:
    """What is counted, as a hash: people type passwords into the wrong field."""
    return hashlib.sha256(repr((kind, *values)).encode()).hexdigest()


def _refuse_locked(session: Session, limits: Mapping[str, int], now: datetime) -> None:
    for counted in session.scalars(select(WrongPasswords).where(WrongPasswords.subject.in_(limits))):
        if counted.number >= limits[counted.subject] and counted.forgotten_at > now:
            raise Locked


def _forgive(session: Session, limits: Mapping[str, int]) -> None:
    """Forget the guesses at this name here. An address's stay: they were at other names, too."""
    here = [subject for subject, most in limits.items() if most == TRIES]
    session.execute(delete(WrongPasswords).where(WrongPasswords.subject.in_(here)))


def _count(session: Session, limits: Mapping[str, int], now: datetime) -> None:
    session.execute(delete(WrongPasswords).where(WrongPasswords.forgotten_at <= now))
    for subject in limits:
        counted = session.get(WrongPasswords, subject)
        if counted is None:
            counted = WrongPasswords(subject=subject, number=0)
            session.add(counted)
        counted.number += 1
        counted.forgotten_at = now + LOCKED_FOR
