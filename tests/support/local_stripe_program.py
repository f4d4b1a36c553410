"""localstripe on 127.0.0.1, in memory. Run as a program.

Its own main program listens on every interface and shares one pickle in /tmp with every other localstripe of the
machine, so its parts are put together here. It ends when its standard input does.
"""

from __future__ import annotations

import os
import socket
import sys
from threading import Thread

from aiohttp import web
from localstripe.resources import store
from localstripe.server import app


def _end_with_standard_input() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    store.dump_to_disk = lambda: None
    Thread(target=_end_with_standard_input, daemon=True).start()
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    web.run_app(app, sock=listener, print=None)
