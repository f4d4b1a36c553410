"""The HTTP server of Alexa's APIs: what `apiEndpoint` of a request names when the device is simulated."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from simulator.amazon.address import address_routes
from simulator.amazon.answers import Refused, refused
from simulator.amazon.credentials import Credentials, TokenDesk, tokens
from simulator.amazon.directives import progressive_responses
from simulator.amazon.guests import Guest, Guests, Speaker
from simulator.amazon.household import Household
from simulator.amazon.proactive import proactive_events
from simulator.amazon.reminders import Reminder, Reminders, reminder_routes
from simulator.amazon.settings import settings

HOST = "127.0.0.1"
_LARGEST_BODY = 64 * 1024  # bytes


class AlexaApis:
    """Alexa's APIs at `url`, for the devices that were admitted.

    A device is known by its hardware's `api_access_token`; permissions, locale and time zone are those of its customer
    and hardware at the moment of the call.
    """

    def __init__(self, server: BaseWSGIServer, guests: Guests, reminders: Reminders) -> None:
        self.url = f"http://{HOST}:{server.server_port}"
        self._guests, self._reminders = guests, reminders

    def admit(self, speaker: Speaker, household: Household | None = None) -> None:
        """Serve a device, and with it what is known of its household, until it is dismissed."""
        self._guests.admit(Guest(speaker, household or Household()))

    def dismiss(self, speaker: Speaker) -> None:
        """Serve a device no longer."""
        self._guests.dismiss(speaker)

    def reminders(self, speaker: Speaker) -> tuple[Reminder, ...]:
        """The reminders that skills set for the customer of a device."""
        return self._reminders.of(speaker)


class _Quiet(WSGIRequestHandler):
    """Serves without a line of log for each request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        return


@contextmanager
def alexa_apis(port: int = 0, credentials: Credentials | None = None) -> Iterator[AlexaApis]:
    """Alexa's APIs on 127.0.0.1 for as long as the block lasts.

    Args:
        port: 0 takes any free one.
        credentials: what a skill shows for proactive events.

    Raises:
        OSError: the port is taken.
    """
    guests, reminders = Guests(), Reminders()
    desk = TokenDesk(credentials or Credentials(), time.monotonic)
    server = make_server(HOST, port, _app(guests, reminders, desk), threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="alexa-apis", daemon=True)
    thread.start()
    try:
        yield AlexaApis(server, guests, reminders)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _app(guests: Guests, reminders: Reminders, desk: TokenDesk) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.url_map.strict_slashes = False
    app.register_blueprint(progressive_responses(guests))
    app.register_blueprint(settings(guests))
    app.register_blueprint(address_routes(guests))
    app.register_blueprint(reminder_routes(guests, reminders))
    app.register_blueprint(tokens(desk))
    app.register_blueprint(proactive_events(guests, desk))

    @app.before_request
    def check_name() -> None:
        # A page in the developer's browser whose name was made to resolve to this machine (DNS rebinding).
        port = request.environ["SERVER_PORT"]
        if request.headers.get("Host") not in {f"{HOST}:{port}", f"localhost:{port}"}:
            raise refused(421, "MISDIRECTED_REQUEST", f"These APIs answer to {HOST} only.")

    @app.errorhandler(Refused)
    def tell(error: Refused) -> ResponseReturnValue:
        return _json(error.status, error.body)

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> ResponseReturnValue:
        return _json(error.code or 500, {"code": error.name, "message": error.description})

    return app


def _json(status: int, body: Mapping[str, object]) -> ResponseReturnValue:
    return jsonify(body), status
