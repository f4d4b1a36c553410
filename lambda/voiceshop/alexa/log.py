"""One log line a turn, of fields that are allowed by name: no utterance, name, address, token or amount."""

from __future__ import annotations

import json
import logging
import re
import traceback
from typing import Any

from ..shop.deadline import Deadline
from ..shop.purchase import Purchase

# What stands for an intent that nobody answers: its name may be anything.
UNKNOWN = "unknown"
_log = logging.getLogger("voiceshop")
_CODE = re.compile(r"[A-Z_]{1,60}")
# What Alexa puts there. The SDK reads whatever stands in its place, a whole object even, as a text.
_ID = re.compile(r"amzn1\.echo-api\.request\.[A-Za-z0-9.-]{1,100}")
_TYPE = re.compile(r"(?=.{1,100}$)(?:[A-Za-z]+Request|[A-Za-z]+(?:\.[A-Za-z]+)+)")
_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")


def turn(envelope: Any, intent: str, key: str, deadline: Deadline) -> None:
    """What was asked for, by the name of an intent of ours or `UNKNOWN`, and what was answered, by speech key."""
    _write(logging.INFO, "turn", envelope, intent=intent, key=key, milliseconds_left=round(deadline.remaining * 1000))


def failure(envelope: Any, error: BaseException) -> None:
    """What nobody foresaw: its type and where it happened, never its message, which may hold what a person said."""
    where = traceback.extract_tb(error.__traceback__)[-1] if error.__traceback__ else None
    place = f"{where.name}:{where.lineno}" if where else None
    _write(logging.ERROR, "failure", envelope, error=type(error).__name__, where=place)


def screen_errors(envelope: Any) -> None:
    """What a screen could not draw, by kind and reason; nothing where the request tells of no such thing."""
    for error in getattr(getattr(envelope, "request", None), "errors", None) or ():
        kind, reason = (_code(getattr(error, name, None)) for name in ("object_type", "reason"))
        _write(logging.ERROR, "screen", envelope, error=kind, reason=reason)


def forgotten(envelope: Any, unsettled: Purchase | None) -> None:
    """That a customer was forgotten, and what the store can still be asked by of a purchase whose outcome is not known.

    These ids name a purchase and a checkout, and nobody.
    """
    known = {"purchase": unsettled.id, "checkout": unsettled.checkout_id} if unsettled else {}
    _write(logging.WARNING if unsettled else logging.INFO, "forgotten", envelope, **known)


def _code(value: object) -> str | None:
    """A code of Alexa's, "LIST_ERROR" or an enumeration of the SDK's; anything else may hold what was shown."""
    return _shaped(_CODE, getattr(value, "value", value))


def _shaped(shape: re.Pattern[str], value: object) -> str | None:
    """The value where it has the shape; anything else may hold what nobody is to read in a log."""
    return value if isinstance(value, str) and shape.fullmatch(value) else None


def _write(level: int, event: str, envelope: Any, **fields: object) -> None:
    request = getattr(envelope, "request", None)
    known = {
        "event": event,
        "id": _shaped(_ID, getattr(request, "request_id", None)),
        "type": _shaped(_TYPE, getattr(request, "object_type", None)),
        "locale": _shaped(_LOCALE, getattr(request, "locale", None)),
    }
    _log.log(level, json.dumps({**known, **fields}))
