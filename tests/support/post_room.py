"""The address that our profile names, where what a store sends is kept, for tests to hand on or to tamper with."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from voiceshop.adapters.ucp.platform import PROFILE_PATH, WEBHOOK_PATH, platform_profile

WAIT_S = 60


@dataclass(frozen=True)
class Delivery:
    """What the store has sent, or what somebody made of it."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def order(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    def with_headers(self, **changes: str | None) -> Delivery:
        changed = {**self.headers, **{name.replace("_", "-"): value for name, value in changes.items()}}
        return replace(self, headers={name: value for name, value in changed.items() if value is not None})


@dataclass
class PostRoom:
    """Our platform's address: shows our profile, and keeps what the store sends. `asked` are all paths."""

    url: str
    arrived: queue.Queue[Delivery] = field(default_factory=queue.Queue)
    asked: list[str] = field(default_factory=list)

    @property
    def profile_url(self) -> str:
        return f"{self.url}{PROFILE_PATH}"

    def next(self) -> Delivery:
        """The next delivery, waited for."""
        return self.arrived.get(timeout=WAIT_S)


@contextmanager
def receiving_post() -> Iterator[PostRoom]:
    """A post room on loopback, for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            room.asked.append(self.path)
            self._answer(json.dumps(platform_profile(room.profile_url)).encode())

        def do_POST(self) -> None:
            assert self.path == WEBHOOK_PATH
            body = self.rfile.read(int(self.headers["Content-Length"]))
            room.arrived.put(Delivery({name.lower(): value for name, value in self.headers.items()}, body))
            self._answer(b"{}")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keeps the test's output quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        room = PostRoom(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield room
        server.shutdown()
        thread.join()
