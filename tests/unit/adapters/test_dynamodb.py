"""What is peculiar to the Ledger on DynamoDB; all else is in the contract of every Ledger."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.support.dynamodb_between import Answer, Asked, Forward, between
from tests.support.dynamodb_local import DynamoDbLocal, found_at, ledger_table, template
from voiceshop.adapters.dynamodb import DynamoDbLedger
from voiceshop.adapters.dynamodb.ledger import OUTCOME_SECONDS, QUESTION_SECONDS
from voiceshop.shop.customer import Customer
from voiceshop.shop.errors import LedgerTrouble, Stale
from voiceshop.shop.money import Money
from voiceshop.shop.purchase import Instrument, PlacedOrder, Purchase, PurchaseState
from voiceshop.shop.want import Want

pytestmark = pytest.mark.java

ORDER = PlacedOrder("order_1", "1042")
# Three of them are more than the megabyte at which DynamoDB ends an answer.
MANY_WANTS = tuple(Want(f"latte:large:oat-milk:syrup-{number:04}", 1) for number in range(9_000))


def quoted_purchase(**changes: object) -> Purchase:
    new = Purchase(
        id=str(uuid.uuid4()),
        user="ana",
        checkout_id="checkout_1",
        total=Money(1431, "USD"),
        wants=(),
        instrument=Instrument("instrument_1", "test_processor", "card", "Visa", "4242"),
        state=PurchaseState.QUOTED,
        quoted_at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
    )
    return replace(new, **changes)


@pytest.fixture
def table(dynamodb_local: DynamoDbLocal) -> Iterator[str]:
    with dynamodb_local.table() as name:
        yield name


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Clock:
    """A clock that is set by hand; DynamoDB Local keeps to the real one, by which nothing in a test expires."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).timestamp()

    def __call__(self) -> float:
        return self.now


class TestExpiry:
    def test_a_question_that_nobody_answered_is_gone_after_a_day(self, table: str, clock: Clock) -> None:
        ledger, quoted = DynamoDbLedger(table, clock), quoted_purchase()
        ledger.quote(quoted)

        clock.now += QUESTION_SECONDS - 1
        assert ledger.purchase("ana", quoted.id) == quoted
        clock.now += 1
        assert ledger.purchase("ana", quoted.id) is None
        with pytest.raises(Stale):
            ledger.move(quoted, PurchaseState.PLACING)

    def test_an_outcome_is_kept_for_longer(self, table: str, clock: Clock) -> None:
        ledger, quoted = DynamoDbLedger(table, clock), quoted_purchase()
        ledger.quote(quoted)
        placed = ledger.move(ledger.move(quoted, PurchaseState.PLACING), PurchaseState.PLACED, ORDER)

        clock.now += OUTCOME_SECONDS - 1
        assert ledger.purchase("ana", quoted.id) == placed
        clock.now += 1
        assert ledger.purchase("ana", quoted.id) is None

    def test_what_may_have_been_bought_never_expires(self, table: str, clock: Clock) -> None:
        ledger, quoted = DynamoDbLedger(table, clock), quoted_purchase()
        ledger.quote(quoted)
        placing = ledger.move(quoted, PurchaseState.PLACING)

        clock.now += 10 * OUTCOME_SECONDS

        assert ledger.purchase("ana", quoted.id) == placing
        assert ledger.open_purchases() == (placing,)
        assert ledger.move(placing, PurchaseState.UNKNOWN).state is PurchaseState.UNKNOWN

    def test_a_purchase_is_not_quoted_again_although_it_has_expired(self, table: str, clock: Clock) -> None:
        ledger, quoted = DynamoDbLedger(table, clock), quoted_purchase()
        ledger.quote(quoted)
        clock.now += QUESTION_SECONDS

        with pytest.raises(Stale):
            ledger.quote(quoted)

    def test_dynamodb_deletes_by_the_attribute_that_is_written(
        self, table: str, clock: Clock, dynamodb_local: DynamoDbLocal
    ) -> None:
        quoted = quoted_purchase()
        DynamoDbLedger(table, clock).quote(quoted)

        key = {"pk": {"S": "ana"}, "sk": {"S": f"purchase#{quoted.id}"}}
        item = dynamodb_local.client.get_item(TableName=table, Key=key)["Item"]

        attribute = ledger_table()["TimeToLiveSpecification"]["AttributeName"]
        assert item[attribute] == {"N": str(int(clock.now) + QUESTION_SECONDS)}


