"""Changing a customer's row, which several devices and functions write at once."""

from __future__ import annotations

from collections.abc import Callable

from .customer import Customer
from .errors import Stale
from .ports import Ledger

_TRIES = 3


def amend(ledger: Ledger, customer: Customer, change: Callable[[Customer], Customer]) -> Customer:
    """Write a change of the customer's row, anew on the fresh row when someone wrote it meanwhile.

    Raises:
        Stale: it was written by others again and again.
    """
    for _ in range(_TRIES):
        try:
            return ledger.save(change(customer))
        except Stale:
            customer = ledger.customer(customer.user)
    return ledger.save(change(customer))
