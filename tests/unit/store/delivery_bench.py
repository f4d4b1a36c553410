"""What tests of deliveries share: platforms that answer well or badly, and events for them."""

from __future__ import annotations

import itertools
import socketserver
import threading
from datetime import datetime

from store.application import Store
from store.tables import Order, OrderEvent

SHARE_S = 0.2
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
ANSWERS = {
    "/taken": OK,
    "/deep": OK + b"[" * 60_000,
    "/garbage": b"good morning\r\n\r\n",
    "/a-list": OK + b"[]",
    "/elsewhere": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n",
}


class _Peer(socketserver.StreamRequestHandler):
    """Answers by path; under /trickle, byte by byte without an end, until the other side has had enough."""

    def handle(self) -> None:
        path = self.rfile.readline().decode().split()[1]
        length = 0
        while (line := self.rfile.readline().decode().lower().strip()) != "":
            length = int(line.split()[1]) if line.startswith("content-length") else length
        self.rfile.read(length)
        self.server.asked.append(path)  # type: ignore[attr-defined]
        if path.startswith("/profile"):
            self.wfile.write(OK + self.server.profile)  # type: ignore[attr-defined]
        elif path.startswith("/slow"):
            self.server.stopped.wait(SHARE_S + 0.1)  # type: ignore[attr-defined]
            self.wfile.write(OK + b"[]")
        elif path in {"/trickle", "/trickled-headers"}:
            self._trickle(OK if path == "/trickle" else b"HTTP/1.1 200 OK\r\nX-Long: ")
        else:
            self.wfile.write(ANSWERS[path])

    def _trickle(self, beginning: bytes) -> None:
        self.wfile.write(beginning)
        stopped: threading.Event = self.server.stopped  # type: ignore[attr-defined]
        while not stopped.wait(0.05):
            try:
                self.wfile.write(b" ")
            except OSError:
                return


class Peer(socketserver.ThreadingTCPServer):
    """A server of platforms, well-behaved or not, and what it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Peer)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        hook = f'[{{"config": {{"webhook_url": "{self.url}/taken"}}}}]'
        self.profile = f'{{"ucp": {{"capabilities": {{"dev.ucp.shopping.order": {hook}}}}}}}'.encode()
        self.asked: list[str] = []
        self.stopped = threading.Event()


numbers = itertools.count(1)


def announce(store: Store, platform: str, due: datetime, order_id: str | None = None) -> str:
    """An event for this platform, of an order of its own unless one is named; returns the event's id."""
    number = next(numbers)
    with store.database.writing() as session:
        if order_id is None:
            order_id = f"order_{number}"
            session.add(
                Order(
                    id=order_id,
                    number=number,
                    customer_id=None,
                    checkout_id=f"checkout_{number}",
                    platform=platform,
                    payment_id="payment",
                    state="received",
                    document={},
                    created_at=store.clock(),
                )
            )
            session.flush()
        event = OrderEvent(
            id=f"event_{number}",
            order_id=order_id,
            platform=platform,
            body="{}",
            occurred_at=store.clock(),
            attempts=0,
            next_attempt_at=due,
            outcome=None,
        )
        session.add(event)
        return event.id


def state(store: Store, event_id: str) -> tuple[str | None, int]:
    """What became of an event, and after how many failures."""
    with store.database.reading() as session:
        event = session.get_one(OrderEvent, event_id)
        return event.outcome, event.attempts
