"""Payments through Stripe as the shop's customers meet them: cards, refusals, the bank that wants to be asked."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from store_bench import cancel, complete, open_checkout, seen
from stripe_bench import StripeBench

from store.errors import NotFound, ProcessorTimeout, Refused
from store.processor import Challenge, Charged, Declined
from store.tables import Instrument, Order
from tests.support.local_stripe import CHALLENGE, DECLINED, GOOD
from tests.support.stripe_between import Answer, Asked, Forward, failed

BANK = "https://hooks.stripe.com/redirect/authenticate/src_1"


def confirming(asked: Asked) -> bool:
    return asked.path.endswith("/confirm")


class WantsTheBuyer:
    """Stripe where a bank wants the buyer: refused while nobody is there, a page of the bank's as soon as somebody is.

    localstripe says `requires_action` at once and knows no page to go to.
    """

    def __init__(self) -> None:
        self.sent_to_bank = False

    def __call__(self, asked: Asked, forward: Forward) -> Answer:
        if confirming(asked):
            self.sent_to_bank = True
            path = asked.path.removesuffix("/confirm")
            return Answer(200, {"id": path.rpartition("/")[2], **self._waiting("requires_action")})
        answer = forward()
        if answer.body.get("status") != "requires_action":
            return answer
        if asked.charges:
            intent = answer.changed(**self._waiting("requires_payment_method")).body
            return failed(402, code="authentication_required", payment_intent=intent)
        return answer.changed(**self._waiting("requires_action" if self.sent_to_bank else "requires_payment_method"))

    def _waiting(self, status: str) -> dict[str, object]:
        page = {"type": "redirect_to_url", "redirect_to_url": {"url": BANK, "return_url": "https://store.example"}}
        waits = {"code": "authentication_required"}
        return {
            "object": "payment_intent",
            "status": status,
            "next_action": page if self.sent_to_bank else None,
            "last_payment_error": None if self.sent_to_bank else waits,
        }


class TestACard:
    def test_is_charged_off_session_under_the_payments_id(self, bench: StripeBench) -> None:
        assert bench.pay(GOOD) == ("completed", ())
        (asked,) = [asked for asked in bench.between.asked if asked.charges]
        payment = bench.payment()
        assert asked.key == payment.id
        assert asked.form["off_session"] == "true"
        assert asked.form["metadata[payment]"] == payment.id
        assert asked.form["return_url"] == f"{bench.store.settings.base_url}/payments/{payment.id}"
        assert asked.form["allowed_payment_method_types[0]"] == "card"
        assert bench.stripe.money() == [(501, 0)]

    def test_of_a_customer_belongs_to_a_customer_there(self, bench: StripeBench) -> None:
        assert bench.save("ana", GOOD) == "Visa ending in 4242"
        card = bench.card_of("ana")
        owner, _, method = card.token.partition("/")
        checkout_id = open_checkout(bench.store, card.customer_id)
        named = {"id": card.id, "handler_id": "stripe", "type": "card"}
        request = {"payment": {"instruments": [named]}}
        bench.store.cashier.complete(checkout_id, card.customer_id, request, lambda *_: None)
        (intent,) = bench.stripe.intents()
        assert (intent["customer"], intent["payment_method"], intent["status"]) == (owner, method, "succeeded")
        assert bench.stripe.call("GET", f"/customers/{owner}")["metadata"] == {"customer": card.customer_id}

    def test_that_was_saved_for_somebody_else_pays_nothing(self, bench: StripeBench) -> None:
        bench.save("ana", GOOD)
        stolen = bench.card_of("ana").token
        answer = complete(bench.store, open_checkout(bench.store), stolen)
        assert answer == ("ready_for_complete", ("no_usable_instrument",))
        assert bench.stripe.intents() == []

    def test_of_the_test_processor_pays_nothing(self, bench: StripeBench) -> None:
        answer = complete(bench.store, open_checkout(bench.store), "test_success")
        assert answer == ("ready_for_complete", ("no_usable_instrument",))
        with bench.store.database.reading() as session:
            card = session.scalars(select(Instrument).where(Instrument.token == "test_success")).first()
        assert card
        checkout_id = open_checkout(bench.store, card.customer_id)
        named = {"payment": {"instruments": [{"id": card.id, "handler_id": "stripe", "type": "card"}]}}
        reasons = bench.store.cashier.complete(
            checkout_id, card.customer_id, named, lambda _, __, messages: [message["reason"] for message in messages]
        )
        assert reasons == ["no_usable_instrument"]

    def test_that_is_declined_can_be_followed_by_another(self, bench: StripeBench) -> None:
        checkout_id = open_checkout(bench.store)
        assert bench.complete(checkout_id, DECLINED) == ("ready_for_complete", ("declined",))
        assert bench.complete(checkout_id, GOOD) == ("completed", ())
        assert bench.stripe.money() == [(501, 0)]

    @pytest.mark.parametrize(
        ("code", "text", "why"),
        [
            ("expired_card", "Your card has expired.", "expired"),
            ("insufficient_funds", "Your card was declined.", "declined"),
            ("incorrect_cvc", "Your card was declined.", "declined"),
        ],
    )
    def test_is_refused_for_reasons_that_localstripe_does_not_know(
        self, bench: StripeBench, code: str, text: str, why: str
    ) -> None:
        refused = failed(402, code=code)
        with bench.between.meddling(lambda asked, forward: refused if asked.charges else forward()):
            assert bench.processor.charge("payment_1", 501, "USD", "pm_card_visa") == Declined(text, why)

    def test_that_stripe_does_not_know_is_not_charged(self, bench: StripeBench) -> None:
        assert bench.processor.charge("payment_1", 501, "USD", "pm_nobody") == Declined(
            "The payment did not go through."
        )


class TestABankThatWantsTheBuyer:
    def test_keeps_the_session_waiting(self, bench: StripeBench) -> None:
        assert bench.pay(CHALLENGE) == ("requires_escalation", ())
        assert bench.orders() == 0

    def test_has_a_page_for_whoever_comes_to_approve(self, bench: StripeBench) -> None:
        with bench.between.meddling(WantsTheBuyer()):
            assert bench.pay(CHALLENGE) == ("requires_escalation", ())
            payment_id = bench.payment().id
            assert bench.processor.find(payment_id) == Challenge()
            assert bench.store.cashier.approve(payment_id) == Challenge(BANK)
            assert bench.store.cashier.approve(payment_id) == Challenge(BANK)
        confirmed = [asked for asked in bench.between.asked if confirming(asked)]
        assert [asked.form["return_url"] for asked in confirmed] == [
            f"{bench.store.settings.base_url}/payments/{payment_id}"
        ], "confirmed once"
        assert bench.payment().status == "challenged"

    def test_that_says_yes_makes_the_order_when_the_buyer_comes_back(self, bench: StripeBench) -> None:
        bench.pay(CHALLENGE)
        bench.stripe.approve(bench.stripe.intents()[0])
        bench.store.cashier.settle(bench.payment().id)
        assert (bench.orders(), bench.stripe.money()) == (1, [(501, 0)])

    def test_that_says_no_gives_the_session_back(self, bench: StripeBench) -> None:
        checkout_id = open_checkout(bench.store)
        bench.complete(checkout_id, CHALLENGE)
        payment_id = bench.payment().id
        said_no = {"status": "requires_payment_method", "next_action": None}
        error = {"code": "payment_intent_authentication_failure"}

        def refusing(_asked: Asked, forward: Forward) -> Answer:
            return forward().changed(**said_no, last_payment_error=error)

        with bench.between.meddling(refusing):
            bench.store.cashier.settle(payment_id)
        assert seen(bench.store, checkout_id) == ("ready_for_complete", 500)

    def test_that_refuses_the_card_at_last_is_a_decline(self, bench: StripeBench) -> None:
        bench.pay(CHALLENGE)
        refused = failed(402, code="card_declined")
        with bench.between.meddling(lambda asked, forward: refused if confirming(asked) else forward()):
            assert bench.store.cashier.approve(bench.payment().id) == Declined("Your card was declined.")

    def test_that_needs_no_page_after_all_is_charged_at_once(self, bench: StripeBench) -> None:
        bench.pay(CHALLENGE)

        def frictionless(asked: Asked, forward: Forward) -> Answer:
            if not confirming(asked):
                return forward()
            bench.stripe.approve(bench.stripe.intents()[0])
            return Answer(200, bench.stripe.intents()[0])

        with bench.between.meddling(frictionless):
            assert bench.store.cashier.approve(bench.payment().id) == Charged()
        assert (bench.orders(), bench.stripe.money()) == (1, [(501, 0)])

    def test_that_says_yes_when_nobody_waits_any_more_gives_the_money_back(self, bench: StripeBench) -> None:
        checkout_id = open_checkout(bench.store)
        bench.complete(checkout_id, CHALLENGE)
        payment_id = bench.payment().id
        cancel(bench.store, checkout_id)
        bench.stripe.approve(bench.stripe.intents()[0])
        bench.store.cashier.settle(payment_id)
        assert (bench.orders(), bench.stripe.money()) == (0, [(501, 501)])
        assert bench.payment().status == "refunded"


class TestARefund:
    @pytest.fixture
    def order_id(self, bench: StripeBench) -> str:
        """An order of ana's, paid with her card."""
        bench.save("ana", GOOD)
        card = bench.card_of("ana")
        checkout_id = open_checkout(bench.store, card.customer_id)
        named = {"payment": {"instruments": [{"id": card.id, "handler_id": "stripe", "type": "card"}]}}
        bench.store.cashier.complete(checkout_id, card.customer_id, named, lambda *_: None)
        with bench.store.database.reading() as session:
            return session.scalars(select(Order.id)).one()

    def test_follows_a_cancellation(self, bench: StripeBench, order_id: str) -> None:
        bench.store.cancellations.cancel(order_id, bench.card_of("ana").customer_id)
        assert bench.stripe.money() == [(501, 501)]
        assert bench.payment().status == "refunded"

    def test_whose_answer_is_lost_stays_due_and_is_made_once(self, bench: StripeBench, order_id: str) -> None:
        def losing(asked: Asked, forward: Forward) -> Answer | None:
            answer = forward()
            return None if asked.path == "/v1/refunds" else answer

        with bench.between.meddling(losing), pytest.raises(ProcessorTimeout):
            bench.store.cancellations.cancel(order_id, bench.card_of("ana").customer_id)
        assert bench.payment().status == "refunding"
        bench.store.refunds.attempt_all()
        assert bench.stripe.money() == [(501, 501)]
        assert bench.payment().status == "refunded"

    def test_that_was_made_elsewhere_is_done(self, bench: StripeBench, order_id: str) -> None:
        done = failed(400, type="invalid_request_error", code="charge_already_refunded")
        with bench.between.meddling(lambda asked, forward: done if asked.path == "/v1/refunds" else forward()):
            bench.store.cancellations.cancel(order_id, bench.card_of("ana").customer_id)
        assert bench.payment().status == "refunded"

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(200, {"object": "refund", "status": "failed"}),
            failed(400, code="balance_insufficient"),
            failed(500, type="api_error"),
        ],
    )
    def test_that_fails_stays_due_until_stripe_answers_otherwise(
        self, bench: StripeBench, order_id: str, answer: Answer
    ) -> None:
        """Under the same key that takes a day: for so long Stripe repeats what it answered first."""
        meddle = lambda asked, forward: answer if asked.path == "/v1/refunds" else forward()  # noqa: E731
        with bench.between.meddling(meddle), pytest.raises(ProcessorTimeout):
            bench.store.cancellations.cancel(order_id, bench.card_of("ana").customer_id)
        assert bench.payment().status == "refunding"
        bench.store.refunds.attempt_all()
        assert (bench.payment().status, bench.stripe.money()) == ("refunded", [(501, 501)])


