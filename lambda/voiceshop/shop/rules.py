"""What an installation asks of purchases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo
from decimal import Decimal

from .money import Money

CODE_FROM = Decimal(100)
"""Amazon wants a voice code to be offered where an item may cost 100 dollars or more."""


@dataclass(frozen=True, slots=True)
class Rules:
    """From `code_from` on, in the major unit of the order's own currency, a customer's voice code is asked for.

    With `verify_person` the speaker is verified instead, and the code is for who cannot be.

    A day, of which there are limits, is one of `time_zone`, and quiet hours are read from its clock.
    """

    code_from: Decimal = CODE_FROM
    time_zone: tzinfo = UTC
    verify_person: bool = False

    def wants_code(self, total: Money) -> bool:
        return total.major >= self.code_from

    def offers_code(self, total: Money) -> bool:
        return self.wants_code(total) and not self.verify_person
