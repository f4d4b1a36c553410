"""Work that a running store does beside answering: each job in a thread of its own, over and over."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

log = logging.getLogger("store.background")


@dataclass(frozen=True)
class Job:
    """What to do again and again, and the pause in between in seconds."""

    name: str
    work: Callable[[], None]
    pause_s: float


@contextmanager
def in_background(*jobs: Job) -> Iterator[None]:
    """The jobs run while the block does, each for the first time at once. Whatever goes wrong, the next round comes."""
    stop = threading.Event()
    for job in jobs:
        threading.Thread(target=_repeat, args=(job, stop), name=job.name, daemon=True).start()
    try:
        yield
    finally:
        stop.set()


def _repeat(job: Job, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            job.work()
        except Exception:
            log.exception("a round of %s failed", job.name)
        stop.wait(job.pause_s)
