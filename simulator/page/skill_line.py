"""The one line to the skill that all desks and the terminal share, so that each call to the store has its turn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.device import Delivered, Endpoint, Json
    from simulator.wire import Call

_KEPT = 200  # requests whose calls nobody has asked for: those of the terminal


class SkillLine:
    """An Endpoint that one request passes at a time, and that keeps the calls to the store which it led to."""

    def __init__(self, endpoint: Endpoint, calls: Callable[[], tuple[Call, ...]]) -> None:
        """`calls` tells the latest calls to the store, in the order of their numbers."""
        self._endpoint, self._all_calls = endpoint, calls
        self._lock = RLock()
        self._calls: OrderedDict[str, tuple[Call, ...]] = OrderedDict()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Keeps the line for a whole turn: whoever waits for it does so before the turn's time is taken."""
        with self._lock:
            yield

    def post(self, request: Json) -> Delivered:
        """Post as the endpoint behind does, and raise what it raises."""
        with self._lock:
            before = max((call.number for call in self._all_calls()), default=0)
            try:
                return self._endpoint.post(request)
            finally:
                made = tuple(call for call in self._all_calls() if call.number > before)
                self._calls[request["request"]["requestId"]] = made
                while len(self._calls) > _KEPT:
                    self._calls.popitem(last=False)

    def calls_of(self, request: Json) -> tuple[Call, ...]:
        """The calls to the store that a request led to; told once."""
        with self._lock:
            return self._calls.pop(request["request"]["requestId"], ())
