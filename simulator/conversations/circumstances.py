"""Who held a turn, with what device and in which session, read from the request that the skill got."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.device import Json, Turn


def changes(turns: Sequence[Turn]) -> Iterator[str]:
    """What is another in the last of these turns than it was when the skill was talked to before."""
    requests = [request for turn in turns if (request := _talk(turn))]
    if len(requests) > 1 and requests[-1] is _talk(turns[-1]):
        before, now = map(_scene, requests[-2:])
        yield from (name for name, value in now.items() if before[name] != value)


def began_within_a_session(turns: Sequence[Turn]) -> bool:
    """Whether the first thing that the skill was asked belonged to a session which was open before."""
    first = next((request for turn in turns if (request := _talk(turn))), None)
    return first is not None and not first["session"]["new"]


def _talk(turn: Turn) -> Json | None:
    """The first request of a turn within a session; what happens in the Alexa app is told outside of any."""
    requests = (exchange.request for exchange in turn.exchanges)
    return next((request for request in requests if "session" in request), None)


def _scene(envelope: Json) -> Mapping[str, Any]:
    system = envelope["context"]["System"]
    return {
        "the customer": system["user"]["userId"],
        "the voice that is known": system.get("person", {}).get("personId"),
        "the language": envelope["request"]["locale"],
        "the device": system["device"].get("supportedInterfaces"),
        "the screen": envelope["context"].get("Viewport"),
    }
