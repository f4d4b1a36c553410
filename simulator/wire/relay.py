"""The skill's end of the wire: takes requests, passes them on, and passes the answers back."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPMethod, HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError

from simulator.wire.calls import Calls, Passing
from simulator.wire.upstream import Upstream, end_to_end, is_profile, moved

HOST = "127.0.0.1"
LARGEST_REQUEST = 2 * 1024 * 1024
MOST_CONNECTIONS = 64
_IDLE_SECONDS = 120.0
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """What all connections of a wire share. `hold` returns when an answer may go on."""

    upstream: Upstream
    calls: Calls
    hold: Callable[[], None]


class Listener(ThreadingHTTPServer):
    """Serves the connections to one socket, which is bound already, until it is stopped."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, bound: socket.socket, line: Line) -> None:
        super().__init__(bound.getsockname(), _Relay, bind_and_activate=False)
        self.socket.close()
        self.socket = bound
        self.line = line
        self._room = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.server_activate()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Listen no more, and end every connection, as when a line dies."""
        self.shutdown()
        self._thread.join()
        self.server_close()
        with self._lock:
            for connection in self._open:
                _break(connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no error."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Relay(BaseHTTPRequestHandler):
    """One connection of the skill, with as many requests as it likes."""

    server: Listener
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True

    def _pass_on(self) -> None:
        refusal = self._refusal()
        if refusal:
            self.close_connection = True
            self.send_error(refusal)
            return
        line = self.server.line
        headers = list(self.headers.items())
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        passing = line.calls.begin(self.command, self.path, headers, body)
        try:
            with line.upstream.ask(self.command, self.path, headers, body) as answer:
                passing.answered(answer.status, list(answer.headers.items()))
                line.hold()
                self._answer(answer, passing)
        except HTTPError:
            # The store gave no whole answer. So the skill gets none either: a line has no words of its own.
            self.close_connection = True
        finally:
            passing.end()

    def _refusal(self) -> HTTPStatus | None:
        """Why a request is not passed on."""
        port = self.server.server_address[1]
        if self.headers.get("Host") not in {f"{HOST}:{port}", f"localhost:{port}"}:
            # A page in the developer's browser whose name was made to resolve to this machine (DNS rebinding).
            return HTTPStatus.MISDIRECTED_REQUEST
        if "Transfer-Encoding" in self.headers:
            return HTTPStatus.LENGTH_REQUIRED
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdecimal()):
            return HTTPStatus.BAD_REQUEST
        # By its digits first: Python makes no number of thousands of them.
        is_too_large = len(length) > len(str(LARGEST_REQUEST)) or int(length) > LARGEST_REQUEST
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_large else None

    def _answer(self, answer: HTTPResponse, passing: Passing) -> None:
        self.send_response_only(answer.status, answer.reason)
        for name, value in end_to_end(answer.headers.items()):
            if name.lower() != "content-length":
                self.send_header(name, value)
        if is_profile(self.path) and answer.status == HTTPStatus.OK and self.command == HTTPMethod.GET:
            self._send_profile(answer, passing)
        elif answer.length_remaining is not None:
            self._send_counted(answer, passing, answer.length_remaining)
        elif self.request_version == "HTTP/1.0":
            self._send_until_closed(answer, passing)
        else:
            self._send_in_pieces(answer, passing)

    # RFC 9112 section 6.3: the ways in which an answer's end is known. Each keeps the call before the last byte goes:
    # whoever asks for the calls once there is an answer finds it among them.

    def _send_profile(self, answer: HTTPResponse, passing: Passing) -> None:
        profile = b"".join(_pieces(answer, passing))
        passing.end()
        body = moved(profile, self.server.line.upstream.origin, f"http://{HOST}:{self.server.server_address[1]}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_counted(self, answer: HTTPResponse, passing: Passing, left: int) -> None:
        stated = answer.headers.get("Content-Length")
        if stated is not None:
            self.send_header("Content-Length", stated)
        if not left:
            passing.end()
        self.end_headers()
        for piece in _pieces(answer, passing):
            left -= len(piece)
            if not left:
                passing.end()
            self.wfile.write(piece)
        # The store broke off: so does the line.
        self.close_connection = self.close_connection or left > 0

    def _send_until_closed(self, answer: HTTPResponse, passing: Passing) -> None:
        self.close_connection = True
        self.end_headers()
        for piece in _pieces(answer, passing):
            self.wfile.write(piece)

    def _send_in_pieces(self, answer: HTTPResponse, passing: Passing) -> None:
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in _pieces(answer, passing):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        passing.end()
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Nothing: `Wire.calls` tells more."""

    do_GET = do_HEAD = do_OPTIONS = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on


def _pieces(answer: HTTPResponse, passing: Passing) -> Iterator[bytes]:
    while piece := answer.read1(_PIECE, decode_content=False):
        passing.add(piece)
        yield piece


def _break(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it ended by itself
