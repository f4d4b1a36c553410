"""The processor's answer comes when the shop has gone on: no money is kept for which there is no order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from store_bench import HandClock, Interrupted, SilentProcessor, cancel, complete, open_checkout, seen

from store.application import Store
from store.errors import ProcessorTimeout, Refused
from store.tables import Charge, Order, Payment


def books(store: Store) -> list[tuple[str, int, int]]:
    """The processor's own books: status, amount, refunded."""
    with store.database.reading() as session:
        return [(charge.status, charge.amount, charge.refunded) for charge in session.scalars(select(Charge))]


def orders(store: Store) -> int:
    with store.database.reading() as session:
        return len(session.scalars(select(Order.id)).all())


def challenged(store: Store) -> tuple[str, str]:
    """A session whose payment waits for approval, and that payment."""
    checkout_id = open_checkout(store)
    assert complete(store, checkout_id, "test_challenge") == ("requires_escalation", ())
    with store.database.reading() as session:
        return checkout_id, session.scalars(select(Payment.id)).one()


class TestAPaymentThatWasGivenUpWhileItWasCharged:
    @staticmethod
    def _complete(store: Store, clock: HandClock, checkout_id: str, token: str) -> tuple[str, tuple[str, ...]]:
        def give_up() -> None:
            clock.wait(minutes=3)
            store.cashier.settle_unknown(checkout_id)

        slow = replace(store, processor=Interrupted(store.processor, before=give_up))
        return complete(slow, checkout_id, token)

    def test_is_given_back(self, store: Store, clock: HandClock) -> None:
        checkout_id = open_checkout(store)
        answer = self._complete(store, clock, checkout_id, "test_success")
        assert answer == ("ready_for_complete", ("refunded",))
        assert books(store) == [("charged", 501, 501)]
        assert orders(store) == 0
        assert seen(store, checkout_id) == ("ready_for_complete", 500)

    @pytest.mark.parametrize(("token", "reason"), [("test_decline", "declined"), ("test_challenge", "abandoned")])
    def test_never_looks_as_if_nothing_had_been_asked(
        self, store: Store, clock: HandClock, token: str, reason: str
    ) -> None:
        assert self._complete(store, clock, open_checkout(store), token) == ("ready_for_complete", (reason,))

    def test_is_not_given_up_while_a_repeated_completion_is_at_it(self, store: Store, clock: HandClock) -> None:
        checkout_id = open_checkout(store)
        with pytest.raises(ProcessorTimeout):
            complete(replace(store, processor=SilentProcessor()), checkout_id, "test_success")
        clock.wait(minutes=3)
        watched = Interrupted(store.processor, before=lambda: store.cashier.settle_unknown(checkout_id))
        assert complete(replace(store, processor=watched), checkout_id, "test_success") == ("completed", ())
        assert books(store) == [("charged", 501, 0)]


class TestAnApproval:
    def test_of_a_cancelled_session_charges_nothing(self, store: Store) -> None:
        checkout_id, payment_id = challenged(store)
        cancel(store, checkout_id)
        store.cashier.approve(payment_id)
        assert books(store) == [("challenge", 501, 0)]

    def test_of_an_expired_session_charges_nothing(self, store: Store, clock: HandClock) -> None:
        _, payment_id = challenged(store)
        clock.wait(hours=7)
        store.cashier.approve(payment_id)
        assert books(store) == [("challenge", 501, 0)]

    def test_cannot_be_overtaken_by_a_cancellation(self, store: Store) -> None:
        checkout_id, payment_id = challenged(store)

        def overtake() -> None:
            with pytest.raises(Refused):
                cancel(store, checkout_id)

        replace(store, processor=Interrupted(store.processor, before=overtake)).cashier.approve(payment_id)
        assert seen(store, checkout_id) == ("completed", 499)

    def test_whose_answer_is_lost_is_settled_by_the_next_look(self, store: Store) -> None:
        checkout_id, payment_id = challenged(store)

        def lose() -> None:
            raise ProcessorTimeout

        with pytest.raises(ProcessorTimeout):
            replace(store, processor=Interrupted(store.processor, after=lose)).cashier.approve(payment_id)
        store.cashier.settle_unknown(checkout_id)
        assert seen(store, checkout_id) == ("completed", 499)

    def test_that_was_given_up_all_the_same_is_given_back(self, store: Store) -> None:
        checkout_id, payment_id = challenged(store)

        def put_back_and_cancel() -> None:
            store.cashier.settle_unknown(checkout_id)
            cancel(store, checkout_id)

        late = replace(store, processor=Interrupted(store.processor, before=put_back_and_cancel))
        late.cashier.approve(payment_id)
        assert books(store) == [("charged", 501, 501)]
        assert seen(store, checkout_id) == ("canceled", 500)
