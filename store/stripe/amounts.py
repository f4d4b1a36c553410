"""Amounts as Stripe wants them: minor units like ours, except for a few currencies (Stripe, "Supported currencies")."""

from __future__ import annotations

# Card networks take no fractions of a hundredth here: the last of three digits has to be 0.
_ROUNDED_TO_TENS = frozenset("BHD JOD KWD OMR TND".split())
# ISO 4217 knows no decimals of these any more, Stripe still counts two.
_STILL_HUNDREDTHS = frozenset("ISK UGX".split())
# ISO 4217 counts two decimals, Stripe none.
_ALREADY_WHOLE = frozenset(("MGA",))


def stripe_amount(amount: int, currency: str) -> int:
    """What Stripe has to be told to charge an amount.

    Args:
        amount: in minor units of ISO 4217.
        currency: its ISO 4217 code.

    Returns:
        The integer for the API. Where Stripe cannot charge the exact amount, it is rounded half up.
    """
    if currency in _ROUNDED_TO_TENS:
        return (amount + 5) // 10 * 10
    if currency in _STILL_HUNDREDTHS:
        return amount * 100
    return (amount + 50) // 100 if currency in _ALREADY_WHOLE else amount
