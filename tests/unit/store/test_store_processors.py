"""What the shop relies on in every payment processor: the one for tests, and Stripe's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select
from store_bench import HandClock, SilentProcessor, card, open_checkout, seen
from stripe_bench import StripeBench

from store.application import Store
from store.errors import ProcessorTimeout
from store.handlers import Handler
from store.processor import Challenge, Charged, Declined, Processor
from store.tables import Charge
from tests.support.local_stripe import CHALLENGE, DECLINED, GOOD
from tests.support.stripe_between import losing_the_answer


@dataclass(frozen=True)
class Bank:
    """A processor, tokens of cards, and the processor's own books: what it took and gave back.

    Attributes:
        slow: a card that is charged while, in the block `losing`, nobody hears of it.
    """

    processor: Processor
    good: str
    declined: str
    challenge: str
    slow: str
    losing: Callable[[], AbstractContextManager[None]]
    money: Callable[[], list[tuple[int, int]]]


def bank_for_tests(store: Store) -> Bank:
    def money() -> list[tuple[int, int]]:
        with store.database.reading() as session:
            charged = session.scalars(select(Charge).where(Charge.status == "charged"))
            return [(charge.amount, charge.refunded) for charge in charged]

    tokens = ("test_success", "test_decline", "test_challenge", "test_timeout")
    return Bank(store.processor, *tokens, nullcontext, money)


def bank_at_stripe(bench: StripeBench) -> Bank:
    cards = []
    for username, number in (("ana", GOOD), ("ana", DECLINED), ("ben", CHALLENGE), ("cara", GOOD)):
        bench.save(username, number)
        cards.append(bench.card_of(username).token)
    return Bank(bench.processor, *cards, lambda: bench.between.meddling(losing_the_answer), bench.stripe.money)


@pytest.fixture(params=["test", "stripe"])
def bank(request: pytest.FixtureRequest) -> Bank:
    if request.param == "test":
        return bank_for_tests(request.getfixturevalue("store"))
    return bank_at_stripe(request.getfixturevalue("bench"))


def test_a_charge_is_made_once_however_often_it_is_asked_for(bank: Bank) -> None:
    assert [bank.processor.charge("payment_1", 1176, "USD", bank.good) for _ in range(3)] == [Charged()] * 3
    assert bank.processor.find("payment_1") == Charged()
    assert bank.money() == [(1176, 0)]


def test_two_payments_are_two_charges(bank: Bank) -> None:
    for key in ("payment_1", "payment_2"):
        bank.processor.charge(key, 500, "USD", bank.good)
    assert bank.money() == [(500, 0), (500, 0)]


def test_a_declined_card_is_not_charged_and_stays_declined(bank: Bank) -> None:
    declined = Declined("Your card was declined.")
    assert bank.processor.charge("payment_1", 1176, "USD", bank.declined) == declined
    assert bank.processor.charge("payment_1", 1176, "USD", bank.declined) == declined
    assert bank.processor.find("payment_1") == declined
    assert bank.money() == []


def test_a_card_that_needs_its_owner_waits_uncharged(bank: Bank) -> None:
    assert bank.processor.charge("payment_1", 1176, "USD", bank.challenge) == Challenge()
    assert bank.processor.find("payment_1") == Challenge()
    assert bank.money() == []


def test_what_was_never_asked_for_is_not_found(bank: Bank) -> None:
    assert bank.processor.find("payment_1") is None


@pytest.mark.parametrize("again", ["find", "charge"])
def test_a_lost_answer_is_had_by_asking_again(bank: Bank, again: str) -> None:
    with bank.losing(), pytest.raises(ProcessorTimeout):
        bank.processor.charge("payment_1", 1176, "USD", bank.slow)
    if again == "find":
        assert bank.processor.find("payment_1") == Charged()
    else:
        assert bank.processor.charge("payment_1", 1176, "USD", bank.slow) == Charged()
    assert bank.money() == [(1176, 0)]


def test_a_refund_is_made_once(bank: Bank) -> None:
    bank.processor.charge("payment_1", 1176, "USD", bank.good)
    for _ in range(2):
        bank.processor.refund("payment_1", 1176)
    assert bank.money() == [(1176, 1176)]


def test_nothing_is_refunded_or_approved_that_was_not_charged(bank: Bank) -> None:
    with pytest.raises(LookupError):
        bank.processor.refund("payment_1", 1176)
    with pytest.raises(LookupError):
        bank.processor.approve("payment_1")
    with pytest.raises(LookupError):
        bank.processor.give_up("payment_1")


def test_approving_what_is_charged_already_changes_nothing(bank: Bank) -> None:
    bank.processor.charge("payment_1", 1176, "USD", bank.good)
    assert bank.processor.approve("payment_1") == Charged()
    assert bank.money() == [(1176, 0)]


def test_what_is_given_up_while_it_waits_for_its_buyer_is_never_charged(bank: Bank) -> None:
    assert isinstance(bank.processor.charge("payment_1", 1176, "USD", bank.challenge), Challenge)
    for _ in range(2):
        assert isinstance(bank.processor.give_up("payment_1"), Declined)
    assert not isinstance(bank.processor.approve("payment_1"), Charged)
    assert bank.money() == []


def test_what_is_charged_already_cannot_be_given_up(bank: Bank) -> None:
    bank.processor.charge("payment_1", 1176, "USD", bank.good)
    assert bank.processor.give_up("payment_1") == Charged()
    assert bank.money() == [(1176, 0)]


def test_what_another_processor_was_asked_for_waits_for_it(store: Store, clock: HandClock) -> None:
    """The store charged through one processor, and is set to another one while an answer is missing."""
    before = replace(store.cashier, processor=SilentProcessor(), handler=Handler("other", "other", "", ""))
    checkout_id = open_checkout(store)
    with pytest.raises(ProcessorTimeout):
        before.complete(checkout_id, None, card("test_success", "other"), lambda *_: None)
    clock.wait(minutes=10)

    store.cashier.settle_unknown(checkout_id)
    with pytest.raises(ProcessorTimeout):
        store.cashier.complete(checkout_id, None, card("test_success"), lambda *_: None)

    assert seen(store, checkout_id)[0] == "complete_in_progress"
    with store.database.reading() as session:
        assert session.scalars(select(Charge)).all() == []
