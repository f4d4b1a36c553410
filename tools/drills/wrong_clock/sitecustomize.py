"""Makes the clock of a Python process wrong, from its first moment on: Python imports this from PYTHONPATH by itself.

How many seconds it is ahead stands in a file, which is read whenever somebody asks for the time. So a clock can jump
while the process runs, and nothing that ships knows of it. Python's monotonic clock stays right, as a machine's does.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable
from pathlib import Path

_RIGHT_TIME: Callable[[], float] = time.time
_RIGHT_KIND = datetime.datetime
_FILE = Path(os.environ["DRILL_CLOCK"])


def _wrong_time() -> float:
    return _RIGHT_TIME() + float(_FILE.read_text("ascii"))


class _Kind(type):
    """Takes the instances that C code makes for its own."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _RIGHT_KIND)


class WrongDatetime(_RIGHT_KIND, metaclass=_Kind):
    """`datetime.datetime`, by the wrong clock."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> WrongDatetime:
        return cls.fromtimestamp(_wrong_time(), tz)


time.time = _wrong_time
datetime.datetime = WrongDatetime  # type: ignore[misc]
