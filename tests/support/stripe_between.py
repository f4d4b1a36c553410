"""Somebody between the store and localstripe, who adds what Stripe does and localstripe lacks, and may meddle.

Added: the Idempotency-Key, as Stripe documents it. Taken away: parameters that Stripe wants and localstripe refuses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.support.serving import Handler, serving

FORWARD_S = 30.0
_UNKNOWN_THERE = frozenset({"return_url", "allowed_payment_method_types[0]"})
# Stripe keeps no answer of a request that it did not begin to carry out.
_NOT_KEPT = frozenset({400, 401, 404, 409, 429})


@dataclass(frozen=True)
class Asked:
    """One request of the store's."""

    method: str
    path: str
    form: dict[str, str]
    key: str | None

    @property
    def charges(self) -> bool:
        """Whether it asks for money."""
        return self.path == "/v1/payment_intents" and self.form.get("confirm") == "true"


@dataclass(frozen=True)
class Answer:
    """Stripe's answer to a request, or one in its stead."""

    status: int
    body: dict[str, Any]

    def changed(self, **changes: Any) -> Answer:
        """The same with other members."""
        return Answer(self.status, {**self.body, **changes})


Forward = Callable[[], Answer]
Meddle = Callable[[Asked, Forward], Answer | None]
"""Gives the answer to a request, with or without forwarding it; None closes the connection without one."""


def obedient(_asked: Asked, forward: Forward) -> Answer | None:
    """Meddles with nothing."""
    return forward()


def losing_the_answer(asked: Asked, forward: Forward) -> Answer | None:
    """Charges, and lets nobody know."""
    answer = forward()
    return None if asked.charges else answer


def losing_the_request(asked: Asked, forward: Forward) -> Answer | None:
    """Lets no request for money through."""
    return None if asked.charges else forward()


def failed(status: int, **error: Any) -> Answer:
    """An error in Stripe's form."""
    return Answer(status, {"error": {"type": "card_error", "message": "Stripe says so.", **error}})


@dataclass
class StripeBetween:
    """Where the store has to look for Stripe, what was asked so far, and how that is meddled with."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    meddle: Meddle = obedient

    @contextmanager
    def meddling(self, meddle: Meddle) -> Iterator[None]:
        """Meddles like this in the block."""
        self.meddle = meddle
        try:
            yield
        finally:
            self.meddle = obedient


@dataclass
class Keys:
    """Stripe's memory of Idempotency-Keys: the parameters they came with, and the answers they got."""

    known: dict[str, tuple[dict[str, str], Answer | None]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def once(self, asked: Asked, forward: Forward) -> Answer:
        """The answer to the first request with this key."""
        if asked.key is None or asked.method != "POST":
            return forward()
        with self.lock:
            form, answer = self.known.setdefault(asked.key, (asked.form, None))
            first = form is asked.form
        if form != asked.form:
            return failed(400, type="idempotency_error")
        if not first:
            return answer or failed(409, type="invalid_request_error", code="idempotency_key_in_use")
        answer = forward()
        with self.lock:
            self.known[asked.key] = (asked.form, answer)
            if answer.status in _NOT_KEPT:
                del self.known[asked.key]
        return answer


@contextmanager
def stripe_between(url: str) -> Iterator[StripeBetween]:
    """Stands before the localstripe at the URL for as long as the block lasts."""
    seen, keys = StripeBetween(), Keys()

    class Relay(Handler):
        def do_POST(self) -> None:
            form = dict(parse_qsl(self.body().decode()))
            self._pass_on(Asked("POST", self.path, form, self.headers["Idempotency-Key"]))

        def do_GET(self) -> None:
            self._pass_on(Asked("GET", self.path, {}, None))

        def _pass_on(self, asked: Asked) -> None:
            seen.asked.append(asked)
            answer = seen.meddle(asked, lambda: keys.once(asked, lambda: self._forward(asked)))
            if answer is None:
                self.close_connection = True
                return
            self.answer(json.dumps(answer.body).encode(), answer.status)

        def _forward(self, asked: Asked) -> Answer:
            connection = HTTPConnection(urlsplit(url).netloc, timeout=FORWARD_S)
            form = {name: value for name, value in asked.form.items() if name not in _UNKNOWN_THERE}
            headers = {"Authorization": self.headers["Authorization"]}
            if asked.method == "POST":
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            with closing(connection):
                connection.request(asked.method, asked.path, urlencode(form) or None, headers)
                answer = connection.getresponse()
                return Answer(answer.status, json.load(answer))

    with serving(Relay) as seen.url:
        yield seen
