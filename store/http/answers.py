"""Answers: JSON out of documents, checked against the `ucp-sdk` models, and a status for every domain error."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from traceback import format_tb
from typing import Any

from flask import Flask, Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException

from store.errors import (
    BadRequest,
    IdempotencyConflict,
    InsufficientScope,
    NotFound,
    NothingToBuy,
    ProcessorTimeout,
    Refused,
    Unauthenticated,
)
from store.ids import new_id
from store.messages import Message, error
from store.version import envelope

log = logging.getLogger("store")


def answer(model: type[BaseModel], body: Mapping[str, Any], status: int = 200) -> Response:
    """A response whose body the SDK's model accepts; a body it refuses is our bug and becomes a 500."""
    model.model_validate(body)
    return as_json(body, status)


def as_json(
    body: Mapping[str, Any] | Sequence[Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON response."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return Response(text, status, headers, content_type="application/json")


def refusal(messages: Sequence[Message], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """UCP's error response: no resource, and the reasons."""
    return as_json({"ucp": envelope(status="error"), "messages": list(messages)}, status, headers)


def register_error_handlers(app: Flask, base_url: str) -> None:
    """Gives every domain error its status and body. Business outcomes are 200, as UCP's REST binding asks."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NothingToBuy, lambda problem: refusal(problem.messages))
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(BadRequest, _bad_request)
    app.register_error_handler(IdempotencyConflict, _conflict)
    app.register_error_handler(Unauthenticated, partial(_unauthenticated, base_url))
    app.register_error_handler(InsufficientScope, partial(_insufficient_scope, base_url))
    app.register_error_handler(ProcessorTimeout, _processor_timeout)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(ValidationError, _misshapen)
    app.register_error_handler(Exception, _unexpected)


def _refused(problem: Refused) -> Response:
    return refusal([error(problem.code, problem.content, problem.path, problem.severity)])


def _not_found(_problem: NotFound) -> Response:
    return refusal([error("not_found", "There is no such thing.", severity="unrecoverable")], 404)


def _bad_request(problem: BadRequest) -> Response:
    status = 422 if problem.code == "version_unsupported" else 400
    message = error(problem.code, problem.content, severity="unrecoverable")
    body = {"code": problem.code, "content": problem.content, "ucp": envelope(status="error"), "messages": [message]}
    return as_json(body, status)


def _conflict(_problem: IdempotencyConflict) -> Response:
    text = "This Idempotency-Key was used for another request."
    return as_json({"code": "idempotency_conflict", "content": text}, 409)


def _unauthenticated(base_url: str, problem: Unauthenticated) -> Response:
    reason = ', error="invalid_token"' if problem.token_was_sent else ""
    message = error("identity_required", "Please link your account.", severity="requires_buyer_review")
    return refusal([message], 401, _challenge(base_url, reason))


def _insufficient_scope(base_url: str, problem: InsufficientScope) -> Response:
    reason = f', error="insufficient_scope", scope="{problem.scope}"'
    message = error(
        "insufficient_scope",
        f"Please link your account again: this needs {problem.scope}.",
        severity="requires_buyer_review",
    )
    return refusal([message], 403, _challenge(base_url, reason))


def _processor_timeout(_problem: ProcessorTimeout) -> Response:
    text = "The payment processor did not answer. Ask again with the same Idempotency-Key."
    return as_json({"code": "payment_timeout", "content": text}, 504)


def _http_error(problem: HTTPException) -> Response:
    code = problem.name.lower().replace(" ", "_")
    return as_json({"code": code, "content": problem.description}, problem.code or 500)


def _misshapen(problem: ValidationError) -> Response:
    """A document of ours that its model refuses. Pydantic's message quotes it, so the log has only where and why."""
    reference = new_id("error")
    faults = [(fault["loc"], fault["type"]) for fault in problem.errors(include_input=False)]
    lines = "".join(format_tb(problem.__traceback__))
    log.error("unexpected %s on %s: not a %s: %s\n%s", reference, request.path, problem.title, faults, lines)
    return _our_fault(reference)


def _unexpected(problem: Exception) -> Response:
    reference = new_id("error")
    log.error("unexpected %s on %s", reference, request.path, exc_info=problem)
    return _our_fault(reference)


def _our_fault(reference: str) -> Response:
    return as_json({"code": "internal_error", "content": f"Something went wrong ({reference})."}, 500)


def _challenge(base_url: str, reason: str) -> dict[str, str]:
    # RFC 6750 section 3, RFC 9728 section 5.1
    metadata = f"{base_url}/.well-known/oauth-protected-resource"
    return {"WWW-Authenticate": f'Bearer realm="{base_url}"{reason}, resource_metadata="{metadata}"'}
