"""A write to DynamoDB whose answer is lost: it is repeated, and neither done twice nor taken for somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle

import pytest

from tests.support.dynamodb_between import Answer, Asked, Forward, Meddle, between
from tests.support.dynamodb_local import DynamoDbLocal, found_at
from tests.support.purchases import ANA, ORDER, purchase
from voiceshop.adapters.dynamodb import DynamoDbLedger
from voiceshop.adapters.dynamodb.table import ATTEMPTS
from voiceshop.shop.customer import Customer
from voiceshop.shop.errors import LedgerTrouble, Stale
from voiceshop.shop.purchase import Purchase, PurchaseState

pytestmark = pytest.mark.java
Before = tuple[Purchase, Customer, DynamoDbLedger]


@pytest.fixture
def table(dynamodb_local: DynamoDbLocal) -> Iterator[str]:
    with dynamodb_local.table() as name:
        yield name


class TestOfOneItem:
    def test_it_is_not_mistaken_for_the_work_of_somebody_else(self, table: str, dynamodb_local: DynamoDbLocal) -> None:
        lost = cycle([True, False])

        def lose_every_first(asked: Asked, forward: Forward) -> Answer | None:
            answer = forward(asked.body)
            return None if asked.operation == "PutItem" and next(lost) else answer

        with between(dynamodb_local.url, lose_every_first) as dynamodb, found_at(dynamodb.url):
            ledger, quoted = DynamoDbLedger(table), purchase()
            ana = ledger.save(ledger.save(Customer(ANA, cart_id="cart_1")))
            ledger.quote(quoted)
            placing = ledger.move(quoted, PurchaseState.PLACING)

            assert len([asked for asked in dynamodb.asked if asked.operation == "PutItem"]) == 8
            assert ledger.customer(ANA) == ana == Customer(ANA, version=2, cart_id="cart_1")
            assert ledger.purchase(ANA, quoted.id) == placing

    def test_who_was_overtaken_before_the_repetition_is_too_late(
        self, table: str, dynamodb_local: DynamoDbLocal
    ) -> None:
        other = DynamoDbLedger(table)
        ana = other.save(Customer(ANA))

        def overtake_and_lose_the_first(asked: Asked, forward: Forward) -> Answer | None:
            answer = forward(asked.body)
            if len(dynamodb.asked) > 1:
                return answer
            other.save(replace(other.customer(ANA), cart_id="the other one's"))
            return None

        with (
            between(dynamodb_local.url, overtake_and_lose_the_first) as dynamodb,
            found_at(dynamodb.url),
            pytest.raises(Stale),
        ):
            DynamoDbLedger(table).save(replace(ana, cart_id="mine"))

        assert other.customer(ANA) == Customer(ANA, version=3, cart_id="the other one's")

    def test_when_every_answer_is_lost_it_is_a_trouble(self, table: str, dynamodb_local: DynamoDbLocal) -> None:
        def lose(asked: Asked, forward: Forward) -> None:
            forward(asked.body)

        with between(dynamodb_local.url, lose) as dynamodb, found_at(dynamodb.url):
            with pytest.raises(LedgerTrouble):
                DynamoDbLedger(table).save(Customer(ANA))

            assert len(dynamodb.asked) == ATTEMPTS


class TestOfPlacing:
    """The one write that may spend money: one transaction of purchase and customer, known to DynamoDB by its token."""

    @pytest.fixture
    def before(self, table: str) -> Before:
        """A question, who was asked it, and a Ledger that asks DynamoDB itself, whoever stands between."""
        other, quoted = DynamoDbLedger(table), purchase()
        other.quote(quoted)
        return quoted, other.save(Customer(ANA, cart_id="cart_1")), other

    def test_a_yes_is_placed_once_and_not_mistaken_for_somebody_elses(
        self, table: str, before: Before, dynamodb_local: DynamoDbLocal
    ) -> None:
        quoted, ana, other = before
        with between(dynamodb_local.url, losing_the_first()) as dynamodb, found_at(dynamodb.url):
            placing, saved = DynamoDbLedger(table).place(quoted, replace(ana, purchase_id=quoted.id))

        first, again = dynamodb.asked
        assert first.operation == "TransactWriteItems"
        assert first.body == again.body, "by another token it would be refused, as if somebody else had placed"
        assert other.open_purchases() == (placing,) == (replace(quoted, state=PurchaseState.PLACING),)
        assert other.customer(ANA) == saved == replace(ana, version=2, purchase_id=quoted.id)

    def test_what_another_has_written_before_the_repetition_stays(
        self, table: str, before: Before, dynamodb_local: DynamoDbLocal
    ) -> None:
        quoted, ana, other = before

        def overtake() -> None:
            other.save(replace(other.customer(ANA), cart_id="the other one's"))
            other.move(replace(quoted, state=PurchaseState.PLACING), PurchaseState.PLACED, ORDER)

        with between(dynamodb_local.url, losing_the_first(overtake)) as dynamodb, found_at(dynamodb.url):
            placing, _ = DynamoDbLedger(table).place(quoted, replace(ana, purchase_id=quoted.id))

        assert len(dynamodb.asked) == ATTEMPTS
        assert placing.state is PurchaseState.PLACING
        assert other.customer(ANA) == Customer(ANA, 3, cart_id="the other one's", purchase_id=quoted.id)
        assert other.purchase(ANA, quoted.id) == replace(quoted, state=PurchaseState.PLACED, order=ORDER)

    def test_what_was_lost_on_its_way_and_overtaken_is_not_placed(
        self, table: str, before: Before, dynamodb_local: DynamoDbLocal
    ) -> None:
        quoted, ana, other = before

        def overtake() -> None:
            other.save(replace(ana, cart_id="the other one's"))

        meddle = losing_the_first(overtake, arrives=False)
        with between(dynamodb_local.url, meddle) as dynamodb, found_at(dynamodb.url), pytest.raises(Stale):
            DynamoDbLedger(table).place(quoted, replace(ana, purchase_id=quoted.id))

        assert len(dynamodb.asked) == ATTEMPTS
        assert other.open_purchases() == ()
        assert other.purchase(ANA, quoted.id) == quoted
        assert other.customer(ANA) == replace(ana, version=2, cart_id="the other one's")

    def test_of_the_same_yes_again_by_another_turn_nothing_is_placed_twice(
        self, table: str, before: Before, dynamodb_local: DynamoDbLocal
    ) -> None:
        quoted, ana, other = before
        late: list[type[Exception]] = []

        def the_same_yes() -> None:
            with pytest.raises(Stale) as caught:
                other.place(quoted, replace(ana, purchase_id=quoted.id))
            late.append(caught.type)

        with between(dynamodb_local.url, losing_the_first(the_same_yes)) as dynamodb, found_at(dynamodb.url):
            placing, _ = DynamoDbLedger(table).place(quoted, replace(ana, purchase_id=quoted.id))

        assert late == [Stale]
        assert other.open_purchases() == (placing,)
        assert other.customer(ANA).version == ana.version + 1

    def test_when_every_answer_is_lost_it_is_a_trouble_and_found_open(
        self, table: str, before: Before, dynamodb_local: DynamoDbLocal
    ) -> None:
        quoted, ana, other = before

        def lose(asked: Asked, forward: Forward) -> None:
            forward(asked.body)

        with between(dynamodb_local.url, lose) as dynamodb, found_at(dynamodb.url), pytest.raises(LedgerTrouble):
            DynamoDbLedger(table).place(quoted, replace(ana, purchase_id=quoted.id))

        assert len(dynamodb.asked) == ATTEMPTS
        assert other.open_purchases() == (replace(quoted, state=PurchaseState.PLACING),)
        assert other.customer(ANA) == replace(ana, version=2, purchase_id=quoted.id)


def losing_the_first(meanwhile: Callable[[], None] = lambda: None, *, arrives: bool = True) -> Meddle:
    """Loses the first call, or its answer if it `arrives`; something else happens before it is repeated."""
    first = cycle([True, False])

    def meddle(asked: Asked, forward: Forward) -> Answer | None:
        if not next(first):
            return forward(asked.body)
        if arrives:
            assert forward(asked.body).status == 200
        meanwhile()
        return None

    return meddle
