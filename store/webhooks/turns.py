"""In which order hosts get their events: who answers in time does not wait for those who do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

MOST_HOSTS = 1000


@dataclass(frozen=True)
class Due:
    """An event whose time has come, the host it is for, and how often it failed."""

    event_id: str
    host: str
    attempts: int


class Standing(IntEnum):
    """How a host answered the last time, LATE also for not at all; the lower goes first."""

    IN_TIME = 0
    UNKNOWN = 1
    LATE = 2


class Hosts:
    """How the hosts answered that were asked last; those before them are forgotten."""

    def __init__(self) -> None:
        self._known: dict[str, Standing] = {}

    def note(self, host: str, standing: Standing) -> None:
        """Remember how this host has just answered."""
        self._known.pop(host, None)
        self._known[host] = standing
        if len(self._known) > MOST_HOSTS:
            del self._known[next(iter(self._known))]

    def in_turn(self, due: Sequence[Due]) -> list[Due]:
        """First for hosts that answered in time, then for hosts that nobody knows, then for all others.

        Among these each domain has one event before any has a second, and a domain is behind by as many as hosts of it
        were late: names of hosts cost nothing where one record leads all of a domain's to one machine.

        Args:
            due: those that have waited longest come first, and do so where nothing else decides.
        """
        behind = Counter(_domain(host) for host, standing in self._known.items() if standing is Standing.LATE)
        ranked = []
        for event in due:
            ranked.append((self._standing(event), behind[_domain(event.host)]))
            behind[_domain(event.host)] += 1
        return [due[place] for place in sorted(range(len(due)), key=ranked.__getitem__)]

    def _standing(self, event: Due) -> Standing:
        """A host that is not remembered is known by the event's failures: they outlive the process."""
        return self._known.get(event.host, Standing.LATE if event.attempts else Standing.UNKNOWN)


def _domain(host: str) -> str:
    """What the host's owner has registered, nearly: it decides on nothing but who goes before whom."""
    return ".".join(host.rsplit(".", 2)[-2:])
