"""Amounts of money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# ISO 4217: the currencies whose minor unit is not a hundredth of the major one.
_DECIMALS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of an ISO 4217 currency: `Money(1080, "USD")` is ten dollars and eighty cents."""

    amount: int
    currency: str

    @property
    def decimals(self) -> int:
        """How many digits the currency has after the point: 2 for USD, 0 for JPY, 3 for KWD."""
        return _DECIMALS.get(self.currency, 2)

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact, with the currency's own number of decimals."""
        return Decimal(self.amount).scaleb(-self.decimals)
