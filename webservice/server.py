"""Serving the application with waitress until the process is told to stop."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Sequence

from waitress.server import create_server

from webservice.app import create_app
from webservice.bridge import Answer
from webservice.platform import Platform
from webservice.settings import VERIFY, Address, Misconfigured
from webservice.verifier import RequestVerifier

# A turn waits for the store most of its time.
THREADS = 8
# Above the application's own limit, so that it is the application that answers and logs; waitress keeps bodies
# of this size on disk.
MAX_BUFFERED_BYTES = 16 * 1024 * 1024


def serve(
    answer: Answer, address: Address, verifiers: Sequence[RequestVerifier], platform: Platform | None = None
) -> None:
    """Listen, say where, and serve until SIGTERM or Ctrl-C.

    Args:
        answer: the skill's entry.
        address: where to listen.
        verifiers: what requests have to pass.
        platform: what stores read and call, None where they do not know us.

    Raises:
        Misconfigured: the address cannot be had.
    """
    listener = _listen(address)
    server = create_server(
        create_app(answer, verifiers, address.host, platform),
        sockets=[listener],
        threads=THREADS,
        ident=None,
        max_request_body_size=MAX_BUFFERED_BYTES,
    )
    # waitress ends in good order on SystemExit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if not verifiers:
        print(f"Signature check OFF ({VERIFY}=off): for development on this machine only.")
    print(f"Voice Shop skill listening on {address.url(listener.getsockname()[1])}/alexa", flush=True)
    server.run()


def _listen(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        return socket.create_server((address.host, address.port), family=family)
    except (OSError, OverflowError) as error:
        raise Misconfigured(f"Cannot listen on {address.host} port {address.port}: {error}.") from error
