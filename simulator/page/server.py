"""Serves the page beside whatever else its process does."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from simulator.page.app import create_app
from simulator.page.desks import Desks
from simulator.page.house import House
from simulator.servers import HOST, check_free

# Above the application's own limit, so that it is the application that answers.
_MAX_BUFFERED_BYTES = 4 * 1024 * 1024
_THREADS = 12  # turns wait for one another, and a page asks while they do


@contextmanager
def running_page(house: House, port: int = 0) -> Iterator[str]:
    """The page at its URL on 127.0.0.1 for as long as the block lasts.

    Raises:
        PortTaken: something else listens on the port.
    """
    check_free(port)
    listener = socket.create_server((HOST, port))
    port = listener.getsockname()[1]
    connections: dict[int, Any] = {}
    app = create_app(house, Desks(house), port)
    server: Any = create_server(
        app,
        map=connections,
        sockets=[listener],
        threads=_THREADS,
        ident=None,
        max_request_body_size=_MAX_BUFFERED_BYTES,
    )
    thread = Thread(target=server.run, name="page", daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{port}"
    finally:
        # The loop ends when nothing is left to listen to; only its own thread may take that away.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(connections))
        thread.join()
        server.task_dispatcher.shutdown(timeout=1)
