"""The port to a payment processor, as Stripe fills it.

A charge is one PaymentIntent, created and confirmed off-session by one request under the payment's id as its
Idempotency-Key. Stripe answers a repeated request as it answered the first and refuses one with other parameters
under the same key ("Idempotent requests"). So asking again never charges twice; and a key that was used up by a
request which charges nothing can never charge any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from stripe import CardError, IdempotencyError, InvalidRequestError, PaymentIntent, StripeClient

from store.errors import ProcessorTimeout
from store.processor import Outcome
from store.stripe.amounts import stripe_amount
from store.stripe.books import Books
from store.stripe.client import log, unknown_without_answer
from store.stripe.outcomes import NOT_THROUGH, approval_address, outcome_of, refusal
from store.tables import StripeCharge

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams

GIVEN_UP_AFTER = timedelta(minutes=2)
# Stripe keeps keys for 24 hours at least; an older one might charge once more.
KEYS_LAST = timedelta(hours=23)
_CONFIRMATION = frozenset({"confirm", "off_session", "return_url"})


@dataclass(frozen=True)
class StripeProcessor:
    """Charges, finds, approves and refunds through one Stripe account.

    Attributes:
        client: Stripe's own.
        books: what was asked so far.
        page_of: the address of the page that a buyer comes back to, by the payment's key.
    """

    client: StripeClient
    books: Books
    page_of: Callable[[str], str]

    def charge(self, key: str, amount: int, currency: str, token: str) -> Outcome:
        """Takes the amount at most once per key. Raises ProcessorTimeout when it is not known whether it did."""
        asked = self.books.ask(key, self._request(key, amount, currency, token))
        return self._known(key, asked.intent) if asked.intent else self._ask(asked)

    def find(self, key: str) -> Outcome | None:
        """What became of a charge, None when it was never asked for.

        A charge that Stripe has not answered is asked for again while that is recent; afterwards its key is used up,
        so that it is either found or can never happen.

        Raises:
            ProcessorTimeout: Stripe does not say.
        """
        asked = self.books.of(key)
        if asked is None:
            return None
        if asked.intent:
            return self._known(key, asked.intent)
        return self._ask(asked) if self.books.silence(asked) <= GIVEN_UP_AFTER else self._give_up(asked)

    def approve(self, key: str) -> Outcome:
        """Tells Stripe that the buyer is there now: the charge is made, or there is a bank's page to approve it on.

        Raises:
            LookupError: Stripe never answered a charge with this key.
            ProcessorTimeout: Stripe does not say.
        """
        asked, intent_id = self._answered(key)
        with unknown_without_answer(key):
            intent = self.client.v1.payment_intents.retrieve(intent_id)
            waits = intent.status in {"requires_payment_method", "requires_action"}
            if not waits or approval_address(intent) is not None:
                return _decided(key, intent)
            method = asked.request["payment_method"]
            try:
                intent = self.client.v1.payment_intents.confirm(
                    intent_id, {"payment_method": method, "return_url": self.page_of(key)}
                )
            except CardError as problem:
                return refusal(problem.code)
        return _decided(key, intent)

    def give_up(self, key: str) -> Outcome:
        """Has Stripe cancel a charge that waits for the buyer, unless it was approved meanwhile.

        Raises:
            LookupError: Stripe was never asked for a charge with this key.
            ProcessorTimeout: Stripe does not say.
        """
        asked = self._asked(key)
        if asked.intent is None:
            return self._give_up(asked)
        with unknown_without_answer(key):
            try:
                intent = self.client.v1.payment_intents.cancel(asked.intent)
            except InvalidRequestError:
                intent = self.client.v1.payment_intents.retrieve(asked.intent)
        return _decided(key, intent)

    def refund(self, key: str, amount: int) -> None:
        """Gives the amount back, at most once.

        Raises:
            LookupError: as for `approve`.
            ProcessorTimeout: Stripe did not say that the money is on its way back.
        """
        asked, intent_id = self._answered(key)
        units = stripe_amount(amount, asked.request["currency"].upper())
        with unknown_without_answer(key):
            try:
                refund = self.client.v1.refunds.create(
                    {"payment_intent": intent_id, "amount": units}, {"idempotency_key": f"{key}:refund"}
                )
            except InvalidRequestError as problem:
                if problem.code != "charge_already_refunded":
                    raise
                return
        if refund.status in {"failed", "canceled"}:
            raise ProcessorTimeout(key)

    def _ask(self, asked: StripeCharge) -> Outcome:
        with unknown_without_answer(asked.key):
            try:
                intent = self._create(asked, asked.request)
            except CardError as problem:
                self._note_refused(asked.key, problem)
                return refusal(problem.code)
            except IdempotencyError:
                if not self.books.is_given_up(asked.key):
                    raise
                return NOT_THROUGH  # the key was used up before this request came through
            except InvalidRequestError as problem:
                log.warning("payment %s was refused: %s %s", asked.key, problem.code, problem.request_id)
                return NOT_THROUGH
        self.books.answered(asked.key, intent.id)
        return _decided(asked.key, intent)

    def _give_up(self, asked: StripeCharge) -> Outcome:
        """Uses the key up with a request that charges nothing, unless the charge was made after all."""
        self.books.give_up(asked.key)
        harmless = {name: value for name, value in asked.request.items() if name not in _CONFIRMATION}
        with unknown_without_answer(asked.key):
            try:
                intent = self._create(asked, harmless)
            except IdempotencyError:
                return self._ask(asked)
        self.books.answered(asked.key, intent.id)
        return NOT_THROUGH

    def _create(self, asked: StripeCharge, request: Mapping[str, Any]) -> PaymentIntent:
        if self.books.age(asked) > KEYS_LAST:
            raise ProcessorTimeout(asked.key)
        params = cast("PaymentIntentCreateParams", request)
        return self.client.v1.payment_intents.create(params, {"idempotency_key": asked.key})

    def _request(self, key: str, amount: int, currency: str, token: str) -> PaymentIntentCreateParams:
        customer, _, method = token.rpartition("/")  # a card that is nobody's has no customer
        request: PaymentIntentCreateParams = {
            "amount": stripe_amount(amount, currency),
            "currency": currency.lower(),
            "payment_method": method,
            "allowed_payment_method_types": ["card"],  # other methods may take days to say whether they paid
            "metadata": {"payment": key},
            "confirm": True,
            "off_session": True,
            "return_url": self.page_of(key),  # nobody leaves, but Stripe wants one with every confirmation
        }
        return {**request, "customer": customer} if customer else request

    def _known(self, key: str, intent_id: str) -> Outcome:
        with unknown_without_answer(key):
            return _decided(key, self.client.v1.payment_intents.retrieve(intent_id))

    def _answered(self, key: str) -> tuple[StripeCharge, str]:
        asked = self._asked(key)
        if asked.intent is None:
            raise LookupError(f"Stripe has not answered a charge {key}")
        return asked, asked.intent

    def _asked(self, key: str) -> StripeCharge:
        asked = self.books.of(key)
        if asked is None:
            raise LookupError(f"Stripe was never asked for a charge {key}")
        return asked

    def _note_refused(self, key: str, problem: CardError) -> None:
        intent = (problem.error.to_dict() if problem.error else {}).get("payment_intent")
        if intent is not None:
            self.books.answered(key, intent["id"])


def _decided(key: str, intent: PaymentIntent) -> Outcome:
    outcome = outcome_of(intent)
    if outcome is None:
        raise ProcessorTimeout(key)
    return outcome
