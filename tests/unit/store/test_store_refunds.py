"""A refund is never lost: not when the processor is silent, not when the store dies before it has asked."""

from __future__ import annotations

import queue
from dataclasses import replace

import pytest
from sqlalchemy import select
from store_bench import SilentProcessor, complete, open_checkout

from store.application import Store
from store.background import Job, in_background
from store.errors import ProcessorTimeout
from store.http.app import make_app
from store.refunds import LONGEST_PAUSE
from store.serve import BETWEEN_REFUNDS_S, jobs
from store.signing.keys import signing_key
from store.tables import Charge, Customer, Order, OrderEvent, Payment

WAIT_S = 60


@pytest.fixture
def ana(store: Store) -> str:
    with store.database.reading() as session:
        return session.scalars(select(Customer.id).where(Customer.username == "ana")).one()


@pytest.fixture
def withdrawn(store: Store, ana: str) -> str:
    """The id of an order that is canceled, and whose refund the processor did not answer."""
    complete(store, open_checkout(store, ana), "test_success", ana)
    with store.database.reading() as session:
        order_id = session.scalars(select(Order.id)).one()
    with pytest.raises(ProcessorTimeout):
        replace(store, processor=SilentProcessor()).cancellations.cancel(order_id, ana)
    assert books(store) == ("refunding", 0, "pending")
    return order_id


def books(store: Store) -> tuple[str, int, str]:
    """The payment's status, what the processor has given back, and how the order tells it."""
    with store.database.reading() as session:
        order = session.scalars(select(Order)).one()
        payment, charge = session.scalars(select(Payment)).one(), session.scalars(select(Charge)).one()
        return payment.status, charge.refunded, order.document["adjustments"][0]["status"]


DONE = ("refunded", 501, "completed")


def test_is_made_by_the_background_worker(store: Store, withdrawn: str) -> None:
    refunds = next(job for job in jobs(store, signing_key(store.settings.data_dir)) if job.name == "refunds")
    refunds.work()
    refunds.work()
    assert books(store) == DONE
    with store.database.reading() as session:
        assert len(session.scalars(select(OrderEvent)).all()) == 2, "placed, and once canceled"


def test_is_made_when_somebody_looks_at_the_order(store: Store, withdrawn: str) -> None:
    with store.database.writing() as session:
        session.get_one(Order, withdrawn).customer_id = None  # so that it can be read without a token
    app = make_app(store, signing_key(store.settings.data_dir))
    shown = app.test_client().get(
        f"/ucp/v1/orders/{withdrawn}", headers={"UCP-Agent": 'profile="https://platform.example"'}
    )
    assert [entry["status"] for entry in shown.json["adjustments"]] == ["completed"]
    assert books(store) == DONE


def test_is_made_when_the_order_is_cancelled_again(store: Store, ana: str, withdrawn: str) -> None:
    store.cancellations.cancel(withdrawn, ana)
    assert books(store) == DONE


def test_stays_due_while_the_processor_is_silent(store: Store, withdrawn: str) -> None:
    replace(store, processor=SilentProcessor()).refunds.attempt_all()
    assert books(store) == ("refunding", 0, "pending")


class FailingProcessor(SilentProcessor):
    """Gives nothing back, and counts how often it is asked to."""

    def __init__(self, problem: Exception) -> None:
        self.problem, self.asked = problem, 0

    def refund(self, key: str, amount: int) -> None:
        self.asked += 1
        raise self.problem


@pytest.mark.parametrize("problem", [ProcessorTimeout("payment"), LookupError("payment")])
def test_that_fails_is_tried_less_and_less_often(
    store: Store, withdrawn: str, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    monkeypatch.setattr("store.refunds.LONGEST_PAUSE", 8)
    processor = FailingProcessor(problem)
    refunds = replace(store, processor=processor).refunds
    asked = []
    for _ in range(40):
        refunds.attempt_all()
        asked.append(processor.asked)
    tried = [number for number, count in enumerate(asked) if count > asked[number - 1] or not number]
    assert tried == [0, 2, 5, 10, 19, 28, 37]


def test_that_fails_is_tried_within_the_hour_all_the_same() -> None:
    assert (LONGEST_PAUSE + 1) * BETWEEN_REFUNDS_S <= 3600


def test_is_not_held_back_by_another_that_fails(store: Store, withdrawn: str) -> None:
    refunds = replace(store, processor=FailingProcessor(ProcessorTimeout("payment"))).refunds
    for _ in range(3):
        refunds.attempt_all()
    with store.database.writing() as session:
        failing = session.scalars(select(Payment)).one()
        copied = {column.key: getattr(failing, column.key) for column in Payment.__mapper__.column_attrs}
        session.add(Payment(**{**copied, "id": "another", "amount": 0}))  # of which there is nothing to ask for
    refunds.attempt_all()
    with store.database.reading() as session:
        assert session.get_one(Payment, "another").status == "refunded"


def test_that_the_processor_is_silent_about_is_one_line_in_the_log(
    store: Store, withdrawn: str, caplog: pytest.LogCaptureFixture
) -> None:
    replace(store, processor=SilentProcessor()).refunds.attempt_all()
    (line,) = [record for record in caplog.records if record.name == "store.refunds"]
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert "is still to be refunded" in line.getMessage()


def test_background_work_begins_at_once_and_survives_its_failures() -> None:
    rounds: queue.Queue[int] = queue.Queue()

    def fail() -> None:
        rounds.put(1)
        raise RuntimeError

    with in_background(Job("failing", fail, 0.01)):
        assert [rounds.get(timeout=WAIT_S) for _ in range(3)] == [1, 1, 1]
