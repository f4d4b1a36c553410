"""Receives the store's webhooks: whom to believe, what was heard before, and what to answer.

A delivery that failed half-way is not noted as taken, so that the store's next try does the rest; what it did already
is found done (`shop/settling.py`). What is answered with 4xx has changed nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ..shop.errors import LedgerTrouble, Stale, StoreTrouble
from ..shop.hearing import Distrust, Heard, OrderEvent, hear
from ..shop.ports import Ledger

LARGEST_BODY = 256 * 1024
"""Bytes of a body that are looked at; a store's order has a few thousand."""
# Longer than an event may be old (`adapters/ucp/order_events.py`), so that none can come again as if it were new.
REMEMBERED = timedelta(days=4)
_log = logging.getLogger("voiceshop")

Read = Callable[[Mapping[str, str], bytes, datetime], OrderEvent]
"""Verifies and reads a request. Raises Distrust, or StoreTrouble where the store's keys cannot be had."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and the JSON object that goes with it."""

    status: int
    body: Mapping[str, Any]


class Receiver:
    """Answers the POSTs of one store. May be shared by threads."""

    def __init__(self, ledger: Ledger, read: Read, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._ledger = ledger
        self._read = read
        self._clock = clock

    def answer(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Take one delivery.

        Args:
            headers: by their names in lower case.
            body: the bytes that came, exactly.

        Returns:
            200 for what was taken, now or before; 401 for what the store has not said of an order of ours; 413 for a
            body that is too large to be one; 503 where the store should send it again.
        """
        if len(body) > LARGEST_BODY:
            return _refusal(413, "body_too_large")
        try:
            return self._take(self._read(headers, body, self._clock()))
        except Distrust as distrust:
            return _refusal(401, distrust.code)
        except (LedgerTrouble, StoreTrouble, Stale) as trouble:
            _note(logging.ERROR, outcome="again", error=type(trouble).__name__)
            return Answer(503, {"code": "try_again", "content": "Not all of it could be taken. Please send it again."})

    def _take(self, event: OrderEvent) -> Answer:
        now = self._clock()
        if self._ledger.was_delivered(event.id, now):
            return Answer(200, {})
        heard = hear(self._ledger, event, now)
        _tell(heard, event)
        # Two deliveries of one event at once: both did what is done once, whoever does it.
        with suppress(Stale):
            self._ledger.note_delivery(event.id, now + REMEMBERED)
        return Answer(200, {})


def _refusal(status: int, code: str) -> Answer:
    _note(logging.WARNING, outcome="refused", code=code)
    return Answer(status, {"code": code, "content": "This was not taken, and nothing follows from it."})


def _tell(heard: Heard, event: OrderEvent) -> None:
    for purchase in heard.settled:
        _note(logging.WARNING, outcome="settled", purchase=purchase.id, checkout=purchase.checkout_id)
    if heard.surprises:
        # Ids that name an order and a checkout, and nobody: what the store's staff can be asked by.
        _note(
            logging.WARNING,
            outcome="surprise",
            surprises=list(heard.surprises),
            checkout=event.checkout_id,
            order=event.order.id,
        )


def _note(level: int, **fields: object) -> None:
    _log.log(level, json.dumps({"event": "webhook", **fields}))
