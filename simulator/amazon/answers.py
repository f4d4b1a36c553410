"""What Alexa's APIs answer: a fact, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping

from flask import jsonify
from flask.typing import ResponseReturnValue


class Refused(Exception):
    """A call ends with this status and body, as the API that was called documents them."""

    def __init__(self, status: int, body: Mapping[str, object]) -> None:
        super().__init__(f"{status}: {body}")
        self.status, self.body = status, body


def refused(status: int, code: str | int, message: str) -> Refused:
    """A refusal in the form that most of the APIs use."""
    return Refused(status, {"code": code, "message": message})


def told(fact: object) -> ResponseReturnValue:
    """The fact as JSON, or 204 for one that was never entered."""
    return jsonify(fact) if fact else ("", 204)
