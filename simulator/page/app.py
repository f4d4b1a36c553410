"""The page's server: its files, and the JSON API behind them. README.md lists what can be asked."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, jsonify, request, send_from_directory
from werkzeug.exceptions import HTTPException

from simulator.page.api import desk_routes, house_routes
from simulator.page.desks import Desks
from simulator.page.house import SCREENS, House
from simulator.page.linking import Links
from simulator.page.security import guard
from simulator.page.takes import take_routes
from simulator.page.trouble import Trouble, Where
from simulator.page.windows import windows

STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 64 * 1024  # bytes


def create_app(house: House, desks: Desks, port: int) -> Flask:
    """The page as a web application that answers on 127.0.0.1 at `port`."""
    app = Flask("simulator.page", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.url_map.merge_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]  # requests are read in the order Alexa writes them
    guard(app, port)
    app.register_blueprint(_files())
    app.register_blueprint(house_routes(house))
    app.register_blueprint(desk_routes(desks))
    app.register_blueprint(take_routes(house, desks))
    app.register_blueprint(windows(Links(house.store_url, port, desks)))
    app.register_error_handler(Trouble, _tell)
    app.register_error_handler(HTTPException, _tell_http)
    app.register_error_handler(Exception, _tell_unforeseen)
    return app


def _files() -> Blueprint:
    files = Blueprint("files", __name__)

    @files.get("/")
    def index() -> Response:
        return send_from_directory(STATIC, "index.html")

    @files.get("/static/<path:name>")
    def static(name: str) -> Response:
        return send_from_directory(STATIC, name)

    @files.get("/screens/apl-viewhost-web.js")
    def screens() -> Response:
        return send_from_directory(SCREENS.parent, SCREENS.name, mimetype="text/javascript")

    @files.get("/healthz")
    def healthz() -> Response:
        return Response("ok", mimetype="text/plain")

    return files


def _tell(trouble: Trouble) -> tuple[Response, int]:
    return jsonify({"error": trouble.as_json()}), trouble.status


def _tell_http(error: HTTPException) -> tuple[Response, int]:
    facts = {"message": error.description or error.name, "where": str(Where.PAGE), "hint": ""}
    return jsonify({"error": facts}), error.code or HTTPStatus.INTERNAL_SERVER_ERROR


def _tell_unforeseen(error: Exception) -> tuple[Response, int]:
    current_app.logger.exception("the page failed at %s", request.path, exc_info=error)
    facts = {"message": f"{type(error).__name__}: {error}", "where": str(Where.PAGE), "hint": ""}
    return jsonify({"error": facts}), HTTPStatus.INTERNAL_SERVER_ERROR
