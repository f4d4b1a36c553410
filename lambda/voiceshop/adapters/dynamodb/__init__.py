"""The port `Ledger` on DynamoDB."""

from .ledger import DynamoDbLedger

__all__ = ["DynamoDbLedger"]
