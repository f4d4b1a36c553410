"""Idempotency keys: the same key with the same request gets the same answer; with another request, 409.

UCP (signatures, replay protection) asks to keep an answer for 24 hours. Answers of 500 and above are not kept: nothing
is known then, and the caller has to be able to ask again.
"""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Response, current_app, request

from store.application import Clock
from store.database import Database
from store.errors import IdempotencyConflict, NothingToBuy, Refused
from store.tables import IdempotentAnswer

KEPT_FOR = timedelta(hours=48)  # `leftovers` deletes what is older


class Replays:
    """Remembers answers per caller and key. Requests with the same key wait for each other."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._locks: defaultdict[tuple[str, str], threading.Lock] = defaultdict(threading.Lock)
        self._users: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._guard = threading.Lock()

    def once(
        self, principal: str, act: Callable[[], Response], is_final: Callable[[Response], bool] = lambda _: True
    ) -> Response:
        """Does `act` for the request at hand, or returns what it answered before under the same key.

        Args:
            principal: whose key it is.
            act: makes the answer.
            is_final: whether an answer may be given again for as long as keys are kept.

        Raises:
            IdempotencyConflict: the key came with another request before.
        """
        key = request.headers.get("Idempotency-Key")
        if not key:
            return act()
        with self._alone((principal, key)):
            known = self._known(principal, key)
            if known is not None:
                return known
            try:
                response = act()
            except (Refused, NothingToBuy) as outcome:
                # A business outcome is an answer like any other, and has to be the same when it is asked for again.
                response = current_app.make_response(current_app.handle_user_exception(outcome))
            if response.status_code < 500 and is_final(response):
                self._remember(principal, key, response)
            return response

    def _known(self, principal: str, key: str) -> Response | None:
        with self._database.reading() as session:
            answer = session.get(IdempotentAnswer, (principal, key))
        if answer is None:
            return None
        if answer.fingerprint != _fingerprint():
            raise IdempotencyConflict(key)
        return Response(answer.body, answer.status, content_type="application/json")

    def _remember(self, principal: str, key: str, response: Response) -> None:
        with self._database.writing() as session:
            session.add(
                IdempotentAnswer(
                    principal=principal,
                    key=key,
                    fingerprint=_fingerprint(),
                    status=response.status_code,
                    body=response.get_data(as_text=True),
                    created_at=self._clock(),
                )
            )

    @contextmanager
    def _alone(self, name: tuple[str, str]) -> Iterator[None]:
        with self._guard:
            lock = self._locks[name]
            self._users[name] += 1
        try:
            with lock:
                yield
        finally:
            with self._guard:
                self._users[name] -= 1
                if not self._users[name]:
                    del self._users[name], self._locks[name]


def _fingerprint() -> str:
    parts = (request.method.encode(), request.path.encode(), request.get_data())
    return hashlib.sha256(b"\n".join(parts)).hexdigest()
