"""The skill in this process: the entry that AWS Lambda calls, at the end of a simulated device's line."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from simulator.device import Delivered, EndpointFailed, Json
from simulator.device.endpoint import Step
from voiceshop.trace import tracing

Answer = Callable[[Json], Json]


class Inside:
    """Answers as over HTTP: bytes in, bytes out, and the steps of the turn."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def post(self, request: Json) -> Delivered:
        """The answer. Raises EndpointFailed where the skill let an exception out."""
        asked = json.loads(json.dumps(request))
        try:
            with tracing() as steps:
                answered = json.dumps(self._answer(asked)).encode()
        except Exception as error:
            raise EndpointFailed(f"{type(error).__name__} came out of the skill") from error
        return Delivered(answered, tuple(Step(step.kind, step.name, step.seconds * 1000) for step in steps))


class _Failures(logging.Handler):
    """Keeps what the skill logs of exceptions that nobody foresaw."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        entry: dict[str, Any] = json.loads(record.getMessage())
        if entry["event"] == "failure":
            self.seen.append(f"{entry['error']} in {entry['where']}")


@contextmanager
def failures() -> Iterator[list[str]]:
    """Collects the exceptions that nobody foresaw, as the skill logs them, for as long as the block lasts."""
    logger, handler = logging.getLogger("voiceshop"), _Failures()
    logger.addHandler(handler)
    try:
        yield handler.seen
    finally:
        logger.removeHandler(handler)
