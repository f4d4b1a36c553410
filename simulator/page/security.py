"""The page is this machine's own: no other site's page may read it, write to it, frame it or lend it a name.

Sources: DNS rebinding (Host), Fetch Metadata (Sec-Fetch-Site), RFC 6454 (Origin), CSP level 3.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Request, Response, request

from simulator.page.trouble import Malformed, NotOurs

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE = frozenset({"same-origin", "none"})
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
# The frame with Amazon's APL engine: the only place with eval, which that needs, and with no way to the API or another
# machine. The page sandboxes it, so its origin is opaque. Inline styles stay refused: the engine's own name a CDN.
_SCREEN_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self'",
        "img-src data:",
        "connect-src data:",  # its WebAssembly is in a data: address
        "frame-ancestors 'self'",
        "sandbox allow-scripts",  # also for one who opens it by itself
    )
)
_SCREEN = "/static/screen/frame.html"
_ON_SCREEN = ("/static/screen/", "/screens/")


def guard(app: Flask, port: int) -> None:
    """Let through what comes from this page on this port, and put the headers on every answer."""
    hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})

    @app.before_request
    def check() -> None:
        if request.headers.get("Host") not in hosts:
            raise NotOurs("This server answers to 127.0.0.1 only.", f"Open http://127.0.0.1:{port}")
        if request.path.startswith("/api/"):
            _check_sender(request)

    @app.after_request
    def add_headers(response: Response) -> Response:
        policy = _SCREEN_POLICY if request.path == _SCREEN else _POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        # To a frame of an opaque origin its own scripts are another origin's.
        lent = request.path.startswith(_ON_SCREEN)
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if lent else "same-origin"
        # "no-cache" keeps a file but asks whether it changed, so that a reload shows an edited page.
        is_file = response.direct_passthrough or response.status_code == HTTPStatus.NOT_MODIFIED
        response.headers["Cache-Control"] = "no-cache" if is_file else "no-store"
        return response


def _check_sender(asked: Request) -> None:
    if asked.headers.get("Sec-Fetch-Site", "same-origin") not in _OWN_SITE:
        raise NotOurs("Another site's page asked for this.")
    if asked.method in _READING:
        return
    if asked.headers.get("Origin", f"http://{asked.host}") != f"http://{asked.host}":
        raise NotOurs("Another site's page sent this.")
    # A form of another site can send anything but this type without asking first.
    if asked.mimetype != "application/json":
        raise Malformed("The body has to be JSON.", "Send Content-Type: application/json.")
