"""The page's server: its files, and the JSON API behind them. README.md lists what can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request, send_file, send_from_directory
from werkzeug.exceptions import HTTPException

from simulator.page.desks import Desks
from simulator.page.house import SCREENS, House
from simulator.page.linking import Links
from simulator.page.security import guard
from simulator.page.trouble import Malformed, Trouble, Where
from simulator.page.windows import windows
from simulator.wire import Network

STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 64 * 1024  # bytes
LONGEST_SENTENCE = 1_000  # characters; nobody says more in one breath


def create_app(house: House, desks: Desks, port: int) -> Flask:
    """The page as a web application that answers on 127.0.0.1 at `port`."""
    app = Flask("simulator.page", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # requests are read in the order Alexa writes them
    guard(app, port)
    app.register_blueprint(_files())
    app.register_blueprint(_rooms(house, f"http://127.0.0.1:{port}"))
    app.register_blueprint(_desks(desks))
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
        return send_file(SCREENS, mimetype="text/javascript")

    @files.get("/healthz")
    def healthz() -> Response:
        return Response("ok", mimetype="text/plain")

    return files


def _rooms(house: House, url: str) -> Blueprint:
    rooms = Blueprint("house", __name__, url_prefix="/api")

    @rooms.get("/house")
    def everything() -> Response:
        return jsonify(house.as_json(url))

    @rooms.put("/network")
    def network() -> Response:
        state = _body("state").get("state")
        if state not in set(Network):
            raise Malformed(f"The network cannot be {state!r}.", f"It is one of {', '.join(Network)}.")
        house.wire.network = Network(state)
        return jsonify({"state": str(house.wire.network)})

    return rooms


def _desks(desks: Desks) -> Blueprint:
    routes = Blueprint("desks", __name__, url_prefix="/api/desks")

    @routes.post("")
    def make() -> tuple[Response, int]:
        wishes = _body("settings").get("settings", {})
        return jsonify(desks.make(_mapping("settings", wishes)).as_json()), HTTPStatus.CREATED

    @routes.get("/<desk_id>")
    def show(desk_id: str) -> Response:
        return jsonify(desks.find(desk_id).as_json())

    @routes.patch("/<desk_id>/settings")
    def change(desk_id: str) -> Response:
        desk = desks.find(desk_id)
        desk.change(_body())
        return jsonify(desk.as_json())

    @routes.post("/<desk_id>/say")
    def say(desk_id: str) -> Response:
        desk, text = desks.find(desk_id), _body("text").get("text")
        if not isinstance(text, str):
            raise Malformed("`text` is missing: what is said.", 'Silence is {"text": ""}.')
        if len(text) > LONGEST_SENTENCE:
            raise Malformed(f"That is longer than {LONGEST_SENTENCE:,} characters.")
        return jsonify(desk.say(text).as_json())

    @routes.post("/<desk_id>/leave")
    def leave(desk_id: str) -> Response:
        return jsonify(desks.find(desk_id).leave().as_json())

    return routes


def _body(*names: str) -> Mapping[str, Any]:
    """The JSON object that was sent, with no other names than these where there are any."""
    try:
        body = request.get_json(force=True) if request.get_data() else {}
    except HTTPException as error:
        if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise
        raise Malformed(f"The body is not JSON: {error.description}") from error
    body = _mapping("The body", body)
    if names and (unknown := sorted(body.keys() - set(names))):
        raise Malformed(f"There is no {unknown[0]!r} here.", f"The body may hold {', '.join(names)}.")
    return body


def _mapping(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Malformed(f"{name} has to be a JSON object.")
    return value


def _tell(trouble: Trouble) -> tuple[Response, int]:
    return jsonify({"error": trouble.as_json()}), trouble.status


def _tell_http(error: HTTPException) -> tuple[Response, int]:
    facts = {"message": error.description or error.name, "where": str(Where.PAGE), "hint": ""}
    return jsonify({"error": facts}), error.code or HTTPStatus.INTERNAL_SERVER_ERROR


def _tell_unforeseen(error: Exception) -> tuple[Response, int]:
    from flask import current_app

    current_app.logger.exception("the page failed at %s", request.path, exc_info=error)
    facts = {"message": f"{type(error).__name__}: {error}", "where": str(Where.PAGE), "hint": ""}
    return jsonify({"error": facts}), HTTPStatus.INTERNAL_SERVER_ERROR
