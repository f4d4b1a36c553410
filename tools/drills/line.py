"""The line between the skill and the store on which things go wrong: a proxy that lets a fault have calls."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from urllib3.exceptions import HTTPError

from simulator.wire.upstream import Upstream, end_to_end, is_profile, moved

_LATE_SECONDS = 30.0


class Operation(Enum):
    """What the skill asks a store for, as far as drills tell the calls apart."""

    QUOTE = r"POST .*/checkout-sessions"
    LOOK = r"GET .*/checkout-sessions/[^/]+"
    COMPLETE = r"POST .*/checkout-sessions/[^/]+/complete"
    CANCEL = r"POST .*/checkout-sessions/[^/]+/cancel"
    ORDER = r"GET .*/orders/[^/]+"
    OTHER = r".*"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the skill's on its way to the store."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def operation(self) -> Operation:
        line = f"{self.method} {self.path}"
        return next(each for each in Operation if re.fullmatch(each.value, line))


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a call; of its body only `sent` bytes go out, after which the line breaks. None is all."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    sent: int | None = None


Forward = Callable[[], Answer]
"""Asks the store. Raises urllib3's HTTPError where it gives no answer."""


class Fault:
    """Nothing goes wrong: what faults have in common.

    Attributes:
        struck: how often it was let have a call, or a yes.
    """

    def __init__(self) -> None:
        self.struck = 0
        self.lock = threading.Lock()

    def wants(self, call: Call) -> bool:
        """Whether it is to have this call."""
        return False

    def strike(self, call: Call, forward: Forward) -> Answer | None:
        """The answer to a call that it has; None breaks the connection without one."""
        return forward()

    def pass_on(self, call: Call, forward: Forward) -> Answer | None:
        """The answer to any other call."""
        return forward()

    def yes(self) -> None:
        """A customer is about to say yes for the first time."""


class FaultyLine:
    """An HTTP proxy before a store. Its `fault` may be exchanged at any time."""

    def __init__(self, store_url: str) -> None:
        self.fault = Fault()
        self._upstream = Upstream(store_url)
        self._under_way = 0
        self._quiet = threading.Condition()
        self.server = _Server(self)

    @property
    def url(self) -> str:
        """What the skill is given as the store's address."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, call: Call) -> Answer | None:
        """What comes back for a call; None where nothing does."""
        with self._quiet:
            self._under_way += 1
        fault = self.fault
        try:
            if fault.wants(call):
                with fault.lock:
                    fault.struck += 1
                return fault.strike(call, lambda: self._forward(call))
            return fault.pass_on(call, lambda: self._forward(call))
        except HTTPError:
            return None
        finally:
            with self._quiet:
                self._under_way -= 1
                self._quiet.notify_all()

    def wait_until_quiet(self) -> None:
        """Until all that was held back has come to the store. Raises TimeoutError after half a minute."""
        with self._quiet:
            if not self._quiet.wait_for(lambda: not self._under_way, _LATE_SECONDS):
                raise TimeoutError("calls are still under way")

    def _forward(self, call: Call) -> Answer:
        with self._upstream.ask(call.method, call.path, call.headers, call.body) as given:
            body = given.read(decode_content=False)
            if is_profile(call.path):
                # The store names its own address there, and all that follows has to come this way.
                body = moved(body, self._upstream.origin, self.url)
            headers = tuple(end_to_end(given.headers.items()))
            return Answer(given.status, headers, body)


@contextmanager
def faulty_line(store_url: str) -> Iterator[FaultyLine]:
    """A line to the store at that URL for as long as the block lasts."""
    line = FaultyLine(store_url)
    thread = threading.Thread(target=line.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.server.shutdown()
        thread.join()
        line.server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, line: FaultyLine) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.line = line

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A skill that hung up, or was killed, is what drills are about; anything else is a mistake here."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.server.line.answer(Call(self.command, self.path, tuple(self.headers.items()), body))
        if answer is None:
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: answer.sent])
        self.close_connection = self.close_connection or answer.sent is not None

    def log_message(self, *_: object) -> None:
        """Says nothing: the table tells."""

    do_GET = do_POST = do_PUT = _pass_on
