"""Settling an open purchase by the store's word, on every Ledger, whoever else does the same at that moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.purchases import ANA, NOON, ORDER, brought_to
from voiceshop.shop.customer import Customer, PastOrder
from voiceshop.shop.errors import LedgerTrouble
from voiceshop.shop.ports import Ledger
from voiceshop.shop.purchase import PlacedOrder, Purchase, PurchaseState
from voiceshop.shop.settling import settle_as_not_placed, settle_as_placed

LATER = NOON + timedelta(hours=1)
OPEN = [state for state in PurchaseState if state.is_open]


def left_open(ledger: Ledger, state: PurchaseState) -> Purchase:
    ledger.save(Customer(ANA, cart_id="cart_1"))
    return brought_to(ledger, state)


@pytest.mark.parametrize("state", OPEN)
def test_an_order_that_the_store_tells_of_is_written_down_to_be_told(ledger: Ledger, state: PurchaseState) -> None:
    purchase = left_open(ledger, state)

    settled = settle_as_placed(ledger, purchase, ORDER, LATER)

    assert settled == replace(purchase, state=PurchaseState.PLACED, order=ORDER, untold=True)
    assert ledger.purchase(ANA, purchase.id) == settled
    row = ledger.customer(ANA)
    assert row.orders == (PastOrder(ORDER.id, ORDER.label, LATER, purchase.wants),)
    assert row.cart_id == "cart_1"


@pytest.mark.parametrize(
    ("state", "end"),
    [(PurchaseState.PLACING, PurchaseState.DECLINED), (PurchaseState.UNKNOWN, PurchaseState.FAILED)],
)
def test_what_was_not_placed_has_ended_and_is_to_be_told(
    ledger: Ledger, state: PurchaseState, end: PurchaseState
) -> None:
    purchase = left_open(ledger, state)

    assert settle_as_not_placed(ledger, purchase) == replace(purchase, state=end, untold=True)
    assert ledger.customer(ANA).orders == ()


def test_who_comes_second_changes_nothing(ledger: Ledger) -> None:
    purchase = left_open(ledger, PurchaseState.UNKNOWN)
    settle_as_placed(ledger, purchase, ORDER, LATER)
    held = ledger.held(ANA)

    assert settle_as_placed(ledger, purchase, ORDER, LATER + timedelta(hours=1)) is None
    assert settle_as_not_placed(ledger, purchase) is None
    assert ledger.held(ANA) == held


def test_what_its_own_turn_settled_has_been_told(ledger: Ledger) -> None:
    purchase = left_open(ledger, PurchaseState.PLACING)
    told = ledger.move(purchase, PurchaseState.PLACED, ORDER)

    assert settle_as_placed(ledger, purchase, ORDER, LATER) is None
    assert ledger.purchase(ANA, purchase.id) == told
    assert not told.untold


def test_a_purchase_that_became_unknown_meanwhile_is_settled_all_the_same(ledger: Ledger) -> None:
    purchase = left_open(ledger, PurchaseState.PLACING)
    ledger.move(purchase, PurchaseState.UNKNOWN)

    settled = settle_as_not_placed(ledger, purchase)

    assert settled is not None
    assert settled.state is PurchaseState.FAILED


def test_who_was_forgotten_stays_so(ledger: Ledger) -> None:
    purchase = left_open(ledger, PurchaseState.UNKNOWN)
    ledger.forget(ANA)

    assert settle_as_placed(ledger, purchase, ORDER, LATER) is None
    assert not any(ledger.held(ANA).values())


class DiesBeforeTheMove:
    """A Ledger that is gone once the customer's row is written."""

    def __init__(self, real: Ledger) -> None:
        self._real = real

    def move(self, purchase: Purchase, to: PurchaseState, order: PlacedOrder | None = None) -> Purchase:
        raise LedgerTrouble

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


def test_what_was_settled_half_way_is_settled_by_the_next_try(ledger: Ledger) -> None:
    purchase = left_open(ledger, PurchaseState.UNKNOWN)
    with pytest.raises(LedgerTrouble):
        settle_as_placed(DiesBeforeTheMove(ledger), purchase, ORDER, LATER)  # type: ignore[arg-type]
    assert ledger.purchase(ANA, purchase.id) == purchase

    assert settle_as_placed(ledger, purchase, ORDER, LATER) is not None
    assert [order.id for order in ledger.customer(ANA).orders] == [ORDER.id]
