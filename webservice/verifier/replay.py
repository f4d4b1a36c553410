"""Each request once: what was accepted is remembered for as long as its timestamp would let it in again."""

from __future__ import annotations

import heapq
import threading
from datetime import datetime

from webservice.verifier.reasons import Reason, Refused

# About 15 MB, and 330 requests a second for the 150 s that one stays fresh.
CAPACITY = 50_000


class ReplayMemory:
    """Digests of accepted requests, forgotten when stale; safe between threads, and of this process alone.

    When it is full it refuses, rather than forget a request that could still be replayed.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._seen: set[bytes] = set()
        self._by_end: list[tuple[datetime, bytes]] = []
        self._lock = threading.Lock()

    def admit(self, digest: bytes, fresh_until: datetime, now: datetime) -> None:
        """Let a request in, once.

        Args:
            digest: what tells it from all others.
            fresh_until: when its timestamp alone refuses it.
            now: aware time.

        Raises:
            Refused: Reason.REPLAYED or Reason.REPLAY_MEMORY_FULL.
        """
        with self._lock:
            while self._by_end and self._by_end[0][0] < now:
                self._seen.discard(heapq.heappop(self._by_end)[1])
            if digest in self._seen:
                raise Refused(Reason.REPLAYED)
            if len(self._seen) >= self._capacity:
                raise Refused(Reason.REPLAY_MEMORY_FULL)
            self._seen.add(digest)
            heapq.heappush(self._by_end, (fresh_until, digest))

    def readmit(self, digest: bytes) -> None:
        """Let a request in once more: it was not carried out, and whoever sent it sends the very same again."""
        with self._lock:
            self._seen.discard(digest)
