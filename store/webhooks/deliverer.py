"""Sends the outbox's order events, in the background, signed, until the platform has taken them.

Events of one order go out in their order: a later one waits while an earlier one is still to be delivered.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, literal_column, select
from sqlalchemy.orm import aliased

from store.application import Store
from store.platforms import Platforms
from store.signing.keys import SigningKey
from store.signing.messages import request_signature
from store.tables import OrderEvent
from store.webhooks.calls import Unreachable, exchange

log = logging.getLogger("store.webhooks")
BATCH = 20
# After how many seconds each further attempt is made; after the last one the event is given up.
RETRIES_S = (1, 5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)
DELIVERED, UNWANTED, GIVEN_UP = "delivered", "unwanted", "given up"


@dataclass(frozen=True)
class Deliverer:
    """Delivers what is due."""

    store: Store
    key: SigningKey
    platforms: Platforms

    def deliver_due(self) -> None:
        """One attempt for every event that is due and first in its order's line."""
        now = self.store.clock()
        with self.store.database.reading() as session:
            due = session.scalars(_due(now).limit(BATCH)).all()
        for event in due:
            self._note(event.id, self._attempt(event))

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


def _due(now: datetime) -> Select[OrderEvent]:
    """Events whose time has come and that are first in their order's line; SQLite's rowid is the order of arrival."""
    earlier = aliased(OrderEvent, name="earlier")
    arrived_before = literal_column("earlier.rowid") < literal_column("order_events.rowid")
    is_behind = exists().where(earlier.order_id == OrderEvent.order_id, earlier.outcome.is_(None), arrived_before)
    waiting = select(OrderEvent).where(OrderEvent.outcome.is_(None), OrderEvent.next_attempt_at <= now)
    return waiting.where(~is_behind).order_by(OrderEvent.next_attempt_at)
