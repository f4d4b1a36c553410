"""Who has to approve a payment at their bank may do so and never come back, and no webhook may ever tell of it."""

from __future__ import annotations

import pytest
from store_bench import cancel, open_checkout, seen
from stripe_bench import StripeBench

from tests.support.local_stripe import CHALLENGE
from tests.support.stripe_between import Answer, Asked, Forward


@pytest.fixture
def checkout_id(bench: StripeBench) -> str:
    """A session whose payment waits for its buyer at the bank."""
    opened = open_checkout(bench.store)
    assert bench.complete(opened, CHALLENGE) == ("requires_escalation", ())
    return opened


def approve(bench: StripeBench) -> None:
    bench.stripe.approve(bench.stripe.intents()[0])


def intent(bench: StripeBench) -> str:
    return str(bench.stripe.intents()[0]["status"])


class TestWhoApprovesAndLeaves:
    def test_has_the_order_as_soon_as_somebody_looks(self, bench: StripeBench, checkout_id: str) -> None:
        approve(bench)
        bench.store.cashier.settle_unknown(checkout_id)
        assert seen(bench.store, checkout_id)[0] == "completed"
        assert (bench.orders(), bench.stripe.money()) == (1, [(501, 0)])

    def test_has_it_within_minutes_if_nobody_does(self, bench: StripeBench, checkout_id: str) -> None:
        approve(bench)
        bench.clock.wait(minutes=10, seconds=1)
        bench.store.cashier.settle_all_unknown()
        assert (bench.orders(), bench.stripe.money()) == (1, [(501, 0)])

    def test_has_the_money_back_when_it_was_given_up(self, bench: StripeBench, checkout_id: str) -> None:
        approve(bench)
        cancel(bench.store, checkout_id)
        bench.clock.wait(seconds=20)
        bench.store.cashier.settle_all_unknown()
        assert (bench.orders(), bench.stripe.money()) == (0, [(501, 501)])
        assert bench.payment().status == "refunded"

    def test_has_the_money_back_when_it_has_expired(self, bench: StripeBench, checkout_id: str) -> None:
        bench.clock.wait(hours=6, minutes=1)
        approve(bench)
        bench.store.cashier.settle_all_unknown()
        assert (bench.orders(), bench.stripe.money()) == (0, [(501, 501)])
        assert seen(bench.store, checkout_id) == ("canceled", 500)


class TestWhoNeverApproves:
    def test_is_not_asked_about_all_the_time(self, bench: StripeBench, checkout_id: str) -> None:
        before = len(bench.between.asked)
        for _ in range(60):
            bench.clock.wait(seconds=20)
            bench.store.cashier.settle_all_unknown()
        assert len(bench.between.asked) - before <= 2
        assert seen(bench.store, checkout_id)[0] == "requires_escalation"

    def test_cannot_be_charged_any_more_once_it_was_given_up(self, bench: StripeBench, checkout_id: str) -> None:
        cancel(bench.store, checkout_id)
        bench.clock.wait(seconds=20)
        bench.store.cashier.settle_all_unknown()
        assert (intent(bench), bench.payment().status) == ("canceled", "declined")

    def test_nor_once_it_has_expired(self, bench: StripeBench, checkout_id: str) -> None:
        bench.clock.wait(hours=6, minutes=1)
        for _ in range(2):
            bench.store.cashier.settle_all_unknown()
            bench.clock.wait(seconds=20)
        assert (intent(bench), bench.payment().status) == ("canceled", "declined")
        assert seen(bench.store, checkout_id) == ("canceled", 500)

    def test_is_given_up_when_stripe_answers_again(self, bench: StripeBench, checkout_id: str) -> None:
        cancel(bench.store, checkout_id)
        bench.clock.wait(seconds=20)
        with bench.between.meddling(lambda _asked, _forward: None):
            bench.store.cashier.settle_all_unknown()
        assert bench.payment().status == "abandoned"
        bench.store.cashier.settle_all_unknown()
        assert (intent(bench), bench.payment().status) == ("canceled", "declined")


def test_approved_in_the_moment_in_which_it_is_given_up_has_the_money_back(
    bench: StripeBench, checkout_id: str
) -> None:
    cancel(bench.store, checkout_id)
    bench.clock.wait(seconds=20)

    def just_before(asked: Asked, forward: Forward) -> Answer | None:
        if asked.path.endswith("/cancel"):
            approve(bench)
        return forward()

    with bench.between.meddling(just_before):
        bench.store.cashier.settle_all_unknown()
    assert (bench.orders(), bench.stripe.money()) == (0, [(501, 501)])
