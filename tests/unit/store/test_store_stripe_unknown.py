"""Stripe does not answer: what is not known stays so until Stripe is asked again, under the same key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from store_bench import open_checkout, seen
from stripe_bench import StripeBench

from store.errors import ProcessorTimeout
from store.processor import Charged, Declined
from store.serve import jobs
from store.signing.keys import signing_key
from store.stripe.wiring import stripe_processor
from tests.support.local_stripe import CHALLENGE, GOOD
from tests.support.stripe_between import (
    Answer,
    Asked,
    Forward,
    Meddle,
    failed,
    losing_the_answer,
    losing_the_request,
)

NOT_THROUGH = Declined("The payment did not go through.")


def silent(_asked: Asked, _forward: Forward) -> Answer | None:
    return None


def lost(bench: StripeBench, meddle: Meddle) -> str:
    """A session whose payment was asked for under this meddling."""
    checkout_id = open_checkout(bench.store)
    with bench.between.meddling(meddle), pytest.raises(ProcessorTimeout):
        bench.complete(checkout_id, GOOD)
    assert seen(bench.store, checkout_id) == ("complete_in_progress", 499)
    assert len([asked for asked in bench.between.asked if asked.charges]) == 1
    return checkout_id


class TestAPaymentThatWasCharged:
    def test_is_an_order_as_soon_as_somebody_looks(self, bench: StripeBench) -> None:
        checkout_id = lost(bench, losing_the_answer)
        bench.store.cashier.settle_unknown(checkout_id)
        assert seen(bench.store, checkout_id) == ("completed", 499)
        assert bench.stripe.money() == [(501, 0)]

    def test_is_an_order_also_when_somebody_looks_late(self, bench: StripeBench) -> None:
        checkout_id = lost(bench, losing_the_answer)
        bench.clock.wait(hours=3)
        bench.store.cashier.settle_unknown(checkout_id)
        assert seen(bench.store, checkout_id) == ("completed", 499)
        assert bench.stripe.money() == [(501, 0)]

    def test_is_found_by_the_store_itself(self, bench: StripeBench) -> None:
        lost(bench, losing_the_answer)
        bench.store.cashier.settle_all_unknown()
        assert bench.orders() == 0, "whoever asked may still be waiting"
        bench.clock.wait(minutes=1, seconds=1)
        bench.store.cashier.settle_all_unknown()
        assert (bench.orders(), bench.stripe.money()) == (1, [(501, 0)])

    def test_stays_unknown_while_stripe_is_silent(self, bench: StripeBench) -> None:
        checkout_id = lost(bench, losing_the_answer)
        bench.clock.wait(hours=1)
        with bench.between.meddling(silent):
            bench.store.cashier.settle_unknown(checkout_id)
            bench.store.cashier.settle_all_unknown()
        assert seen(bench.store, checkout_id) == ("complete_in_progress", 499)


class TestAPaymentThatNeverArrived:
    def test_is_charged_by_asking_again_at_once(self, bench: StripeBench) -> None:
        checkout_id = lost(bench, losing_the_request)
        bench.store.cashier.settle_unknown(checkout_id)
        assert seen(bench.store, checkout_id) == ("completed", 499)
        assert bench.stripe.money() == [(501, 0)]

    def test_is_given_up_after_two_minutes(self, bench: StripeBench) -> None:
        checkout_id = lost(bench, losing_the_request)
        bench.clock.wait(minutes=3)
        bench.store.cashier.settle_unknown(checkout_id)
        assert seen(bench.store, checkout_id) == ("ready_for_complete", 500)
        assert bench.complete(checkout_id, GOOD) == ("completed", ())
        assert bench.stripe.money() == [(501, 0)]

    def test_cannot_be_charged_any_more_once_it_was_given_up(self, bench: StripeBench) -> None:
        held: list[Forward] = []

        def holding(asked: Asked, forward: Forward) -> Answer | None:
            if not asked.charges:
                return forward()
            held.append(forward)
            return None

        checkout_id = lost(bench, holding)
        bench.clock.wait(minutes=3)
        bench.store.cashier.settle_unknown(checkout_id)
        assert held[0]().body["error"]["type"] == "idempotency_error"
        assert bench.stripe.money() == []
        assert bench.processor.find(bench.payment().id) == NOT_THROUGH

    def test_is_answered_like_that_when_the_request_comes_after_all(self, bench: StripeBench) -> None:
        with bench.between.meddling(losing_the_request), pytest.raises(ProcessorTimeout):
            bench.processor.charge("payment_1", 501, "USD", bench.stripe.card(GOOD))
        bench.clock.wait(minutes=3)

        def losing_what_gives_up(_asked: Asked, forward: Forward) -> Answer | None:
            forward()
            return None

        with bench.between.meddling(losing_what_gives_up), pytest.raises(ProcessorTimeout):
            bench.processor.find("payment_1")
        method = bench.between.asked[-1].form["payment_method"]
        assert bench.processor.charge("payment_1", 501, "USD", method) == NOT_THROUGH
        assert bench.stripe.money() == []


@pytest.mark.parametrize(
    "answer",
    [
        failed(500, type="api_error"),
        failed(429, type="invalid_request_error", code="rate_limit"),
        failed(409, type="invalid_request_error", code="idempotency_key_in_use"),
        failed(401, type="invalid_request_error"),
        failed(403, type="invalid_request_error"),
    ],
    ids=lambda answer: str(answer.status),
)
def test_an_answer_that_decides_nothing_leaves_it_unknown(bench: StripeBench, answer: Answer) -> None:
    checkout_id = lost(bench, lambda asked, forward: answer if asked.charges else forward())
    bench.store.cashier.settle_unknown(checkout_id)
    assert seen(bench.store, checkout_id) == ("completed", 499)
    assert bench.stripe.money() == [(501, 0)]


def test_a_payment_that_stripe_is_still_working_on_is_unknown(bench: StripeBench) -> None:
    checkout_id = lost(bench, lambda _, forward: forward().changed(status="processing"))
    bench.store.cashier.settle_unknown(checkout_id)
    assert seen(bench.store, checkout_id) == ("completed", 499)


def test_a_key_that_stripe_may_have_forgotten_is_never_used_again(bench: StripeBench) -> None:
    lost(bench, losing_the_answer)
    payment = bench.payment()
    bench.clock.wait(hours=24)
    before = len(bench.between.asked)
    for ask in (
        lambda: bench.processor.find(payment.id),
        lambda: bench.processor.charge(payment.id, payment.amount, "USD", payment.token),
    ):
        with pytest.raises(ProcessorTimeout):
            ask()
    assert len(bench.between.asked) == before


def test_a_charge_that_stripe_has_answered_needs_no_key_any_more(bench: StripeBench) -> None:
    method = bench.stripe.card(GOOD)
    bench.processor.charge("payment_1", 501, "USD", method)
    bench.clock.wait(hours=25)
    assert bench.processor.charge("payment_1", 501, "USD", method) == Charged()
    assert bench.stripe.money() == [(501, 0)]


def test_a_store_that_moved_still_asks_for_the_very_same(bench: StripeBench) -> None:
    checkout_id = lost(bench, losing_the_answer)
    assert bench.store.settings.stripe
    moved = replace(bench.store.settings, base_url="https://store.example")
    processor = stripe_processor(bench.store.settings.stripe, moved, bench.store.database, bench.clock)
    replace(bench.store, settings=moved, processor=processor).cashier.settle_unknown(checkout_id)
    assert seen(bench.store, checkout_id) == ("completed", 499)
    assert bench.stripe.money() == [(501, 0)]


def test_a_key_that_somebody_else_has_used_decides_nothing(bench: StripeBench) -> None:
    lost(bench, lambda asked, forward: failed(400, type="idempotency_error") if asked.charges else forward())


def test_a_running_store_asks_by_itself(bench: StripeBench) -> None:
    names = [job.name for job in jobs(bench.store, signing_key(bench.store.settings.data_dir))]
    assert names == ["webhooks", "refunds", "leftovers", "payments"]


def test_an_approval_whose_answer_is_lost_is_settled_by_the_next_look(bench: StripeBench) -> None:
    assert bench.pay(CHALLENGE) == ("requires_escalation", ())
    payment = bench.payment()

    def approved_unheard(asked: Asked, forward: Forward) -> Answer | None:
        if not asked.path.endswith("/confirm"):
            return forward()
        bench.stripe.approve(bench.stripe.intents()[0])
        return None

    with bench.between.meddling(approved_unheard), pytest.raises(ProcessorTimeout):
        bench.store.cashier.approve(payment.id)
    bench.store.cashier.settle_unknown(payment.checkout_id)
    assert bench.processor.find(payment.id) == Charged()
    assert (bench.orders(), bench.stripe.money()) == (1, [(501, 0)])
