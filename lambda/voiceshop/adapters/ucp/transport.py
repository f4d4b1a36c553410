"""HTTP to the store: kept-alive connections, and every exchange bounded in time and size.

Importing this module imports urllib3 and ssl, 60 ms of a cold start: only the first call to a store does.
"""

from __future__ import annotations

import contextlib

from urllib3 import BaseHTTPResponse, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError
from urllib3.exceptions import TimeoutError as TimedOut

from ...shop.deadline import Deadline
from ...shop.errors import NotSent, StoreSlow
from ..bounded import bounded_pool
from .wire import Lost, OutOfTime, Request, Resend, Response, Unreached, Unusable

MARGIN_SECONDS = 0.3
"""What every call leaves of the turn's time, to put into words what came of it."""
LARGEST_BODY = 2 * 1024 * 1024
# A name may have several addresses, each of which is given this long to be connected to.
_CONNECT_SECONDS = 2.0
_PIECE = 64 * 1024
_CONNECTIONS = 10


class Transport:
    """Sends requests; one for the whole process, shared by its threads."""

    def __init__(self) -> None:
        self._pool = bounded_pool(_CONNECTIONS)

    def exchange(self, request: Request, deadline: Deadline) -> Response:
        """Send a request and read the whole answer, whatever its status. Redirects are not followed.

        Raises:
            OutOfTime: no time is left, or it went by before there was a connection.
            StoreSlow: the answer did not come in time.
            Unreached: no connection, twice.
            Lost: the connection broke, and again when the request was sent once more.
            Unusable: more than 2 MB came, or what came is not HTTP.
        """
        try:
            return self._attempt(request, deadline)
        except Unreached:
            return self._attempt(request, deadline)
        except Lost as lost:
            if request.resend is Resend.IF_UNSENT:
                raise
            try:
                return self._attempt(request, deadline)
            except NotSent:
                # True of the second time only.
                raise lost from None

    def _attempt(self, request: Request, deadline: Deadline) -> Response:
        seconds = deadline.remaining - MARGIN_SECONDS
        if seconds <= 0:
            raise OutOfTime
        try:
            response = self._pool.request(
                request.method,
                request.url,
                body=request.body,
                headers=dict(request.headers),
                timeout=Timeout(connect=_CONNECT_SECONDS, total=seconds),
                redirect=False,
                preload_content=False,
            )
            with contextlib.closing(response):
                return Response(response.status, response.headers, _body(response))
        except NewConnectionError as error:
            raise Unreached("no connection") from error
        except ConnectTimeoutError as error:
            raise OutOfTime from error
        except TimedOut as error:
            raise StoreSlow from error
        except ProtocolError as error:
            raise Lost from error
        except HTTPError as error:
            raise Unusable(f"no HTTP: {type(error).__name__}") from error


def _body(response: BaseHTTPResponse) -> bytes:
    pieces = []
    size = 0
    while piece := response.read1(_PIECE):
        size += len(piece)
        if size > LARGEST_BODY:
            raise Unusable("more than 2 MB")
        pieces.append(piece)
    return b"".join(pieces)
