"""Order events wait here, in the same transaction as the change they tell of, until the deliverer sends them."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.orm import Session

from store.ids import new_id
from store.tables import Order, OrderEvent
from store.version import envelope


def announce(session: Session, order: Order, now: datetime) -> None:
    """Puts the whole order, as it is now, into the outbox. UCP wants full orders, not differences."""
    body = {"ucp": envelope("dev.ucp.shopping.order"), **order.document}
    session.add(
        OrderEvent(
            id=new_id("event"),
            order_id=order.id,
            platform=order.platform,
            body=json.dumps(body, separators=(",", ":")),
            occurred_at=now,
            attempts=0,
            next_attempt_at=now,
            outcome=None,
        )
    )
