"""What can be set at a desk, read strictly from what a browser sends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulator.device import Json
from simulator.page.trouble import Malformed

GUEST, BROWSER, REVOKED = "guest", "browser", "revoked"


@dataclass(frozen=True, slots=True)
class Settings:
    """A device and who stands before it. `person` is a second speaker whose voice the device knows."""

    device: str = "speaker"
    locale: str = "en-US"
    time_zone: str = "America/Los_Angeles"
    user: str = "ana"
    person: str | None = None
    permissions: frozenset[str] = frozenset()

    def as_json(self) -> Json:
        return {
            "device": self.device,
            "locale": self.locale,
            "timeZone": self.time_zone,
            "user": self.user,
            "person": self.person,
            "permissions": sorted(self.permissions),
        }


@dataclass(frozen=True, slots=True)
class Allowed:
    """What each setting may be."""

    devices: Collection[str]
    locales: Collection[str]
    time_zones: Collection[str]
    users: Collection[str]
    people: Collection[str]
    permissions: Collection[str]


def changed(settings: Settings, wishes: Mapping[str, Any], allowed: Allowed) -> Settings:
    """The settings with what a browser wishes.

    Raises:
        Malformed: a setting that there is not, or a value that it cannot have.
    """
    readers: dict[str, tuple[str, Callable[[str, Any], Any]]] = {
        "device": ("device", _one_of(allowed.devices)),
        "locale": ("locale", _one_of(allowed.locales)),
        "timeZone": ("time_zone", _one_of(allowed.time_zones)),
        "user": ("user", _one_of(allowed.users)),
        "person": ("person", _nobody_or(_one_of(allowed.people))),
        "permissions": ("permissions", _several_of(allowed.permissions)),
    }
    if unknown := sorted(wishes.keys() - readers.keys()):
        raise Malformed(f"There is no setting {unknown[0]!r}.", f"Settings are {', '.join(readers)}.")
    values = {}
    for name, wish in wishes.items():
        field, read = readers[name]
        values[field] = read(name, wish)
    return replace(settings, **values)


def _one_of(choices: Collection[str]) -> Callable[[str, Any], str]:
    def read(name: str, wish: Any) -> str:
        if not isinstance(wish, str) or wish not in choices:
            shown = ", ".join(sorted(choices)[:20])
            raise Malformed(f"{name} cannot be {_short(wish)}.", f"It is one of {shown}.")
        return wish

    return read


def _nobody_or(read: Callable[[str, Any], str]) -> Callable[[str, Any], str | None]:
    return lambda name, wish: None if wish is None else read(name, wish)


def _several_of(choices: Collection[str]) -> Callable[[str, Any], frozenset[str]]:
    read_one = _one_of(choices)

    def read(name: str, wish: Any) -> frozenset[str]:
        if not isinstance(wish, list):
            raise Malformed(f"{name} is a list of ids, not {_short(wish)}.")
        return frozenset(read_one(name, entry) for entry in wish)

    return read


def _short(wish: Any) -> str:
    text = repr(wish)
    return text if len(text) <= 60 else f"{text[:60]}..."
