"""Sends the outbox's order events, in the background, signed, until the platform has taken them.

Events of one order go out in their order: a later one waits while an earlier one is still to be delivered. And no
platform holds up the others: each round has only so much time for the host that it is at, and for all hosts together;
who answers in time comes first in it.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Select, exists, literal_column, select
from sqlalchemy.orm import aliased

from store.application import Store
from store.platforms import Platforms
from store.signing.keys import SigningKey
from store.signing.messages import request_signature
from store.tables import OrderEvent
from store.webhooks.calls import Unreachable, exchange
from store.webhooks.turns import Due, Hosts, Standing

log = logging.getLogger("store.webhooks")
# How long a host may keep a round busy; what else is for it is tried in a later one.
SHARE_S = 2.0
# After how long a round asks no further host.
ROUND_S = 10.0
# After how many seconds each further attempt is made; after the last one the event is given up.
RETRIES_S = (1, 5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)
DELIVERED, UNWANTED, GIVEN_UP = "delivered", "unwanted", "given up"


@dataclass(frozen=True)
class Deliverer:
    """Delivers what is due; `monotonic` is the clock that goes by how long a host keeps it waiting, in seconds."""

    store: Store
    key: SigningKey
    platforms: Platforms
    monotonic: Callable[[], float] = time.monotonic
    _hosts: Hosts = field(default_factory=Hosts, init=False, repr=False, compare=False)

    def deliver_due(self) -> None:
        """A round: one attempt for events that are due and first in their order's line, while there is time.

        What it does not come to is left to the next round. However many go before it, the event that has waited longest
        has its attempt, at the end if need be: so every event's comes.
        """
        due = self._due()
        ends_at = self.monotonic() + ROUND_S
        taken: defaultdict[str, float] = defaultdict(float)
        for event in self._hosts.in_turn(due):
            if self.monotonic() >= ends_at:
                break
            if taken[event.host] < SHARE_S:
                taken[event.host] += self._deliver(event)
        if due and due[0].host not in taken:
            self._deliver(due[0])

    def _due(self) -> list[Due]:
        with self.store.database.reading() as session:
            found = session.execute(_due(self.store.clock())).all()
        to_one = self.store.settings.webhook_url
        return [Due(event_id, _host(to_one or platform or ""), attempts) for event_id, platform, attempts in found]

    def _deliver(self, due: Due) -> float:
        """One attempt; how many seconds it took."""
        began = self.monotonic()
        with self.store.database.reading() as session:
            event = session.get_one(OrderEvent, due.event_id)
        outcome = self._attempt(event)
        took = self.monotonic() - began
        self._hosts.note(due.host, Standing.IN_TIME if outcome and took < SHARE_S else Standing.LATE)
        self._note(due.event_id, outcome)
        return took

    def _attempt(self, event: OrderEvent) -> str | None:
        """What became of one attempt; None when it has to be made again."""
        try:
            url = self.store.settings.webhook_url or self._asked_for(event)
            if url is None:
                return UNWANTED
            self._post(url, event)
        except Unreachable as problem:
            log.warning("event %s was not delivered: %s", event.id, problem)
            return None
        except Exception:  # one platform's oddities must not keep the others from their events
            log.exception("event %s was not delivered", event.id)
            return None
        return DELIVERED

    def _asked_for(self, event: OrderEvent) -> str | None:
        return self.platforms.webhook_of(event.platform) if event.platform else None

    def _post(self, url: str, event: OrderEvent) -> None:
        body = event.body.encode()
        headers = {
            "Content-Type": "application/json",
            "UCP-Agent": f'profile="{self.store.settings.profile_url}"',
            "Idempotency-Key": event.id,
            "Webhook-Id": event.id,
            "Webhook-Timestamp": str(int(event.occurred_at.timestamp())),
        }
        signed = {**headers, **request_signature(self.key, url, headers, body)}
        exchange("POST", url, self.platforms.check(url), signed, body)

    def _note(self, event_id: str, outcome: str | None) -> None:
        with self.store.database.writing() as session:
            event = session.get_one(OrderEvent, event_id)
            event.outcome = outcome
            if outcome is None:
                event.attempts += 1
                if event.attempts > len(RETRIES_S):
                    event.outcome = GIVEN_UP
                    return
                event.next_attempt_at = self.store.clock() + timedelta(seconds=RETRIES_S[event.attempts - 1])


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address


def _due(now: datetime) -> Select[str, str | None, int]:
    """Events whose time has come and that are first in their order's line; SQLite's rowid is the order of arrival."""
    earlier = aliased(OrderEvent, name="earlier")
    arrived_before = literal_column("earlier.rowid") < literal_column("order_events.rowid")
    is_behind = exists().where(earlier.order_id == OrderEvent.order_id, earlier.outcome.is_(None), arrived_before)
    is_due = (OrderEvent.outcome.is_(None), OrderEvent.next_attempt_at <= now, ~is_behind)
    wanted = select(OrderEvent.id, OrderEvent.platform, OrderEvent.attempts)
    return wanted.where(*is_due).order_by(OrderEvent.next_attempt_at)
