"""The time zones that a device can be in."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from zoneinfo import TZPATH, available_timezones

# Areas that tzdata's file `backward` keeps for old names of places that have another one today.
_OLD_AREAS = ("Brazil/", "Canada/", "Chile/", "Etc/", "Mexico/", "SystemV/", "US/")


@cache
def time_zones() -> frozenset[str]:
    """The zones named by a place in them, under the one name that tzdata's zone.tab has for each.

    Without that file: all but those in areas that only hold old names.
    """
    table = next((file for file in _tables() if file.is_file()), None)
    if table is None:
        return frozenset(zone for zone in available_timezones() if "/" in zone and not zone.startswith(_OLD_AREAS))
    lines = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return frozenset(fields[2] for fields in lines) & available_timezones()


def _tables() -> list[Path | Traversable]:
    tables: list[Path | Traversable] = [Path(folder, "zone.tab") for folder in TZPATH]
    try:
        return [*tables, resources.files("tzdata") / "zoneinfo" / "zone.tab"]
    except ModuleNotFoundError:
        return tables
