"""Charging cards: the port to a payment processor, and the test processor behind it.

The test processor keeps its own books. What a card does is in its token: `test_success`, `test_decline`,
`test_expired`, `test_challenge` (the buyer has to approve) and `test_timeout` (charges, and then does not answer the
first time).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from store.database import Database
from store.errors import ProcessorTimeout
from store.tables import Charge

TOKENS = ("test_success", "test_decline", "test_expired", "test_challenge", "test_timeout")
# Why a charge was declined, for a program to read.
DECLINED, EXPIRED = "declined", "expired"


@dataclass(frozen=True)
class Charged:
    """The money was taken."""


@dataclass(frozen=True)
class Declined:
    """The money was not taken; `reason` may be told to the buyer, `why` is for programs: declined or expired."""

    reason: str
    why: str = DECLINED


@dataclass(frozen=True)
class Challenge:
    """The buyer has to approve the payment in person: on the bank's page at `address`, or on our own."""

    address: str | None = None


Outcome = Charged | Declined | Challenge


class Processor(Protocol):
    """What the shop needs of a payment processor. The key makes every call safe to repeat."""

    def charge(self, key: str, amount: int, currency: str, token: str) -> Outcome:
        """Takes the amount (minor units) at most once per key. Raises ProcessorTimeout when the answer is lost."""

    def find(self, key: str) -> Outcome | None:
        """What became of a charge; None when the processor never heard of it. Raises ProcessorTimeout as `charge`."""

    def approve(self, key: str) -> Outcome:
        """Finishes a charge that waited for the buyer's approval, or tells where the bank wants to have it."""

    def give_up(self, key: str) -> Outcome:
        """Makes sure that a charge which waited for the buyer's approval is never made; tells what became of it."""

    def refund(self, key: str, amount: int) -> None:
        """Gives the amount back, at most once."""


class TestProcessor:
    """A processor without a bank: decides by the token and remembers in its own table."""

    __test__ = False

    def __init__(self, database: Database) -> None:
        self._database = database

    def charge(self, key: str, amount: int, currency: str, token: str) -> Outcome:
        with self._database.writing() as session:
            known = session.get(Charge, key)
            if known is not None:
                return _outcome(known)
            charge = Charge(key=key, amount=amount, currency=currency, status=_status(token), refunded=0)
            session.add(charge)
        if token == "test_timeout":  # noqa: S105 - names a test behaviour, opens nothing
            raise ProcessorTimeout(key)
        return _outcome(charge)

    def find(self, key: str) -> Outcome | None:
        with self._database.reading() as session:
            known = session.get(Charge, key)
            return None if known is None else _outcome(known)

    def approve(self, key: str) -> Outcome:
        with self._database.writing() as session:
            charge = self._book(session, key)
            if charge.status == "challenge":
                charge.status = "charged"
            return _outcome(charge)

    def give_up(self, key: str) -> Outcome:
        with self._database.writing() as session:
            charge = self._book(session, key)
            if charge.status == "challenge":
                charge.status = DECLINED
            return _outcome(charge)

    def refund(self, key: str, amount: int) -> None:
        with self._database.writing() as session:
            charge = self._book(session, key)
            charge.refunded = amount

    @staticmethod
    def _book(session: Session, key: str) -> Charge:
        charge = session.get(Charge, key)
        if charge is None:
            raise LookupError(f"the processor has no charge {key}")
        return charge


_STATUS = {
    "test_success": "charged",
    "test_timeout": "charged",
    "test_challenge": "challenge",
    "test_expired": EXPIRED,
}


def _status(token: str) -> str:
    return _STATUS.get(token, DECLINED)


def _outcome(charge: Charge) -> Outcome:
    if charge.status == "charged":
        return Charged()
    if charge.status == EXPIRED:
        return Declined("Your card has expired.", EXPIRED)
    return Challenge() if charge.status == "challenge" else Declined("Your card was declined.")
