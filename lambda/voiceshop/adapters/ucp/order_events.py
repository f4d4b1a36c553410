"""UCP's order events: the webhook requests in which a store tells how its orders stand, verified and read.

UCP, order capability, "Webhook Signature Verification". A key is looked for in the profile of the one store that we buy
at, never in one that the message names: whoever can sign with it is that store.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from ...shop.deadline import Deadline
from ...shop.hearing import Distrust, OrderEvent
from ...shop.purchase import PlacedOrder
from .names import Names
from .platform import webhook_url
from .profile import Profiles
from .reading import Json
from .selling import read_order
from .signatures import Message, Unsigned, public_key, verify
from .transport import Transport
from .wire import Unusable

# UCP's Webhook-Timestamp is when the event occurred, the same in every delivery, and stores try for days. What comes
# again within that time is known by its id; what comes later is refused by its age.
OLDEST = timedelta(days=3)
AHEAD = timedelta(minutes=5)
_WAIT_SECONDS = 5.0
# UCP wants the sender signed for; the other two keep a delivery that was overheard from being sent as another.
_SIGNED_FOR = ("ucp-agent", "webhook-id", "webhook-timestamp")
_ID = re.compile(r"[!-~]{1,200}")
_TIME = re.compile(r"[0-9]{1,12}")


class OrderEvents:
    """The order events of one store, sent to the address that our profile names. May be shared by threads."""

    def __init__(self, store_url: str, profile_url: str) -> None:
        """Connects to nothing yet.

        Args:
            store_url: where the store's `/.well-known/ucp` is found.
            profile_url: that of our own profile.
        """
        self._url = webhook_url(profile_url)
        self._headers = {"Accept": "application/json", "UCP-Agent": f'profile="{profile_url}"'}
        self._transport = Transport()
        self._profiles = Profiles(store_url)

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> OrderEvent:
        """What a POST to our webhook address says.

        Args:
            headers: by their names in lower case.
            body: the bytes that came, exactly.
            now: aware time.

        Raises:
            Distrust: the store has not sent it, or not now, or it says nothing that can be understood.
            StoreTrouble, StoreSlow: the store's keys cannot be had.
        """
        event_id = headers.get("webhook-id", "")
        if not _ID.fullmatch(event_id) or not _is_recent(headers.get("webhook-timestamp", ""), now):
            raise Distrust("webhook_headers_invalid")
        deadline = Deadline.after(_WAIT_SECONDS)
        try:
            verify(
                Message("POST", self._url, headers, body),
                lambda key_id: public_key(self._profiles.key(key_id, self._transport, self._headers, deadline) or {}),
                now,
                _SIGNED_FOR,
            )
        except Unsigned as unsigned:
            raise Distrust(unsigned.fault) from None
        try:
            return _read(event_id, Json.parse(body))
        except Unusable:
            raise Distrust("order_unreadable") from None


def _is_recent(timestamp: str, now: datetime) -> bool:
    if not _TIME.fullmatch(timestamp):
        return False
    age = now.timestamp() - int(timestamp)
    return -AHEAD.total_seconds() <= age <= OLDEST.total_seconds()


def _read(event_id: str, document: Json) -> OrderEvent:
    order = read_order(document, Names())
    wants = tuple(line.want for line in order.lines)
    placed = PlacedOrder(order.id, order.label)
    return OrderEvent(event_id, document.text("checkout_id"), placed, order.total, wants)
