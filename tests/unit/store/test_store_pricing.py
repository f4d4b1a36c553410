"""Amounts: integers throughout, discounts that add up, tax rounded once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.amounts import written
from store.catalogue.loader import products
from store.catalogue.model import Product, Variant
from store.discounts import Basis, apply_codes
from store.pricing import Bill, Charges, Line
from store.shop import Code, shop

SPRING = Code("SPRING", "Free delivery in spring", "delivery")
WITH_SPRING = replace(shop(), codes=(*shop().codes, SPRING))
CODES = [code.code for code in WITH_SPRING.codes]


def line(product: Product, price: int, quantity: int, number: int = 1) -> Line:
    return Line(f"li_{number}", Variant(product, (), price, price, 100), quantity)


def bill(prices: list[tuple[int, int]], codes: list[str], charges: Charges) -> Bill:
    latte = products()["latte"]
    lines = tuple(line(latte, price, quantity, number) for number, (price, quantity) in enumerate(prices))
    basis = Basis(tuple(entry.subtotal for entry in lines), charges.fulfilment, linked=True)
    return Bill(lines, apply_codes(WITH_SPRING, codes, basis).applied, charges)


def test_tax_is_rounded_half_up_once_for_the_order() -> None:
    # 2 x 5.40 at 8.875 % is 95.85 cents; line by line it would be 2 x 47.925.
    assert bill([(540, 1), (540, 1)], [], Charges(tax_rate=8875)).tax == 96


def test_groceries_are_not_taxed() -> None:
    beans = products()["house-blend-beans"]
    priced = Bill((line(beans, 1600, 1),), (), Charges(tax_rate=8875))
    assert (priced.tax, priced.total) == (0, 1600)


def test_tax_is_on_what_is_left_after_discounts() -> None:
    assert bill([(1000, 1)], ["WELCOME10"], Charges(tax_rate=10_000)).tax == 90


def test_two_codes_for_free_delivery_take_the_fee_off_once() -> None:
    priced = bill([(1000, 1)], ["FREEDELIVERY", "SPRING"], Charges(399, tax_rate=0))
    assert [discount.code for discount in priced.applied] == ["FREEDELIVERY"]
    assert (priced.order_discount, priced.total) == (399, 1000)


def test_a_second_code_for_free_delivery_is_told_to_change_nothing() -> None:
    outcome = apply_codes(WITH_SPRING, ["FREEDELIVERY", "SPRING"], Basis((1000,), 399, linked=True))
    [message] = outcome.messages
    assert (message["type"], message["code"]) == ("warning", "discount_code_user_ineligible")
    assert (message["content"], message["path"]) == ("The code SPRING changes nothing here.", "$.discounts.codes[1]")


@given(
    prices=st.lists(st.tuples(st.integers(1, 100_000), st.integers(1, 99)), min_size=1, max_size=8),
    codes=st.lists(st.sampled_from(CODES), max_size=5),
    fee=st.integers(0, 2000),
    rate=st.sampled_from([None, 0, 6625, 8875]),
)
def test_whatever_is_bought_the_sums_agree(
    prices: list[tuple[int, int]], codes: list[str], fee: int, rate: int | None
) -> None:
    priced = bill(prices, codes, Charges(fulfilment=fee, tax_rate=rate))
    totals = priced.totals()
    by_type = {str(entry["type"]): entry["amount"] for entry in totals}
    assert by_type["total"] == sum(int(str(entry["amount"])) for entry in totals if entry["type"] != "total")
    assert priced.total >= 0
    assert priced.order_discount <= fee
    assert priced.items_discount == sum(priced.line_discount(index) for index in range(len(prices)))
    for index, entry in enumerate(priced.lines):
        assert 0 <= priced.line_discount(index) <= entry.subtotal
    for discount in priced.applied:
        allocations = discount.document()["allocations"]
        assert isinstance(allocations, list)
        assert sum(share["amount"] for share in allocations) == discount.amount > 0


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(1080, "USD", "10.80 USD"), (120000, "JPY", "120,000 JPY"), (1250, "KWD", "1.250 KWD"), (5, "USD", "0.05 USD")],
)
def test_amounts_are_written_with_as_many_decimals_as_their_currency_has(amount: int, currency: str, text: str) -> None:
    assert written(amount, currency) == text


@pytest.mark.parametrize("code", [Code("X", "All of it", "percent", 150), Code("X", "All of it", "amount", 100_000)])
def test_no_code_takes_off_more_than_there_is(code: Code) -> None:
    outcome = apply_codes(replace(shop(), codes=(code,)), ["X"], Basis((1000, 340), 0, linked=True))
    assert outcome.applied[0].per_line == (1000, 340)
