"""Runs the store as a process of its own, on loopback unless told otherwise."""

from __future__ import annotations

import socket

from waitress.server import create_server

from store.application import build
from store.http.app import make_app
from store.settings import from_environment
from store.webhooks.keys import signing_key

THREADS = 8


def serve(host: str, port: int) -> None:
    """Serves until interrupted. Port 0 takes a free one; the address is printed either way."""
    listener = socket.create_server((host, port))
    base_url = f"http://{host}:{listener.getsockname()[1]}"
    settings = from_environment(base_url)
    store = build(settings)
    app = make_app(store, signing_key(settings.data_dir))
    print(f"Store      {base_url}/.well-known/ucp", flush=True)
    print("Demo login ana / demo, ben / demo", flush=True)
    server = create_server(app, sockets=[listener], threads=THREADS)
    try:
        server.run()
    finally:
        server.close()
        store.database.close()
