"""Calls as data, the latest of them kept."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from simulator.wire.masking import shown_body, shown_headers, shown_text

KEPT = 300
"""How many calls a wire remembers."""
LONGEST = 64 * 1024
"""How many bytes of a body a wire remembers."""
CUT = "… (cut)"

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the skill to the store; tokens are shown as their last four characters.

    Attributes:
        number: counts from 1 in the order in which the calls began.
        started: when, in seconds since 1970.
        status: None when the store gave no answer, or none that is HTTP.
        milliseconds: until the skill had the whole answer.
        request, response: parsed JSON, or text; None when there was no body. A long one is text, cut, and says so.
    """

    number: int
    started: float
    method: str
    path: str
    status: int | None
    milliseconds: float
    request_headers: dict[str, str]
    request: Any
    response_headers: dict[str, str]
    response: Any


@dataclass(slots=True)
class Body:
    """As much of a body as is remembered."""

    _kept: bytearray = field(default_factory=bytearray)
    _cut: bool = False

    def add(self, piece: bytes) -> None:
        room = LONGEST - len(self._kept)
        self._kept += piece[:room]
        self._cut = self._cut or len(piece) > room

    def shown(self) -> Any:
        return shown_text(self._kept.decode(errors="replace")) + CUT if self._cut else shown_body(bytes(self._kept))


class Calls:
    """The latest calls, whichever of the wire's threads they came through."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun = 0
        self._kept: deque[Call] = deque(maxlen=KEPT)

    def begin(self, method: str, path: str, headers: Headers, body: bytes) -> Passing:
        with self._lock:
            self._begun += 1
            return Passing(self, self._begun, method, path, headers, body)

    def keep(self, call: Call) -> None:
        with self._lock:
            self._kept.append(call)

    def all(self) -> tuple[Call, ...]:
        """In the order in which they began."""
        with self._lock:
            return tuple(sorted(self._kept, key=lambda call: call.number))


class Passing:
    """A call that is under way."""

    def __init__(self, calls: Calls, number: int, method: str, path: str, headers: Headers, body: bytes) -> None:
        self._calls = calls
        self._number, self._method, self._path, self._headers = number, method, path, headers
        self._request, self._response = Body(), Body()
        self._request.add(body)
        self._started, self._clock = time.time(), time.perf_counter()
        self._status: int | None = None
        self._answered_with: Headers = ()
        self._is_kept = False

    def answered(self, status: int, headers: Headers) -> None:
        self._status, self._answered_with = status, headers

    def add(self, piece: bytes) -> None:
        """A piece of the answer's body."""
        self._response.add(piece)

    def end(self) -> None:
        """Whatever came of it has come; the first time counts."""
        if self._is_kept:
            return
        self._is_kept = True
        self._calls.keep(
            Call(
                number=self._number,
                started=self._started,
                method=self._method,
                path=shown_text(self._path),
                status=self._status,
                milliseconds=(time.perf_counter() - self._clock) * 1000,
                request_headers=shown_headers(self._headers),
                request=self._request.shown(),
                response_headers=shown_headers(self._answered_with),
                response=self._response.shown(),
            )
        )
