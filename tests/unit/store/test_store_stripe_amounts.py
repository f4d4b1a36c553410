"""Amounts as Stripe's "Supported currencies" wants them."""

from __future__ import annotations

import pytest
from stripe_bench import StripeBench

from store.stripe.amounts import stripe_amount
from tests.support.local_stripe import GOOD


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [
        (1176, "USD", 1176),
        (500, "JPY", 500),
        (5124, "KWD", 5120),
        (5125, "KWD", 5130),
        (5129, "BHD", 5130),
        (1000, "OMR", 1000),
        (5, "ISK", 500),
        (700, "UGX", 70000),
        (12300, "MGA", 123),
        (1045, "HUF", 1045),
    ],
)
def test_minor_units_are_told_as_stripe_counts_them(amount: int, currency: str, told: int) -> None:
    assert stripe_amount(amount, currency) == told


def test_what_is_charged_is_given_back_to_the_same_unit(bench: StripeBench) -> None:
    bench.processor.charge("payment_1", 5124, "KWD", bench.stripe.card(GOOD))
    bench.processor.refund("payment_1", 5124)
    (intent,) = bench.stripe.intents()
    assert intent["currency"] == "kwd"
    assert bench.stripe.money() == [(5120, 5120)]
