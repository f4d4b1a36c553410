"""How old, or how early, a request may be."""

from __future__ import annotations

from datetime import datetime, timedelta

from webservice.verifier.reasons import Reason, Refused

TOLERANCE = timedelta(seconds=150)
# Alexa delivers a skill event again for up to an hour when nobody acknowledged it.
EVENT_TOLERANCE = timedelta(hours=1)
EVENT_PREFIX = "AlexaSkillEvent."


def fresh_until(timestamp: object, request_type: object, now: datetime) -> datetime:
    """When a request that is fresh now will have gone stale.

    Args:
        timestamp: request.timestamp as it came.
        request_type: request.type as it came.
        now: aware time.

    Raises:
        Refused: Reason.NO_TIMESTAMP where it is missing, unreadable or without an offset; Reason.STALE where it
            is further from now than Amazon tolerates, in either direction.
    """
    if not isinstance(timestamp, str):
        raise Refused(Reason.NO_TIMESTAMP)
    try:
        made = datetime.fromisoformat(timestamp)
    except ValueError as error:
        raise Refused(Reason.NO_TIMESTAMP) from error
    if made.utcoffset() is None:
        raise Refused(Reason.NO_TIMESTAMP)
    is_event = isinstance(request_type, str) and request_type.startswith(EVENT_PREFIX)
    tolerance = EVENT_TOLERANCE if is_event else TOLERANCE
    if abs(now - made) > tolerance:
        raise Refused(Reason.STALE)
    return made + tolerance
