"""The yellow ring: notifications that wait on a device until somebody asks for them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from threading import Lock

MOST_NOTIFICATIONS = 50  # on one device; the oldest make room


@dataclass(frozen=True, slots=True)
class Notification:
    """One proactive event as the customer hears it; `event` is its name, such as AMAZON.OrderStatus.Updated."""

    event: str
    text: str
    reference_id: str


class YellowRing:
    """The notifications of one device; may be called from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[Notification] = deque(maxlen=MOST_NOTIFICATIONS)

    def add(self, notification: Notification) -> None:
        with self._lock:
            self._waiting.append(notification)

    def waiting(self) -> tuple[Notification, ...]:
        """Those that nobody heard yet, oldest first."""
        with self._lock:
            return tuple(self._waiting)

    def heard(self) -> tuple[Notification, ...]:
        """The same, and the ring goes out."""
        with self._lock:
            result = tuple(self._waiting)
            self._waiting.clear()
            return result
