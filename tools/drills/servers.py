"""Store and skill as they run, which may be killed at any moment and are there again soon after."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from subprocess import Popen
from typing import Any, Protocol
from urllib.parse import urlsplit

_READY_SECONDS = 60.0


class Running(Protocol):
    """A server process of the project."""

    @property
    def url(self) -> str: ...

    @property
    def process(self) -> Popen[Any]: ...


class Killable:
    """A server that is started again, at the same port, whenever it was killed."""

    def __init__(self, start: Callable[[int], AbstractContextManager[Running]]) -> None:
        """Start it at a free port; `start` takes the port."""
        self._start = start
        self._stack = ExitStack()
        self._running = self._stack.enter_context(start(0))
        self._alive = threading.Event()
        self._alive.set()
        self._lock = threading.Lock()
        self.url = self._running.url
        self.kills = 0

    def kill(self) -> None:
        """SIGKILL it, unless it is dead already, and start it again meanwhile."""
        with self._lock:
            if not self._alive.is_set():
                return
            self._alive.clear()
            self.kills += 1
            self._running.process.kill()
            self._running.process.wait()
        threading.Thread(target=self._again, daemon=True).start()

    def wait(self) -> None:
        """Until it answers. Raises TimeoutError where it does not come back."""
        if not self._alive.wait(_READY_SECONDS):
            raise TimeoutError(f"{self.url} did not come back after it was killed")

    def close(self) -> None:
        """Stop it for good."""
        self._alive.wait(_READY_SECONDS)
        self._stack.close()

    def _again(self) -> None:
        self._stack.close()
        self._running = self._stack.enter_context(self._start(urlsplit(self.url).port or 0))
        self._alive.set()
