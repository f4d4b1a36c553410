"""One DynamoDB table: the five calls that are made of it, and what can go wrong with them."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

from ...shop.errors import LedgerTrouble, Stale
from ..rows import Row

# Alexa gives 8 s for the whole turn. At the very worst a call takes 2 x (1 + 1) s and a pause of up to 1 s before the
# second attempt, which leaves time to say so; DynamoDB usually answers within 10 ms.
CONNECT_SECONDS = 1.0
READ_SECONDS = 1.0
ATTEMPTS = 2

_MARK = "written_by"
# BatchWriteItem takes no more at once.
_BATCH = 25
_log = logging.getLogger(__name__)


class Key(NamedTuple):
    """What finds one item: its partition, and its place in there."""

    pk: str
    sk: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of the item that is there for a write to take place, in DynamoDB's words."""

    expression: str
    names: Mapping[str, str] = field(default_factory=dict)
    values: Row = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Put:
    """A whole item to be written if the condition holds."""

    key: Key
    row: Row
    condition: Condition


class _ConditionFailed(Exception):
    """A conditional write found another item than it was told to expect."""

    def __init__(self, found: Row) -> None:
        super().__init__()
        self.found = found


class Table:
    """A table with the keys `pk` and `sk`. Every method raises LedgerTrouble where DynamoDB gives no good answer.

    Region, credentials and endpoint are found as every AWS program finds them, when the first call is made.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._client: Any = None
        self._connecting = Lock()

    def get(self, key: Key) -> Row | None:
        """The item as the last write left it."""
        answer = self._call("get_item", TableName=self._name, Key=_write(key._asdict()), ConsistentRead=True)
        return _read(answer["Item"]) if "Item" in answer else None

    def put(self, item: Put) -> None:
        """Write one item.

        An answer can get lost after the item was written, and the call is then repeated: each write leaves its mark, so
        that the second attempt knows the work of the first from that of somebody else.

        Raises:
            Stale: the condition does not hold.
        """
        mark = str(uuid.uuid4())
        try:
            self._call("put_item", **self._parameters(item, mark), ReturnValuesOnConditionCheckFailure="ALL_OLD")
        except _ConditionFailed as failed:
            if failed.found.get(_MARK) != mark:
                raise Stale from None

    def put_all(self, items: Sequence[Put]) -> None:
        """Write all of the items, or none.

        DynamoDB knows a call that is repeated by its token, for ten minutes, and answers that it was done.

        Raises:
            Stale: the condition of one of them does not hold, or it is being written at this moment.
        """
        mark = str(uuid.uuid4())
        puts = [{"Put": self._parameters(item, mark)} for item in items]
        try:
            self._call("transact_write_items", TransactItems=puts, ClientRequestToken=mark)
        except _ConditionFailed:
            raise Stale from None

    def _parameters(self, item: Put, mark: str) -> dict[str, Any]:
        parameters: dict[str, Any] = {
            "TableName": self._name,
            "Item": _write({**item.row, **item.key._asdict(), _MARK: mark}),
            "ConditionExpression": item.condition.expression,
        }
        if item.condition.names:
            parameters["ExpressionAttributeNames"] = item.condition.names
        if item.condition.values:
            parameters["ExpressionAttributeValues"] = _write(item.condition.values)
        return parameters

    def keys_in(self, pk: str) -> Iterator[Key]:
        """The keys of all items of a partition, whether they have expired or not."""
        for row in self._query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=_write({":pk": pk}),
            ProjectionExpression="pk, sk",
            ConsistentRead=True,
        ):
            yield Key(row["pk"], row["sk"])

    def items_in(self, pk: str) -> Iterator[Row]:
        """All items of a partition, whether they have expired or not."""
        return self._query(
            KeyConditionExpression="pk = :pk", ExpressionAttributeValues=_write({":pk": pk}), ConsistentRead=True
        )

    def indexed(self, index: str, attribute: str, value: str) -> Iterator[Row]:
        """The items that an index holds under a value of its first attribute, in the order of its second.

        DynamoDB keeps indexes up to date within moments, not at once: an item may be a little behind.
        """
        return self._query(
            IndexName=index,
            KeyConditionExpression="#first = :value",
            ExpressionAttributeNames={"#first": attribute},
            ExpressionAttributeValues=_write({":value": value}),
        )

    def delete(self, keys: Iterable[Key]) -> None:
        """Delete the items, each for itself: where this raises, some may be gone."""
        requests: list[Any] = [{"DeleteRequest": {"Key": _write(key._asdict())}} for key in keys]
        while requests:
            batch, rest = requests[:_BATCH], requests[_BATCH:]
            answer = self._call("batch_write_item", RequestItems={self._name: batch})
            left = answer["UnprocessedItems"].get(self._name, [])
            if len(left) == len(batch):
                _log.warning("ledger: batch_write_item failed: nothing was processed")
                raise LedgerTrouble
            requests = left + rest

    def _query(self, **parameters: Any) -> Iterator[Row]:
        # An answer ends after 1 MB, and says where the next one has to start.
        start: dict[str, Any] = {}
        while True:
            page = self._call("query", TableName=self._name, **parameters, **start)
            yield from map(_read, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _call(self, operation: str, **parameters: Any) -> Any:
        # Imported here, because it takes longer than many a turn that needs no Ledger.
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self._connected(), operation)(**parameters)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "ConditionalCheckFailedException" or _was_overtaken(error.response):
                raise _ConditionFailed(_read(error.response.get("Item", {}))) from error
            raise _trouble(operation, code) from error
        except BotoCoreError as error:
            raise _trouble(operation, type(error).__name__) from error

    def _connected(self) -> Any:
        with self._connecting:
            if self._client is None:
                self._client = _connect()
            return self._client


def _connect() -> Any:
    from boto3.session import Session
    from botocore.config import Config

    retries = {"mode": "standard", "total_max_attempts": ATTEMPTS}
    config = Config(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries=retries)
    # A session of its own: boto3's shared one is not made for threads.
    return Session().client("dynamodb", config=config)


def _was_overtaken(response: Mapping[str, Any]) -> bool:
    """Whether somebody else wrote, or is writing, what this call was to write."""
    if response["Error"]["Code"] == "TransactionConflictException":
        return True
    reasons = {reason.get("Code") for reason in response.get("CancellationReasons", ())}
    return bool(reasons) and reasons <= {"None", "ConditionalCheckFailed", "TransactionConflict"}


def _trouble(operation: str, why: str) -> LedgerTrouble:
    # The error's text may quote keys, which are customers; its code does not.
    _log.warning("ledger: %s failed: %s", operation, why)
    return LedgerTrouble()


def _write(row: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: _write_value(value) for name, value in row.items()}


def _write_value(value: str | int | None) -> dict[str, Any]:
    if value is None:
        return {"NULL": True}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def _read(item: Mapping[str, Any]) -> Row:
    return {name: _read_value(value) for name, value in item.items()}


def _read_value(value: Mapping[str, Any]) -> str | int | None:
    if "N" in value:
        return int(value["N"])
    return value.get("S")
