"""What can go wrong in the shop, as types. The HTTP layer alone decides which status and body each becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.messages import Message


class StoreError(Exception):
    """Anything the store refuses to do."""


class NotFound(StoreError):
    """No such thing, or it belongs to somebody else: the two are not told apart on purpose."""


@dataclass
class BadRequest(StoreError):
    """The request is malformed: it could never succeed as it stands."""

    code: str
    content: str


@dataclass
class Refused(StoreError):
    """A business outcome: the request was understood, and the answer is no. `code` follows UCP's error codes."""

    code: str
    content: str
    path: str | None = None
    severity: str = "unrecoverable"


@dataclass
class NothingToBuy(StoreError):
    """None of the wanted lines can be had, so there is no cart or checkout to show; a message for each says why."""

    messages: Sequence[Message]


@dataclass
class IdempotencyConflict(StoreError):
    """The same Idempotency-Key came with another request."""

    key: str


@dataclass
class Unauthenticated(StoreError):
    """A bearer token was needed and absent, or came and is not valid."""

    token_was_sent: bool


@dataclass
class InsufficientScope(StoreError):
    """The token is valid but was not granted what the call needs."""

    scope: str


class ProcessorTimeout(StoreError):
    """The payment processor did not answer; whether it charged is not known."""
