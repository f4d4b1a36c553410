"""Changing a customer's row, which several devices and functions write at once."""

from __future__ import annotations

from collections.abc import Callable

from .customer import Customer
from .errors import Forgotten, Stale
from .ports import Ledger

TRIES = 4
"""How often a row is written that others keep writing, each time as read anew, before that is given up."""


def amend(ledger: Ledger, customer: Customer, change: Callable[[Customer], Customer]) -> Customer:
    """Write a change of the customer's row, anew on the fresh row when someone wrote it meanwhile.

    Raises:
        Stale: it was written by others again and again.
        Forgotten: there was a row, and there is none any more.
    """
    for _ in range(TRIES - 1):
        try:
            return ledger.save(change(customer))
        except Stale:
            customer = read_anew(ledger, customer)
    return ledger.save(change(customer))


def read_anew(ledger: Ledger, customer: Customer) -> Customer:
    """The row as it is by now. Raises Forgotten where there was one, and there is none any more."""
    now = ledger.customer(customer.user)
    if customer.version and not now.version:
        raise Forgotten
    return now
