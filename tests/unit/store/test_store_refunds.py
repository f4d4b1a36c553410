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
from store.serve import jobs
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


def test_background_work_begins_at_once_and_survives_its_failures() -> None:
    rounds: queue.Queue[int] = queue.Queue()

    def fail() -> None:
        rounds.put(1)
        raise RuntimeError

    with in_background(Job("failing", fail, 0.01)):
        assert [rounds.get(timeout=WAIT_S) for _ in range(3)] == [1, 1, 1]
