"""Where the skill answers: the port, and its HTTP form."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import urllib3

if TYPE_CHECKING:
    from simulator.device.account import Json

# Seconds a skill has to answer before the customer hears an apology (Amazon's "Request and Response JSON Reference").
TIME_LIMIT = 8.0
# W3C Server Timing, section 3: name;dur=milliseconds;desc="words", separated by commas.
_METRIC = re.compile(r'(?P<kind>[\w-]+);dur=(?P<milliseconds>\d+(?:\.\d+)?)(?:;desc="(?P<name>[^"]*)")?')


class EndpointTimeout(Exception):
    """No whole answer within the time that Alexa allows."""


class EndpointFailed(Exception):
    """Nobody answered, the status was not 200, or the body was not a JSON object; the message says which."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the skill did before it answered, as it tells itself: a call, or a text that was used."""

    kind: str
    name: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Delivered:
    """The body of an answer, and the steps that led to it where the skill tells them."""

    body: bytes
    steps: tuple[Step, ...] = ()


class Endpoint(Protocol):
    """A skill that answers requests."""

    def post(self, request: Json) -> Delivered:
        """The answer.

        Raises:
            EndpointTimeout: there was none in time.
            EndpointFailed: there was none at all.
        """
        ...


class HttpEndpoint:
    """A skill behind a URL, as Alexa reaches one that is hosted as a web service."""

    def __init__(self, url: str, seconds: float = TIME_LIMIT) -> None:
        self.url = url
        self._seconds = seconds
        self._pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(total=seconds))

    def post(self, request: Json) -> Delivered:
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        body = json.dumps(request).encode()
        try:
            answer = self._pool.request("POST", self.url, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            raise self._failure(error) from error
        if answer.status != 200:
            raise EndpointFailed(f"the skill answered with HTTP status {answer.status}")
        return Delivered(answer.data, _steps(answer.headers.get("Server-Timing", "")))

    def _failure(self, error: urllib3.exceptions.HTTPError) -> EndpointTimeout | EndpointFailed:
        # urllib3 counts a refused connection among its time-outs.
        refused = isinstance(error, urllib3.exceptions.NewConnectionError)
        if isinstance(error, urllib3.exceptions.TimeoutError) and not refused:
            return EndpointTimeout(f"the skill did not answer within {self._seconds:g} seconds")
        return EndpointFailed(f"the skill cannot be reached at {self.url}: {error}")


def _steps(header: str) -> tuple[Step, ...]:
    return tuple(
        Step(found["kind"], found["name"] or "", float(found["milliseconds"])) for found in _METRIC.finditer(header)
    )
