"""Completing a checkout in every way UCP allows, seeing how it stands, and making sure that it never will be completed.

What matters is what is known afterwards: an order, surely none, or neither.
"""

from __future__ import annotations

import socket
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.support.scripted_store import Answer, Last, Reply, ScriptedStore, Wire, ok, refused, scripted_store
from tests.unit.adapters import documents
from tests.unit.adapters.conftest import TURN_SECONDS
from tests.unit.adapters.purchases import CONFIRMED
from voiceshop.adapters.ucp import UcpStores
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.errors import (
    AccountRefused,
    CannotCheckOut,
    NotEnough,
    NotSent,
    ShopError,
    SoldOut,
    StoreSlow,
    StoreTrouble,
)
from voiceshop.shop.ports import Store
from voiceshop.shop.purchase import Changed, Declined, Fulfillment, NeedsChallenge, PlacedOrder, Standing

GET = "GET /checkout-sessions/checkout_1"
COMPLETE = "POST /checkout-sessions/checkout_1/complete"
CANCEL = "POST /checkout-sessions/checkout_1/cancel"
LOOKUP = "POST /catalog/lookup"
READY_AT = datetime(2026, 11, 22, 8, 40, tzinfo=timezone(timedelta(hours=-5)))
PLACED = PlacedOrder("order_1", "1042", Fulfillment("pickup", "Harbor Street", READY_AT, "harbor-street"))
COMPLETED = Reply(documents.checkout("completed", order={"id": "order_1", "label": "1042"}))
CHALLENGED = Reply(documents.checkout("requires_escalation", continue_url="https://store.example/challenge/1"))
IN_PROGRESS = Reply(documents.checkout("complete_in_progress"))
CANCELED = Reply(documents.checkout("canceled"))


@pytest.fixture(autouse=True)
def shelves(scripted: ScriptedStore) -> None:
    scripted.on(LOOKUP, ok(products=[documents.product()]))


def error(code: str, content: str = "No.", **more: object) -> dict[str, Any]:
    return {"type": "error", "code": code, "content": content, "severity": "recoverable", **more}


def unchanged(*messages: dict[str, Any], status: str = "ready_for_complete") -> Reply:
    """The checkout as it was, nothing placed, and why."""
    return Reply(documents.checkout(status, messages=list(messages)))


