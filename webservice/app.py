"""The Flask application: POST /alexa, GET /healthz, what stores call; one log line for each request that is refused."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Sequence
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from werkzeug import Response as WerkzeugResponse
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable

from voiceshop.shop.errors import LedgerTrouble
from voiceshop.trace import Step, tracing
from webservice.bridge import Answer, AnsweringSkill
from webservice.platform import Platform, routes
from webservice.sdk import (
    VERIFY_SIGNATURE_APP_CONFIG,
    VERIFY_TIMESTAMP_APP_CONFIG,
    SkillAdapter,
)
from webservice.this_machine import admit_programs_here_alone
from webservice.verifier import Reason, Refused, RequestVerifier

# Alexa's requests have about ten thousand bytes; its limit for a response is 120 kB.
MAX_BODY_BYTES = 1_000_000


def create_app(
    answer: Answer,
    verifiers: Sequence[RequestVerifier],
    host: str = "127.0.0.1",
    platform: Platform | None = None,
) -> Flask:
    """The skill as a web application.

    Args:
        answer: the skill's entry, called with the JSON of verified requests only.
        verifiers: what a request has to pass; none is for development on one's own machine.
        host: the numeric address that is listened at.
        platform: what stores read and call, None where they do not know us.
    """
    app = Flask("webservice", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    # The verifiers of ask-sdk-webservice-support stay off: they let replays through, download without limits
    # and turn bad input into a 500.
    app.config[VERIFY_SIGNATURE_APP_CONFIG] = False
    app.config[VERIFY_TIMESTAMP_APP_CONFIG] = False
    adapter = SkillAdapter(skill=AnsweringSkill(answer), skill_id="voiceshop", verifiers=list(verifiers), app=app)

    if not verifiers:
        admit_programs_here_alone(app, host)

    @app.post("/alexa")
    def alexa() -> Response:
        _require_utf_8(request.get_data())
        try:
            with tracing() as steps:
                response: Response = adapter.dispatch_request()
        except LedgerTrouble as trouble:
            # A skill event that was not carried out: Alexa sends the very same again, which is no replay then.
            for verifier in verifiers:
                verifier.readmit(request.get_data())
            raise ServiceUnavailable from trouble
        response.headers["Server-Timing"] = ", ".join(map(_metric, steps))
        return response

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok", mimetype="text/plain")

    if platform:
        app.register_blueprint(routes(platform))

    app.logger.addFilter(_is_no_refusal)
    app.register_error_handler(HTTPException, _explain)
    app.after_request(_add_security_headers)
    return app


def _metric(step: Step) -> str:
    # W3C Server Timing, section 3: what a developer's tools show; Alexa does not read it.
    return f'{step.kind};dur={step.seconds * 1000:.1f};desc="{step.name}"'


def _require_utf_8(body: bytes) -> None:
    # The adapter decodes without a guard. Reading the body here also keeps it from being parsed as a form.
    try:
        body.decode()
    except UnicodeDecodeError:
        raise BadRequest from Refused(Reason.NOT_UTF_8)


def _is_no_refusal(record: logging.LogRecord) -> bool:
    # The adapter logs each refusal with its stack; `_explain` writes the one line that is wanted.
    return not (record.exc_info and isinstance(record.exc_info[1], Refused))


def _explain(error: HTTPException) -> WerkzeugResponse:
    """A short JSON answer to what is refused or failed, and one log line with the same id."""
    response = error.get_response()
    reason, advice = _reason_and_advice(error)
    entry = secrets.token_hex(4)
    current_app.logger.warning("refused id=%s status=%s reason=%s", entry, response.status_code, reason)
    response.content_type = "application/json"
    response.set_data(json.dumps({"error": reason, "message": advice, "id": entry}))
    return response


def _reason_and_advice(error: HTTPException) -> tuple[str, str]:
    # The adapter raises its BadRequest while it handles the Refused, which is how the rule can be told.
    refused = error.__cause__ or error.__context__
    if isinstance(refused, Refused):
        return refused.reason.code, refused.reason.advice
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    return status.phrase.lower().replace(" ", "-"), status.description or status.phrase


def _add_security_headers(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
