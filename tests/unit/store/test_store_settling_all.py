"""The store asks about all payments in turn: what goes wrong with one of them keeps no other waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select
from store_bench import HandClock, Interrupted, SilentProcessor, cancel, complete, open_checkout, seen

from store.application import Store
from store.errors import ProcessorTimeout
from store.processor import Outcome
from store.tables import Charge, Payment


@dataclass(frozen=True)
class Broken(Interrupted):
    """A processor that answers, but of one payment always with what nobody foresaw."""

    of: str = ""

    def find(self, key: str) -> Outcome | None:
        self._break(key)
        return super().find(key)

    def give_up(self, key: str) -> Outcome:
        self._break(key)
        return super().give_up(key)

    def _break(self, key: str) -> None:
        if key == self.of:
            raise LookupError(key)


def payment_of(store: Store, checkout_id: str) -> str:
    with store.database.reading() as session:
        return session.scalars(select(Payment.id).where(Payment.checkout_id == checkout_id)).one()


def lost(store: Store) -> str:
    """A session that is charged for, and whose answer was lost."""
    checkout_id = open_checkout(store)
    with pytest.raises(ProcessorTimeout):
        complete(store, checkout_id, "test_timeout")
    return checkout_id


def given_up(store: Store) -> str:
    """A session that was canceled while it waited for the bank: there it may still be approved."""
    checkout_id = open_checkout(store)
    assert complete(store, checkout_id, "test_challenge") == ("requires_escalation", ())
    assert cancel(store, checkout_id) == "canceled"
    return checkout_id


def settle_all_but(store: Store, checkout_id: str) -> None:
    """A round in which the processor breaks on this session's payment."""
    broken = Broken(store.processor, of=payment_of(store, checkout_id))
    replace(store, processor=broken).cashier.settle_all_unknown()


def test_a_lost_answer_behind_it_is_settled(store: Store, clock: HandClock) -> None:
    first, second = lost(store), lost(store)
    clock.wait(minutes=2)
    settle_all_but(store, first)
    assert seen(store, first)[0] == "complete_in_progress"
    assert seen(store, second)[0] == "completed"


@pytest.mark.parametrize("before", [lost, given_up])
def test_what_was_given_up_behind_it_can_be_approved_no_more(
    store: Store, clock: HandClock, before: Callable[[Store], str]
) -> None:
    first, second = before(store), payment_of(store, given_up(store))
    clock.wait(minutes=2)
    settle_all_but(store, first)
    with store.database.reading() as session:
        assert session.get_one(Payment, second).status == "declined"
        assert session.get_one(Charge, second).status == "declined"


def test_it_is_settled_itself_as_soon_as_nothing_goes_wrong(store: Store, clock: HandClock) -> None:
    checkout_id = lost(store)
    clock.wait(minutes=2)
    settle_all_but(store, checkout_id)
    store.cashier.settle_all_unknown()
    assert seen(store, checkout_id)[0] == "completed"


def test_it_is_told_in_the_log_with_where_it_went_wrong(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    checkout_id = lost(store)
    clock.wait(minutes=2)
    settle_all_but(store, checkout_id)
    [line] = [record for record in caplog.records if record.name == "store.purchase"]
    assert line.getMessage() == f"payment {payment_of(store, checkout_id)} is still to be settled"
    assert (line.levelname, line.exc_info is None) == ("ERROR", False)


def test_a_processor_that_does_not_answer_is_no_news(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    given_up(store)
    clock.wait(minutes=2)
    replace(store, processor=SilentProcessor()).cashier.settle_all_unknown()
    assert not [record for record in caplog.records if record.name == "store.purchase"]