class TestWhatIsSent:
    def test_the_instrument_by_its_id_alone_and_what_was_confirmed(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(COMPLETE, COMPLETED)

        store.complete(CONFIRMED)

        chosen = {"id": "instrument_1", "handler_id": "processor_1", "type": "card", "selected": True}
        assert scripted.asked[-1].body == {
            "payment": {"instruments": [chosen]},
            "dev.voiceshop.confirmed": {
                "total": 1132,
                "line_items": [{"id": "latte:large", "quantity": 2}],
                "destination_id": "harbor-street",
            },
        }

    def test_the_same_again_is_the_same_request(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(COMPLETE, COMPLETED)

        assert store.complete(CONFIRMED) == store.complete(CONFIRMED)

        first, second = [asked for asked in scripted.asked if asked.path.endswith("/complete")]
        assert (first.headers["Idempotency-Key"], first.body) == (second.headers["Idempotency-Key"], second.body)


class TestAnAnswer:
    def test_placed(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(COMPLETE, COMPLETED)

        assert store.complete(CONFIRMED) == PLACED

    def test_placed_under_a_label_that_no_row_could_hold(self, scripted: ScriptedStore, store: Store) -> None:
        placed = {"id": "order_1", "label": "1042" * 50_000}
        scripted.on(COMPLETE, Reply(documents.checkout("completed", order=placed)))
        scripted.on("GET /orders/order_1", Reply(documents.order(label=placed["label"])))

        outcome = store.complete(CONFIRMED)

        assert isinstance(outcome, PlacedOrder)
        assert (outcome.id, outcome.label) == ("order_1", "1042" * 50)
        assert store.order("order_1").label == outcome.label

    @pytest.mark.parametrize("status", ["ready_for_complete", "incomplete"])
    @pytest.mark.parametrize("code", ["payment_failed", "payment_declined"])
    def test_declined(self, scripted: ScriptedStore, store: Store, code: str, status: str) -> None:
        scripted.on(COMPLETE, unchanged(error(code, "Declined."), status=status))

        assert store.complete(CONFIRMED) == Declined("Declined.")

    def test_the_bank_wants_to_see_the_customer(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(COMPLETE, CHALLENGED)

        assert store.complete(CONFIRMED) == NeedsChallenge("https://store.example/challenge/1")

    @pytest.mark.parametrize(
        "answer",
        [
            unchanged(error("price_changed", path="$.totals")),
            unchanged(error("content_changed", path="$.line_items")),
            unchanged(error("price_changed"), error("content_changed")),
            unchanged({**error("price_changed"), "type": "warning"}),
            refused("content_changed"),
        ],
        ids=["price", "content", "both", "as a warning", "without the checkout"],
    )
    def test_not_what_was_confirmed(self, scripted: ScriptedStore, store: Store, answer: Reply) -> None:
        scripted.on(COMPLETE, answer)

        assert store.complete(CONFIRMED) == Changed()

    @pytest.mark.parametrize(
        ("message", "expected"),
        [
            (error("out_of_stock", path="$.line_items[0]"), SoldOut),
            (error("insufficient_stock", path="$.line_items[0]", available=1), NotEnough),
            (error("closed", "We are closed."), CannotCheckOut),
        ],
    )
    @pytest.mark.parametrize("status", ["incomplete", "error"])
    def test_refused_and_nothing_placed(
        self, scripted: ScriptedStore, store: Store, status: str, message: dict[str, Any], expected: type[ShopError]
    ) -> None:
        scripted.on(COMPLETE, refused(**message) if status == "error" else unchanged(message, status=status))

        with pytest.raises(expected):
            store.complete(CONFIRMED)

    @pytest.mark.parametrize("lookup", [Reply(b"", status=500), Reply(b"", status=401)], ids=["fails", "members only"])
    def test_a_refusal_is_one_also_when_what_is_short_cannot_be_named(
        self, scripted: ScriptedStore, store: Store, lookup: Reply
    ) -> None:
        scripted.on(COMPLETE, unchanged(error("out_of_stock", "Gone.", path="$.line_items[0]"), status="incomplete"))
        scripted.on(LOOKUP, lookup)

        with pytest.raises(CannotCheckOut) as refusal:
            store.complete(CONFIRMED)

        assert refusal.value.values["reason"] == "Gone."

    @pytest.mark.parametrize(
        "answer",
        [refused("invalid_request", status=400), unchanged(error("expired"), status="canceled")],
        ids=["400", "canceled"],
    )
    def test_over_and_nothing_placed(self, scripted: ScriptedStore, store: Store, answer: Reply) -> None:
        scripted.on(COMPLETE, answer)

        with pytest.raises(CannotCheckOut):
            store.complete(CONFIRMED)

    @pytest.mark.parametrize("status", [401, 403])
    def test_the_account_is_refused(self, scripted: ScriptedStore, store: Store, status: int) -> None:
        scripted.on(COMPLETE, Reply(b"", status=status))

        with pytest.raises(AccountRefused):
            store.complete(CONFIRMED)


class TestNotKnown:
    @pytest.mark.parametrize(
        "answer",
        [
            refused("not_found", status=404),
            Reply(b"", status=404),
            refused("not_found"),
            refused("unauthorized"),
            Reply({"code": "payment_timeout", "content": "?"}, status=504),
            Wire(),
            Reply(documents.checkout("completed", order={"id": "o" * 201, "label": "1042"})),
        ],
        ids=["404", "404 of a proxy", "not found", "not ours", "504", "hangs up", "an id that no row could hold"],
    )
    def test_whether_it_was_placed(self, scripted: ScriptedStore, store: Store, answer: Answer) -> None:
        scripted.on(COMPLETE, answer)

        with pytest.raises(StoreTrouble) as trouble:
            store.complete(CONFIRMED)

        assert not isinstance(trouble.value, NotSent)
        assert scripted.calls() == [COMPLETE]

    @pytest.mark.parametrize(
        "first", [IN_PROGRESS, refused("idempotency_conflict", status=409)], ids=["in progress", "409"]
    )
    class TestWhileTheStoreIsStillAtIt:
        def test_it_is_looked_at_once_more(self, scripted: ScriptedStore, store: Store, first: Reply) -> None:
            scripted.on(COMPLETE, first)
            scripted.on(GET, COMPLETED)

            assert store.complete(CONFIRMED) == PLACED
            assert scripted.calls() == [COMPLETE, GET]

        @pytest.mark.parametrize("status", ["complete_in_progress", "ready_for_complete", "incomplete"])
        def test_what_is_not_over_is_not_known(
            self, scripted: ScriptedStore, store: Store, first: Reply, status: str
        ) -> None:
            scripted.on(COMPLETE, first)
            scripted.on(GET, unchanged(error("payment_failed"), status=status))

            with pytest.raises(StoreSlow):
                store.complete(CONFIRMED)

        def test_an_account_that_ends_meanwhile_makes_it_no_refusal(
            self, scripted: ScriptedStore, store: Store, first: Reply
        ) -> None:
            scripted.on(COMPLETE, first)
            scripted.on(GET, Reply(b"", status=401))

            with pytest.raises(StoreSlow):
                store.complete(CONFIRMED)

        def test_a_store_that_goes_away_meanwhile_has_had_it_all_the_same(
            self, scripted: ScriptedStore, store: Store, first: Reply
        ) -> None:
            scripted.on(COMPLETE, Last(Reply(first.body, first.status, {"Connection": "close"})))

            with pytest.raises(StoreTrouble) as trouble:
                store.complete(CONFIRMED)

            assert not isinstance(trouble.value, NotSent)
            assert scripted.calls() == [COMPLETE]


class TestNotSent:
    @pytest.mark.parametrize(
        "profile",
        [Reply(b"", status=503), Wire(), Reply({"ucp": {"version": "2031-01-01"}})],
        ids=["503", "hangs up", "another version"],
    )
    def test_without_a_profile(self, scripted: ScriptedStore, store: Store, profile: Answer) -> None:
        scripted.on("GET /.well-known/ucp", profile)

        with pytest.raises(NotSent):
            store.complete(CONFIRMED)

        assert scripted.calls() == []

    def test_to_a_store_that_has_gone_since_it_was_asked_last(self) -> None:
        with scripted_store() as gone:
            gone.on("*", Reply(ok(products=[]).body, headers={"Connection": "close"}))
            stores = UcpStores(gone.url)
            stores.open(None, Deadline.after(TURN_SECONDS), "en-US").search("latte")

        with pytest.raises(NotSent):
            stores.open("a-token", Deadline.after(TURN_SECONDS), "en-US").complete(CONFIRMED)

    def test_to_a_name_that_nobody_has(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*_: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        store = UcpStores("http://store.invalid").open("a-token", Deadline.after(TURN_SECONDS), "en-US")
        monkeypatch.setattr(socket, "getaddrinfo", unknown)

        with pytest.raises(NotSent):
            store.complete(CONFIRMED)


class TestStanding:
    @pytest.mark.parametrize(
        ("answer", "standing"),
        [
            (COMPLETED, (Standing.PLACED, PLACED)),
            (IN_PROGRESS, (Standing.PAYING, None)),
            (CHALLENGED, (Standing.CHALLENGED, None)),
            (CANCELED, (Standing.CANCELED, None)),
            (refused("not_found", status=404), (Standing.GONE, None)),
            (refused("unauthorized"), (Standing.GONE, None)),
            (unchanged(), (Standing.OPEN, None)),
            (unchanged(error("out_of_stock"), status="incomplete"), (Standing.OPEN, None)),
        ],
        ids=["completed", "paying", "challenged", "canceled", "404", "not ours", "ready", "incomplete"],
    )
    def test_it_is_seen_and_nothing_else_is_asked(
        self, scripted: ScriptedStore, store: Store, answer: Reply, standing: tuple[Standing, PlacedOrder | None]
    ) -> None:
        scripted.on(GET, answer)

        assert store.standing("checkout_1") == standing
        assert scripted.calls() == [GET]


class TestCanceling:
    def test_it_is_canceled_under_a_key(self, scripted: ScriptedStore, store: Store) -> None:
        scripted.on(CANCEL, CANCELED)

        store.cancel_checkout("checkout_1")

        assert scripted.calls() == [CANCEL]
        assert scripted.asked[-1].headers["Idempotency-Key"]

    @pytest.mark.parametrize(
        "answer", [refused("not_found", status=404), COMPLETED], ids=["gone", "completed and shown"]
    )
    def test_what_is_over_is_as_wished(self, scripted: ScriptedStore, store: Store, answer: Reply) -> None:
        scripted.on(CANCEL, answer)

        store.cancel_checkout("checkout_1")

        assert scripted.calls() == [CANCEL]

    @pytest.mark.parametrize("now", [COMPLETED, CANCELED, refused("not_found", status=404)])
    @pytest.mark.parametrize("status", [200, 409])
    def test_a_refusal_is_fine_when_it_is_over(
        self, scripted: ScriptedStore, store: Store, status: int, now: Reply
    ) -> None:
        scripted.on(CANCEL, refused("not_cancelable", status=status))
        scripted.on(GET, now)

        store.cancel_checkout("checkout_1")

    @pytest.mark.parametrize("now", [IN_PROGRESS, unchanged(), CHALLENGED])
    def test_what_may_still_be_completed_is_told(self, scripted: ScriptedStore, store: Store, now: Reply) -> None:
        scripted.on(CANCEL, refused("not_cancelable", status=409))
        scripted.on(GET, now)

        with pytest.raises(StoreTrouble):
            store.cancel_checkout("checkout_1")
