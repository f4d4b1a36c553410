"""Stripe's webhooks: signed lately or refused, and settling what was unknown however often they come."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from store_bench import cancel, complete, open_checkout, seen
from stripe import WebhookSignature
from stripe_bench import StripeBench
from werkzeug.test import TestResponse

from store.application import Store
from store.errors import ProcessorTimeout
from store.http.app import make_app
from store.signing.keys import signing_key
from store.stripe.events import TOLERANCE_S
from tests.support.local_stripe import CHALLENGE, DECLINED, GOOD, WEBHOOK_SECRET
from tests.support.stripe_between import Answer, Asked, Forward, failed, losing_the_answer

Sign = Callable[[str], dict[str, str]]


@pytest.fixture
def client(bench: StripeBench) -> FlaskClient:
    return make_app(bench.store, signing_key(bench.store.settings.data_dir)).test_client()


def event(kind: str, about: dict[str, Any]) -> str:
    return json.dumps({"id": "evt_1", "object": "event", "type": kind, "data": {"object": about}})


def signed(body: str, secret: str = WEBHOOK_SECRET, seconds_ago: int = 0) -> dict[str, str]:
    header = WebhookSignature.generate_signature_header(body, secret, int(time.time()) - seconds_ago)
    return {"Stripe-Signature": header}


def send(client: FlaskClient, body: str | bytes, headers: dict[str, str]) -> TestResponse:
    return client.post("/webhooks/stripe", data=body, headers=headers, content_type="application/json")


def tell(client: FlaskClient, kind: str, about: dict[str, Any]) -> int:
    """Sends an event as Stripe does; the status of the answer."""
    body = event(kind, about)
    return send(client, body, signed(body)).status_code


def lose(bench: StripeBench, number: str) -> str:
    """A session whose payment Stripe has decided without our hearing of it."""
    checkout_id = open_checkout(bench.store)
    with bench.between.meddling(losing_the_answer), pytest.raises(ProcessorTimeout):
        bench.complete(checkout_id, number)
    return checkout_id


class TestAnEvent:
    def test_settles_a_charge_that_was_unknown_once(self, bench: StripeBench, client: FlaskClient) -> None:
        checkout_id = lose(bench, GOOD)
        (intent,) = bench.stripe.intents()
        assert [tell(client, "payment_intent.succeeded", intent) for _ in range(3)] == [204] * 3
        assert seen(bench.store, checkout_id) == ("completed", 499)
        assert (bench.orders(), bench.stripe.money()) == (1, [(501, 0)])

    def test_settles_what_no_key_could_any_more(self, bench: StripeBench, client: FlaskClient) -> None:
        checkout_id = lose(bench, GOOD)
        bench.clock.wait(hours=25)
        bench.store.cashier.settle_unknown(checkout_id)
        assert seen(bench.store, checkout_id) == ("complete_in_progress", 499)
        assert tell(client, "payment_intent.succeeded", bench.stripe.intents()[0]) == 204
        assert seen(bench.store, checkout_id) == ("completed", 499)

    def test_settles_a_decline_that_was_unknown(self, bench: StripeBench, client: FlaskClient) -> None:
        checkout_id = lose(bench, DECLINED)
        assert tell(client, "payment_intent.payment_failed", bench.stripe.intents()[0]) == 204
        assert seen(bench.store, checkout_id) == ("ready_for_complete", 500)

    def test_makes_the_order_of_a_buyer_who_approved_and_left(self, bench: StripeBench, client: FlaskClient) -> None:
        bench.pay(CHALLENGE)
        bench.stripe.approve(bench.stripe.intents()[0])
        assert tell(client, "payment_intent.succeeded", bench.stripe.intents()[0]) == 204
        assert bench.orders() == 1

    def test_of_money_that_nobody_waits_for_gives_it_back(self, bench: StripeBench, client: FlaskClient) -> None:
        checkout_id = open_checkout(bench.store)
        bench.complete(checkout_id, CHALLENGE)
        cancel(bench.store, checkout_id)
        bench.stripe.approve(bench.stripe.intents()[0])
        for _ in range(2):
            assert tell(client, "payment_intent.succeeded", bench.stripe.intents()[0]) == 204
        assert (bench.orders(), bench.stripe.money()) == (0, [(501, 501)])

    def test_of_a_refund_settles_one_that_was_unknown(self, bench: StripeBench, client: FlaskClient) -> None:
        checkout_id = open_checkout(bench.store)
        bench.complete(checkout_id, CHALLENGE)
        payment_id = bench.payment().id
        cancel(bench.store, checkout_id)
        bench.stripe.approve(bench.stripe.intents()[0])

        def refunding_unheard(asked: Asked, forward: Forward) -> Answer | None:
            answer = forward()
            return None if asked.path == "/v1/refunds" else answer

        with bench.between.meddling(refunding_unheard):
            bench.store.cashier.settle(payment_id)
        assert bench.payment().status == "refunding"
        charge = bench.stripe.call("GET", "/charges")["data"][0]
        for _ in range(2):
            assert tell(client, "charge.refunded", charge) == 204
        assert bench.payment().status == "refunded"
        assert bench.stripe.money() == [(501, 501)]

    def test_is_not_believed_but_an_occasion_to_ask(self, bench: StripeBench, client: FlaskClient) -> None:
        checkout_id = lose(bench, DECLINED)
        claimed = {**bench.stripe.intents()[0], "status": "succeeded"}
        assert tell(client, "payment_intent.succeeded", claimed) == 204
        assert bench.orders() == 0
        assert seen(bench.store, checkout_id) == ("ready_for_complete", 500)

    def test_that_comes_late_changes_nothing(self, bench: StripeBench, client: FlaskClient) -> None:
        assert bench.pay(GOOD) == ("completed", ())
        assert tell(client, "payment_intent.payment_failed", bench.stripe.intents()[0]) == 204
        assert (bench.orders(), bench.payment().status) == (1, "paid")
        assert tell(client, "charge.refunded", bench.stripe.call("GET", "/charges")["data"][0]) == 204
        assert (bench.orders(), bench.payment().status) == (1, "paid")

    @pytest.mark.parametrize(
        ("kind", "about"),
        [
            ("payment_intent.succeeded", {"id": "pi_1", "metadata": {}}),
            ("payment_intent.succeeded", {"id": "pi_1", "metadata": {"payment": "payment_1"}}),
            ("charge.refunded", {"id": "ch_1", "payment_intent": "pi_1"}),
            ("charge.refunded", {"id": "ch_1", "payment_intent": None}),
            ("customer.created", {"id": "cus_1"}),
        ],
    )
    def test_about_somebody_elses_business_is_left_alone(
        self, bench: StripeBench, client: FlaskClient, kind: str, about: dict[str, Any]
    ) -> None:
        assert tell(client, kind, about) == 204
        assert bench.between.asked == []

    def test_that_borrows_our_payments_name_is_left_alone(self, bench: StripeBench, client: FlaskClient) -> None:
        bench.pay(CHALLENGE)
        with bench.between.meddling(lambda *_: failed(500)):
            borrowed = {"id": "pi_another", "metadata": {"payment": bench.payment().id}}
            assert tell(client, "payment_intent.succeeded", borrowed) == 204

    def test_is_wanted_again_while_stripe_cannot_be_asked(self, bench: StripeBench, client: FlaskClient) -> None:
        checkout_id = lose(bench, GOOD)
        intent = bench.stripe.intents()[0]
        with bench.between.meddling(lambda *_: None):
            assert tell(client, "payment_intent.succeeded", intent) == 504
        assert seen(bench.store, checkout_id) == ("complete_in_progress", 499)
        assert tell(client, "payment_intent.succeeded", intent) == 204
        assert seen(bench.store, checkout_id) == ("completed", 499)


class TestAForgery:
    @pytest.mark.parametrize(
        "sign",
        [
            lambda body: {},
            lambda body: {"Stripe-Signature": ""},
            lambda body: {"Stripe-Signature": "t=now,v1=abc"},
            lambda body: {"Stripe-Signature": f"t={int(time.time())},v1=\u00e9"},
            lambda body: {"Stripe-Signature": signed(body)["Stripe-Signature"].replace("v1=", "v0=")},
            lambda body: signed(body, "whsec_another_secret"),
            lambda body: signed(body + " "),
            lambda body: signed(body, seconds_ago=TOLERANCE_S + 5),
        ],
        ids=["unsigned", "empty", "no time", "not ASCII", "old scheme", "foreign", "changed body", "replayed"],
    )
    def test_is_refused_and_changes_nothing(self, bench: StripeBench, client: FlaskClient, sign: Sign) -> None:
        checkout_id = lose(bench, GOOD)
        asked = len(bench.between.asked)
        body = event("payment_intent.succeeded", bench.stripe.intents()[0])
        answer = send(client, body, sign(body))
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_signature")
        assert seen(bench.store, checkout_id) == ("complete_in_progress", 499)
        assert len(bench.between.asked) == asked

    @pytest.mark.parametrize("body", ["", "no JSON", '{"object": "v2.core.event", "type": "x"}'])
    def test_that_is_no_event_is_refused_though_signed(self, client: FlaskClient, body: str) -> None:
        assert send(client, body, signed(body)).status_code == 400

    def test_that_is_no_text_is_refused(self, client: FlaskClient) -> None:
        assert send(client, b"\xff\xfe", signed("")).status_code == 400


def test_a_store_without_stripe_has_no_such_address(store: Store) -> None:
    client = make_app(store, signing_key(store.settings.data_dir)).test_client()
    assert client.post("/webhooks/stripe").status_code == 404
    assert complete(store, open_checkout(store), "test_success") == ("completed", ())
