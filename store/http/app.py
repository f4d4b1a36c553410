"""The Flask application: every route of the store, and one error handler."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request

from store.application import Store
from store.http import carts, catalogue, checkouts, locations, orders, profile, site
from store.http.answers import register_error_handlers
from store.http.idempotency import Replays
from store.http.signed import SignedCalls
from store.oauth import routes as oauth
from store.oauth.accounts import Accounts
from store.oauth.server import make_server
from store.oauth.tokens import Tokens
from store.platforms import Platforms
from store.signing.keys import SigningKey
from store.signing.messages import response_signature

LARGEST_BODY = 256 * 1024
PAGE_LIFETIME = timedelta(minutes=30)  # so long a form may stand open
SIGNED = frozenset({"rest.checkouts.complete", "rest.orders.get"})
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def make_app(store: Store, key: SigningKey) -> Flask:
    """The store as a WSGI application."""
    app = Flask("store", template_folder="templates", static_folder=None)
    over_tls = store.settings.base_url.startswith("https:")
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        SECRET_KEY=_cookie_secret(store.settings.data_dir),
        # RFC 6265bis, section 4.1.3.2: no other host of the domain can set a cookie of such a name.
        SESSION_COOKIE_NAME="__Host-store" if over_tls else "store",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=over_tls,
        PERMANENT_SESSION_LIFETIME=PAGE_LIFETIME,
    )
    _allow_plain_http_on_loopback(store.settings.base_url)
    register_error_handlers(app, store.settings.base_url)
    tokens = Tokens(store.database, store.clock)
    replays = Replays(store.database, store.clock)
    base_url = store.settings.base_url
    signed = SignedCalls(store.database, Platforms(base_url), base_url, store.clock)
    rest = Blueprint("rest", __name__, url_prefix="/ucp/v1")
    for routes in (
        catalogue.routes(store),
        locations.routes(store),
        carts.routes(store, tokens, replays),
        checkouts.routes(store, tokens, replays, signed),
        orders.routes(store, tokens, replays),
    ):
        rest.register_blueprint(routes)
    app.register_blueprint(rest)
    app.register_blueprint(profile.routes(store.settings, key.jwk))
    _register_stripe(app, store)
    app.register_blueprint(oauth.routes(store.settings, make_server(app, store), Accounts(store.database, store.clock)))
    app.register_blueprint(site.routes(store))

    @app.after_request
    def sign(response: Response) -> Response:
        # UCP recommends signatures where an order is confirmed; replayed answers are signed anew.
        if request.endpoint in SIGNED and response.status_code == HTTPStatus.OK:
            content_type = response.headers["Content-Type"]
            response.headers.update(response_signature(key, response.status_code, content_type, response.get_data()))
        return response

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok", mimetype="text/plain")

    return app


def _register_stripe(app: Flask, store: Store) -> None:
    if store.settings.stripe is not None:
        # Stripe's library is loaded only where it is used.
        from store.http import stripe_events

        app.register_blueprint(stripe_events.routes(store, store.settings.stripe))


def _cookie_secret(data_dir: Path) -> str:
    path = data_dir / "cookie-secret"
    if not path.exists():
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text()


def _allow_plain_http_on_loopback(base_url: str) -> None:
    """Authlib refuses plain HTTP unless its switch is set; on this machine's own addresses nobody listens in."""
    if urlsplit(base_url).hostname in LOOPBACK:
        os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
