"""Login with Amazon for skills: client credentials become a token for proactive events.

Sources: Amazon's "Proactive Events REST API Reference" and RFC 6749, sections 4.4 and 5.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from secrets import token_urlsafe
from threading import Lock

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from simulator.amazon.answers import Refused
from simulator.amazon.guests import bearer_token

LIFETIME = 3600  # seconds
_SCOPE = "alexa::proactive_events"
_MOST_TOKENS = 100  # the oldest make room


@dataclass(frozen=True, slots=True)
class Credentials:
    """The client id and secret of a skill, as the developer console shows them."""

    client_id: str = "amzn1.application-oa2-client.simulated"
    client_secret: str = "simulated"  # noqa: S105 - guards nothing but a simulator


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    expires: float


class TokenDesk:
    """Gives out tokens and knows them again; may be called from any thread. `now` is a clock in seconds."""

    def __init__(self, credentials: Credentials, now: Callable[[], float]) -> None:
        self._credentials, self._now = credentials, now
        self._lock = Lock()
        self._tokens: deque[_Token] = deque(maxlen=_MOST_TOKENS)

    def is_known(self, value: str) -> bool:
        with self._lock:
            tokens = list(self._tokens)
        return any(
            compare_digest(token.value.encode(), value.encode()) and token.expires > self._now() for token in tokens
        )

    def issue(self) -> str:
        token = _Token(f"Atc|{token_urlsafe(32)}", self._now() + LIFETIME)
        with self._lock:
            self._tokens.append(token)
        return token.value

    def belongs(self, client_id: str, client_secret: str) -> bool:
        """Whether these are the skill's credentials."""
        ours = self._credentials
        same = [
            compare_digest(given.encode(), known.encode())
            for given, known in ((client_id, ours.client_id), (client_secret, ours.client_secret))
        ]
        return all(same)

    def check_bearer(self) -> None:
        """Let the current request pass if it shows a token of ours.

        Raises:
            Refused: it does not.
        """
        if not self.is_known(bearer_token()):
            message = "The authentication token is invalid or doesn't have authentication to access the resource"
            raise Refused(403, {"code": 403, "message": message})


def tokens(desk: TokenDesk) -> Blueprint:
    """The route that exchanges credentials for a token."""
    routes = Blueprint("tokens", __name__)

    @routes.post("/auth/O2/token", endpoint="token")
    @routes.post("/auth/o2/token", endpoint="token_in_lower_case")
    def token() -> ResponseReturnValue:
        form = request.form
        if form.get("grant_type") != "client_credentials":
            raise _error(400, "unsupported_grant_type", "The grant type must be client_credentials.")
        if not desk.belongs(form.get("client_id", ""), form.get("client_secret", "")):
            raise _error(401, "invalid_client", "Client authentication failed.")
        if form.get("scope") != _SCOPE:
            raise _error(400, "invalid_scope", f"The scope must be {_SCOPE}.")
        return jsonify({"access_token": desk.issue(), "token_type": "bearer", "scope": _SCOPE, "expires_in": LIFETIME})

    return routes


def _error(status: int, code: str, description: str) -> Refused:
    return Refused(status, {"error": code, "error_description": description})