class TestSavingACard:
    def test_makes_it_the_default_if_it_is_the_first(self, bench: StripeBench) -> None:
        bench.save("cara", GOOD)
        card = bench.card_of("cara")
        assert card.is_default
        bench.save("cara", CHALLENGE)
        second = bench.card_of("cara")
        assert not second.is_default
        assert second.token.partition("/")[0] == card.token.partition("/")[0], "one customer there"

    def test_twice_keeps_one(self, bench: StripeBench) -> None:
        method = bench.stripe.card(GOOD)
        for _ in range(2):
            assert bench.cards.save("cara", method) == "Visa ending in 4242"
        with bench.store.database.reading() as session:
            saved = session.scalars(select(Instrument).where(Instrument.token.endswith(f"/{method}")))
            assert len(saved.all()) == 1

    def test_again_after_a_lost_answer_makes_no_second_customer_there(self, bench: StripeBench) -> None:
        def losing(asked: Asked, forward: Forward) -> Answer | None:
            answer = forward()
            return None if asked.path == "/v1/customers" else answer

        with bench.between.meddling(losing), pytest.raises(ProcessorTimeout):
            bench.save("cara", GOOD)
        bench.save("cara", GOOD)
        assert len(bench.stripe.call("GET", "/customers")["data"]) == 1

    def test_takes_only_cards(self, bench: StripeBench) -> None:
        debit = {"type": "sepa_debit", "sepa_debit[iban]": "DE89370400440532013000"}
        method = bench.stripe.call("POST", "/payment_methods", debit)["id"]
        with pytest.raises(Refused, match="no card"):
            bench.cards.save("cara", method)

    def test_that_the_bank_refuses_is_refused(self, bench: StripeBench) -> None:
        with pytest.raises(Refused, match="card_declined"):
            bench.save("ana", "4000000000000002")

    def test_for_nobody_is_refused(self, bench: StripeBench) -> None:
        with pytest.raises(NotFound):
            bench.save("nobody", GOOD)
