"""What goes over the wire, apart from the library that sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from ...shop.deadline import Deadline
from ...shop.errors import NotSent, StoreSlow, StoreTrouble


class Resend(Enum):
    """When a request may be sent once more after its connection broke."""

    IF_LOST = auto()
    """Also when the store may have had it: it reads, or its Idempotency-Key makes a second time harmless."""
    IF_UNSENT = auto()
    """Only when it cannot have reached the store: whoever asked decides what a lost answer means."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None
    resend: Resend = Resend.IF_LOST


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Exchange(Protocol):
    """What sends requests; `transport.Transport` says how."""

    def exchange(self, request: Request, deadline: Deadline) -> Response: ...


class Unusable(StoreTrouble):
    """The store answered, and not in a way that can be used. `why` is for the log; it quotes nothing of the answer."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class Unreached(NotSent):
    """Nothing of the request has left us. `why` is for the log."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class OutOfTime(StoreSlow, NotSent):
    """The time was over before anything of the request had left us."""

    why = "no time was left to send it"


class Lost(StoreTrouble):
    """The connection broke, and the store may have had the request."""

    why = "the answer was lost"
