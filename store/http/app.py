"""The Flask application: every route of the store, and one error handler."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from store.application import Store
from store.http import carts, catalogue, checkouts, locations, orders, profile
from store.http.answers import register_error_handlers
from store.http.idempotency import Replays
from store.oauth.tokens import Tokens
from store.webhooks.keys import SigningKey

LARGEST_BODY = 256 * 1024


def make_app(store: Store, key: SigningKey) -> Flask:
    """The store as a WSGI application."""
    app = Flask("store", template_folder="templates", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    register_error_handlers(app, store.settings.base_url)
    tokens = Tokens(store.database, store.clock)
    replays = Replays(store.database, store.clock)
    rest = Blueprint("rest", __name__, url_prefix="/ucp/v1")
    for routes in (
        catalogue.routes(store),
        locations.routes(store),
        carts.routes(store, tokens, replays),
        checkouts.routes(store, tokens, replays),
        orders.routes(store, tokens, replays),
    ):
        rest.register_blueprint(routes)
    app.register_blueprint(rest)
    app.register_blueprint(profile.routes(store.settings, key.jwk))

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok", mimetype="text/plain")

    return app
