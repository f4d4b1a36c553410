"""Request bodies: JSON of a bounded size, once the SDK's model accepts it."""

from __future__ import annotations

from typing import Any

from flask import request
from pydantic import BaseModel, ValidationError

from store.errors import BadRequest

# Far above what a purchase needs, and so few that what is quadratic in them takes no time worth noticing.
MOST_ENTRIES = 500
LONGEST_TEXT = 8_000
DEEPEST = 30


def read_body(model: type[BaseModel]) -> dict[str, Any]:
    """The request's JSON object, once the SDK's model accepts it. Raises BadRequest as `check_body` does."""
    return check_body(model, parsed_body())


def parsed_body() -> Any:
    """The request's JSON, None where it is none.

    Raises:
        BadRequest: a list or a text in it is too long, it is too deep, or a text is none that could be written down.
    """
    try:
        body = request.get_json(silent=True, force=True)
    except RecursionError as problem:
        raise _too_much() from problem
    _check_size(body, DEEPEST)
    return body


def check_body(model: type[BaseModel], body: Any) -> dict[str, Any]:
    """A parsed body, once the SDK's model accepts it.

    Raises:
        BadRequest: it is no JSON object, or the model refuses it.
    """
    if not isinstance(body, dict):
        raise BadRequest("invalid_request", "The body has to be a JSON object.")
    try:
        model.model_validate(body)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadRequest("invalid_request", f"{where}: {first['msg']}") from problem
    return body


def _check_size(value: Any, levels: int) -> None:
    if levels == 0:
        raise _too_much()
    match value:
        case str():
            _check_text(value)
        case list():
            if len(value) > MOST_ENTRIES:
                raise _too_much()
            for entry in value:
                _check_size(entry, levels - 1)
        case dict():
            for name, entry in value.items():
                _check_text(name)
                _check_size(entry, levels - 1)


def _check_text(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise _too_much()
    try:
        text.encode()
    except UnicodeEncodeError as problem:  # half a character, which JSON can hold and UTF-8 cannot
        raise BadRequest("invalid_request", "A text holds half a character.") from problem


def _too_much() -> BadRequest:
    most = f"At most {MOST_ENTRIES} entries in a list, {LONGEST_TEXT} characters in a text, and {DEEPEST} levels."
    return BadRequest("request_too_large", most)
