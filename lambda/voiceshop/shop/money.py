"""Amounts of money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# ISO 4217: the currencies whose minor unit is not a hundredth.
_NO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
_THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of an ISO 4217 currency: `Money(1080, "USD")` is ten dollars and eighty cents."""

    amount: int
    currency: str

    @property
    def decimals(self) -> int:
        """How many digits the currency has after the point: 2 for USD, 0 for JPY, 3 for KWD."""
        if self.currency in _NO_DECIMALS:
            return 0
        return 3 if self.currency in _THREE_DECIMALS else 2

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact, with the currency's own number of decimals."""
        return Decimal(self.amount).scaleb(-self.decimals)
