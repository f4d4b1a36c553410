"""Amounts as people read them."""

from __future__ import annotations

from decimal import Decimal

# ISO 4217: the currencies whose minor unit is not a hundredth.
_NO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
_THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def written(amount: int, currency: str) -> str:
    """An amount in minor units of an ISO 4217 currency, as on a bill: `written(1080, "USD")` is "10.80 USD"."""
    decimals = 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    return f"{Decimal(amount).scaleb(-decimals):,} {currency}"
