"""What stands on a screen, as a conversation file sees it: its texts, and the things that can be touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.device import Screen

NOTHING = "none"  # the name of a screen that shows nothing

_UUID = re.compile(r"[-:.][0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$")
Arguments = tuple[object, ...]


def texts(screen: Screen | None) -> tuple[str, ...]:
    """Every string of the datasources, in their order, without what a touch sends."""
    return tuple(_strings(screen.datasources)) if screen else ()


def touchables(screen: Screen | None) -> dict[str, Arguments]:
    """What can be touched: the words on each thing, and the arguments that it sends.

    A thing is named by its `text`, or, where several have the same, by whatever else is written on it; of things with
    the same name the first counts.
    """
    things = [thing for thing in _mappings(screen.datasources) if _sends(thing)] if screen else []
    names = [(str(thing["text"]), thing) for thing in things if isinstance(thing.get("text"), str)]
    names += [(text, thing) for thing in things for text in thing.values() if isinstance(text, str)]
    found: dict[str, Arguments] = {}
    for text, thing in names:
        found.setdefault(text, tuple(thing["touch"]))
    return found


def _sends(thing: Mapping[str, Any]) -> bool:
    return isinstance(thing.get("touch"), list | tuple)


def name(screen: Screen | None) -> str:
    """The name of what is shown: its token without what makes it another each time; `none` where nothing is."""
    return _UUID.sub("", screen.token) if screen else NOTHING


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from () if key == "touch" else _strings(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _strings(entry)


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
    for entry in value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ():
        yield from _mappings(entry)
