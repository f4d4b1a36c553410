"""One HTTP exchange with an address from outside: no redirects, a small answer, and an end to the waiting.

A socket's timeout starts anew with every byte, so it does not stop an answer that trickles: the exchange has one too.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult

from store.web_address import web_address

WAIT_S = 5.0
WHOLE_EXCHANGE_S = 10.0
LARGEST_ANSWER = 128 * 1024  # UCP, profile fetching: no conformant profile is refused for its size


class Unreachable(Exception):
    """The platform cannot be reached now, or not at an address we would go to."""


def exchange(
    method: str,
    url: str,
    hosts: Sequence[str],
    headers: Mapping[str, str],
    body: bytes | None = None,
    within_s: float = WHOLE_EXCHANGE_S,
) -> bytes:
    """Sends a request and returns the body of its answer.

    Args:
        method: "GET" or "POST".
        url: an address that may be gone to.
        hosts: where to connect, tried in this order. The name in `url` is not resolved, but is whom we speak to.
        headers: beside those that HTTP itself needs.
        body: what is sent.
        within_s: how long sending and reading may take once there is a connection, in seconds.

    Raises:
        Unreachable: there is no connection, no answer in time, or not one of success. A redirect is none.
    """
    try:
        address = web_address(url)
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        connection = kind(address.hostname or "", address.port)
        target = (address.path or "/") + (f"?{address.query}" if address.query else "")
        try:
            connection.sock = _connected(address, hosts, connection.port)
            with _cut_off(connection.sock, within_s):
                connection.request(method, target, body, dict(headers))
                answer = connection.getresponse()
                content = answer.read(LARGEST_ANSWER)
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as problem:
        raise Unreachable(f"{url}: {type(problem).__name__}") from problem
    if not 200 <= answer.status < 300:
        raise Unreachable(f"{url} answered {answer.status}")
    return content


def _connected(address: SplitResult, hosts: Sequence[str], port: int) -> socket.socket:
    reached = _reached(hosts, port)
    if address.scheme == "http":
        return reached
    return ssl.create_default_context().wrap_socket(reached, server_hostname=address.hostname)


def _reached(hosts: Sequence[str], port: int) -> socket.socket:
    for host in hosts[:-1]:
        with suppress(OSError):
            return socket.create_connection((host, port), WAIT_S)
    return socket.create_connection((hosts[-1], port), WAIT_S)


@contextmanager
def _cut_off(connected: socket.socket, after_s: float) -> Iterator[None]:
    """Ends the connection under whoever reads from it. Raises TimeoutError when it came to that."""
    too_late = threading.Event()

    def cut() -> None:
        too_late.set()
        with suppress(OSError):  # it is over already
            connected.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(after_s, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if too_late.is_set():  # a body without a length just looks as if it were complete
        raise TimeoutError
