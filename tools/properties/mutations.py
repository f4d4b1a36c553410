"""Requests gone wrong: parts lost, doubled, renamed, of another type or of another request; bytes of another kind."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

_DEEP = 100
_MOST_CHANGES = 4
_DEEPER = 0.8
_NOTHING_OF_IT = 0.01
# AWS Lambda's quota for what a function is invoked with, in bytes: no event of it is longer.
_LONGEST = 6_000_000
_ODD: Sequence[Any] = (
    None, True, False, 0, -1, 2**63, 10**400, 1.5, float("nan"), float("inf"), -float("inf"), "", " ", "\x00",
    "\ud800", "\udfff\ud800", "\u202e", "🧁" * 50, "a" * 10_000, "x" * 200_000, "<speak>", "</speak>&", "${payload}",
    "@x", "{total}", "'; --", "../../etc/passwd", [], {}, [[]], [{}], {"": ""}, {"name": {}}, [None], ["Yes"],
    "en-US", "de-DE", "xx-YY", "en", "-", "EN_us", "1969-01-01T00:00:00Z", "2999-12-31T23:59:60Z", "yesterday",
    "2026-13-45", 1_700_000_000, "AMAZON.YesIntent", "CheckoutIntent", "IntentRequest", "LaunchRequest",
    "SessionEndedRequest", "Alexa.Presentation.APL.UserEvent", "AlexaSkillEvent.SkillDisabled", "NOT_PERSISTED",
    "AudioPlayer.PlaybackStarted", "System.ExceptionEncountered", "Unheard.Of", "ER_SUCCESS_MATCH", "place_order",
)  # fmt: skip


class Mutations:
    """Makes the same of the same requests for the same random numbers."""

    def __init__(self, random: Random, requests: Sequence[Any]) -> None:
        self._random = random
        self._requests = requests
        self._changes: Sequence[Callable[[Any, Any, str | int], None]] = (
            self._drop, self._odd, self._odd, self._foreign, self._swapped, self._double, self._rename, self._nest,
            self._list, self._longer,
        )  # fmt: skip

    def request(self) -> Any:
        """A valid request with one to four things changed in it; at times something else altogether."""
        if self._random.random() < _NOTHING_OF_IT:
            return copy.deepcopy(self._random.choice(_ODD))
        request = copy.deepcopy(self._random.choice(self._requests))
        for _ in range(self._random.randint(1, _MOST_CHANGES)):
            holder, key = self._anywhere(request)
            if holder is None:
                return self._random.choice(_ODD)
            self._random.choice(self._changes)(request, holder, key)
        return request

    def body(self) -> bytes:
        """The bytes of a request, of which some are others."""
        written = json.dumps(self._random.choice(self._requests), ensure_ascii=self._random.random() < 0.5)
        body = written.encode("utf-8", "surrogatepass")
        place, other = sorted(self._random.randrange(len(body)) for _ in range(2))
        junk = self._random.randbytes(self._random.randint(1, 8))
        ways: Sequence[Callable[[], bytes]] = (
            lambda: body[:place],
            lambda: body[:place] + junk + body[place:],
            lambda: body[:place] + junk + body[other:],
            lambda: body[:place] + body[place:other] * 2 + body[other:],
            lambda: b"\xef\xbb\xbf" + body,
            lambda: written.encode("utf-16", "surrogatepass"),
            lambda: b"[" * 100_000,
            lambda: b'{"request":' * 50_000 + b"{}" + b"}" * 50_000,
            lambda: body.replace(b'"version"', b'"session"', 1),
            lambda: body + body,
            lambda: junk * 1000,
            lambda: b"",
            lambda: self._random.choice((b"NaN", b"null", b"1e999", b'"\\ud800"', b"[]", b"{}", b"-", b"tru")),
        )
        return self._random.choice(ways)()

    def _anywhere(self, value: Any) -> tuple[Any, str | int]:
        """A place in a JSON value: what holds it, and its key there; None as the holder where it holds nothing."""
        holder: Any = None
        key: Any = ""
        while (keys := _keys(value)) and (holder is None or self._random.random() < _DEEPER):
            key = self._random.choice(keys)
            holder, value = value, value[key]
        return holder, key

    def _drop(self, _request: Any, holder: Any, key: str | int) -> None:
        del holder[key]

    def _odd(self, _request: Any, holder: Any, key: str | int) -> None:
        holder[key] = copy.deepcopy(self._random.choice(_ODD))

    def _foreign(self, _request: Any, holder: Any, key: str | int) -> None:
        """What stands in some place of another request."""
        other, place = self._anywhere(self._random.choice(self._requests))
        holder[key] = copy.deepcopy(other[place])

    def _swapped(self, request: Any, _holder: Any, _key: str | int) -> None:
        """A whole part of another request."""
        part = self._random.choice(("session", "context", "request", "version"))
        request[part] = copy.deepcopy(self._random.choice(self._requests).get(part))

    def _double(self, _request: Any, holder: Any, key: str | int) -> None:
        double = copy.deepcopy(holder[key])
        if isinstance(holder, list):
            holder.append(double)
        else:
            holder[f"{key}Two"] = double

    def _rename(self, _request: Any, holder: Any, key: str | int) -> None:
        if isinstance(holder, dict):
            other = self._random.choice((str(key).upper(), f" {key}", "", "type", "\x00", str(key)[::-1]))
            holder[other] = holder.pop(key)

    def _nest(self, _request: Any, holder: Any, key: str | int) -> None:
        for _ in range(self._random.choice((1, 2, _DEEP))):
            holder[key] = {str(key): holder[key]} if self._random.random() < 0.5 else [holder[key]]

    def _list(self, _request: Any, holder: Any, key: str | int) -> None:
        value = holder[key]
        holder[key] = list(value.items()) if isinstance(value, dict) else {"0": value}

    def _longer(self, _request: Any, holder: Any, key: str | int) -> None:
        value = holder[key]
        times = 1000 if isinstance(value, str) else 50
        if times * len(json.dumps(value)) <= _LONGEST:
            holder[key] = value * times if isinstance(value, str) else [value] * times


def _keys(value: Any) -> list[Any]:
    return list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
