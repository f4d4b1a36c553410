"""Serves the page beside whatever else its process does."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from simulator.device.endpoint import TIME_LIMIT
from simulator.page.app import create_app
from simulator.page.desks import Desks
from simulator.page.house import House
from simulator.servers import HOST, check_free

# Above the application's own limit, so that it is the application that answers.
_MAX_BUFFERED_BYTES = 4 * 1024 * 1024
_LOOK_EVERY = 1.0  # seconds
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
    stopping = Event()

    def answer() -> None:
        while not stopping.is_set():
            wasyncore.loop(timeout=_LOOK_EVERY, map=connections, count=1)

    thread = Thread(target=answer, name="page", daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{port}"
    finally:
        stopping.set()
        server.pull_trigger()
        thread.join()
        # Whoever still works on an answer uses the server's pipe, so that is closed last.
        server.task_dispatcher.shutdown(timeout=TIME_LIMIT)
        wasyncore.close_all(connections)
