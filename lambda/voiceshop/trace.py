"""What happens within a turn, step by step: calls to the store and to the Ledger, and the texts that are used.

Whoever wants to know opens a trace around the turn; without one nothing is kept. A step names things of ours only:
methods and keys, never what was said or sold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a turn: a call ("store", "ledger") by its method, or a text ("speech", "writing") by its key."""

    kind: str
    name: str
    seconds: float = 0.0


_open: ContextVar[list[Step] | None] = ContextVar("voiceshop_trace", default=None)


@contextmanager
def tracing() -> Iterator[list[Step]]:
    """Collects the steps of this thread, in their order, for as long as the block lasts."""
    steps: list[Step] = []
    token = _open.set(steps)
    try:
        yield steps
    finally:
        _open.reset(token)


def note(kind: str, name: str, seconds: float = 0.0) -> None:
    """Adds a step to the trace, where one is open."""
    steps = _open.get()
    if steps is not None:
        steps.append(Step(kind, name, seconds))


def traced(kind: str, port: T) -> T:
    """The same port, each of whose calls is a step of that kind."""
    return cast("T", _Traced(kind, port))


class _Traced:
    def __init__(self, kind: str, port: object) -> None:
        self._kind, self._port = kind, port

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            started = perf_counter()
            try:
                return method(*args, **kwargs)
            finally:
                note(self._kind, name, perf_counter() - started)

        return call