class TestMuch:
    def test_whatever_an_answer_has_no_room_for_is_asked_for(self, table: str, dynamodb_local: DynamoDbLocal) -> None:
        kept = DynamoDbLedger(table)
        with between(dynamodb_local.url) as dynamodb, found_at(dynamodb.url):
            ledger = DynamoDbLedger(table)
            placing = [self.placing(ledger, wants=MANY_WANTS) for _ in range(4)]
            dynamodb.asked.clear()

            found = ledger.open_purchases()

            assert {purchase.id for purchase in found} == {purchase.id for purchase in placing}
            assert len(dynamodb.asked) > 1
            ledger.forget("ana")
        assert kept.open_purchases() == ()
        assert [kept.purchase("ana", purchase.id) for purchase in placing] == [None] * 4

    def test_more_are_erased_than_one_call_takes(self, table: str) -> None:
        ledger = DynamoDbLedger(table)
        placing = [self.placing(ledger) for _ in range(60)]

        ledger.forget("ana")

        assert [ledger.purchase("ana", purchase.id) for purchase in placing] == [None] * 60

    def test_what_has_expired_is_erased_too(self, table: str, clock: Clock, dynamodb_local: DynamoDbLocal) -> None:
        ledger = DynamoDbLedger(table, clock)
        ledger.quote(quoted_purchase())
        clock.now += QUESTION_SECONDS

        ledger.forget("ana")

        assert dynamodb_local.client.scan(TableName=table)["Items"] == []

    def test_what_dynamodb_did_not_get_round_to_is_erased_in_the_next_call(
        self, table: str, dynamodb_local: DynamoDbLocal
    ) -> None:
        def one_at_a_time(asked: Asked, forward: Forward) -> Answer:
            if asked.operation != "BatchWriteItem":
                return forward(asked.body)
            requests = asked.body["RequestItems"][table]
            answer = forward({"RequestItems": {table: requests[:1]}})
            return Answer({**answer.body, "UnprocessedItems": {table: requests[1:]} if requests[1:] else {}})

        with between(dynamodb_local.url, one_at_a_time) as dynamodb, found_at(dynamodb.url):
            ledger = DynamoDbLedger(table)
            placing = [self.placing(ledger) for _ in range(3)]
            ledger.forget("ana")

            assert [ledger.purchase("ana", purchase.id) for purchase in placing] == [None] * 3

    def test_a_dynamodb_that_gets_round_to_nothing_is_a_trouble(
        self, table: str, dynamodb_local: DynamoDbLocal
    ) -> None:
        def overwhelmed(asked: Asked, forward: Forward) -> Answer:
            if asked.operation != "BatchWriteItem":
                return forward(asked.body)
            return Answer({"UnprocessedItems": asked.body["RequestItems"]})

        with between(dynamodb_local.url, overwhelmed) as dynamodb, found_at(dynamodb.url):
            ledger = DynamoDbLedger(table)
            ledger.save(Customer("ana"))
            with pytest.raises(LedgerTrouble):
                ledger.forget("ana")

    @staticmethod
    def placing(ledger: DynamoDbLedger, **changes: object) -> Purchase:
        quoted = quoted_purchase(**changes)
        ledger.quote(quoted)
        return ledger.move(quoted, PurchaseState.PLACING)


class TestPermissions:
    @pytest.fixture
    def asked(self, table: str, dynamodb_local: DynamoDbLocal) -> list[Asked]:
        """All that the skill's Ledger asks of its table, when each of its methods is called."""
        with between(dynamodb_local.url) as dynamodb, found_at(dynamodb.url):
            ledger, quoted = DynamoDbLedger(table), quoted_purchase()
            ledger.save(ledger.customer("ana"))
            ledger.quote(quoted)
            ledger.place(quoted, ledger.customer("ana"))
            ledger.move(replace(quoted, state=PurchaseState.PLACING), PurchaseState.UNKNOWN)
            ledger.purchase("ana", quoted.id)
            ledger.forget("ana")
        return dynamodb.asked

    def test_the_skill_may_do_what_it_does_and_nothing_else(self, asked: list[Asked]) -> None:
        [policy] = template()["Resources"]["SkillRole"]["Properties"]["Policies"]
        [allowed] = [
            statement["Action"]
            for statement in policy["PolicyDocument"]["Statement"]
            if statement["Resource"] == "LedgerTable.Arn"
        ]

        assert "TransactWriteItems" in {call.operation for call in asked}
        assert {permission for call in asked for permission in wanted_for(call)} == set(allowed)
        assert not any("IndexName" in call.body for call in asked)

    def test_nothing_is_read_that_may_be_out_of_date(self, asked: list[Asked]) -> None:
        reads = [call.body for call in asked if call.operation in {"GetItem", "Query"}]

        assert reads
        assert all(body["ConsistentRead"] is True for body in reads)


def wanted_for(call: Asked) -> set[str]:
    """What IAM has to allow for the call; a transaction wants what it is made of, and nothing of its own."""
    if call.operation != "TransactWriteItems":
        return {f"dynamodb:{call.operation}"}
    return {f"dynamodb:{kind}Item" for item in call.body["TransactItems"] for kind in item}


class TestTrouble:
    def test_a_table_that_is_not_there(self, table: str) -> None:
        with pytest.raises(LedgerTrouble):
            DynamoDbLedger(f"not-{table}").customer("ana")

    def test_what_dynamodb_does_not_take(self, table: str) -> None:
        too_large = tuple(replace(want, quantity=10**12) for want in MANY_WANTS)

        with pytest.raises(LedgerTrouble):
            DynamoDbLedger(table).quote(quoted_purchase(wants=too_large))

    def test_a_log_line_says_why_and_not_of_whom(self, table: str, caplog: pytest.LogCaptureFixture) -> None:
        with pytest.raises(LedgerTrouble):
            DynamoDbLedger(table).customer("a name that is far too long for a key" * 100)

        assert [record.getMessage() for record in caplog.records if record.name.startswith("voiceshop")] == [
            "ledger: get_item failed: ValidationException"
        ]
