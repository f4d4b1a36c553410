"""Connections whose answers are read within one time-out, however slowly their bytes drip.

A socket's own time-out starts anew with every piece that arrives, so a server that sends a byte now and then, of a
header or of a body, would never run into it.
"""

from __future__ import annotations

import io
import socket
from http.client import HTTPResponse

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from ..shop.deadline import Deadline


def bounded_pool(connections: int) -> PoolManager:
    """A pool that keeps so many connections to a server, and tries nothing again by itself."""
    pool = PoolManager(maxsize=connections, retries=False)
    pool.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
    return pool


class _BoundedReader(io.RawIOBase):
    """Reads from a socket, waiting each time only for what is left of the time-out that it has now."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase) -> None:
        self._sock = sock
        self._raw = raw
        seconds = sock.gettimeout()
        self._deadline = None if seconds is None else Deadline.after(seconds)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        if self._deadline:
            seconds = self._deadline.remaining
            # A socket takes zero for "do not wait", which is another thing than having waited in vain.
            if not seconds:
                raise TimeoutError
            self._sock.settimeout(seconds)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _BoundedResponse(HTTPResponse):
    """An answer of which status, headers and body together must come within the socket's time-out of this moment.

    urllib3 sets that to what is left of the request's total just before it makes this.
    """

    def __init__(
        self, sock: socket.socket, debuglevel: int = 0, method: str | None = None, url: str | None = None
    ) -> None:
        super().__init__(sock, debuglevel, method, url)
        self.fp = io.BufferedReader(_BoundedReader(sock, self.fp.detach()))


class _Connection(HTTPConnection):
    response_class = _BoundedResponse


class _TlsConnection(HTTPSConnection):
    response_class = _BoundedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection
