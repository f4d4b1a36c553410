"""Somebody between a Ledger and its DynamoDB, who writes down what is asked and may meddle with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tests.support.serving import Handler, serving

Body = dict[str, Any]
FORWARD_SECONDS = 30.0
# DynamoDB Local checks that a call is signed, not the signature: a body may be changed on the way.
_FORWARDED = ("Authorization", "Content-Type", "X-Amz-Date", "X-Amz-Target")


@dataclass(frozen=True)
class Asked:
    """A call of DynamoDB's: the operation as IAM names it, and its parameters."""

    operation: str
    body: Body


@dataclass(frozen=True)
class Answer:
    """DynamoDB's answer to a call, or one in its stead."""

    body: Body
    status: int = 200


Forward = Callable[[Body], Answer]
Meddle = Callable[[Asked, Forward], Answer | None]
"""Gives the answer to a call, with or without forwarding it; None closes the connection without one."""


def obedient(asked: Asked, forward: Forward) -> Answer:
    """Meddles with nothing."""
    return forward(asked.body)


@dataclass
class Between:
    """Where the Ledger has to look for DynamoDB, and what was asked so far."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def between(url: str, meddle: Meddle = obedient) -> Iterator[Between]:
    """Stand before the DynamoDB at the URL for as long as the block lasts."""
    seen = Between()

    class Relay(Handler):
        def do_POST(self) -> None:
            asked = Asked(self.headers["X-Amz-Target"].partition(".")[2], json.loads(self.body()))
            seen.asked.append(asked)
            answer = meddle(asked, self._forward)
            if answer is None:
                self.close_connection = True
                return
            self.answer(json.dumps(answer.body).encode(), answer.status, "application/x-amz-json-1.0")

        def _forward(self, body: Body) -> Answer:
            connection = HTTPConnection(urlsplit(url).netloc, timeout=FORWARD_SECONDS)
            with closing(connection):
                headers = {name: self.headers[name] for name in _FORWARDED}
                connection.request("POST", "/", json.dumps(body).encode(), headers)
                answer = connection.getresponse()
                return Answer(json.load(answer), answer.status)

    with serving(Relay) as seen.url:
        yield seen
