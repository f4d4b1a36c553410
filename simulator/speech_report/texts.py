"""The skill's texts: which there are, and where they are written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
SHIPPED = _ROOT / "lambda" / "voiceshop" / "speech" / "locales"
WRITTEN = _ROOT / "interactionModels"
USES = frozenset({"speech", "writing"})
"""The steps of a turn that are texts: said, and written on cards and screens."""
# Parts of other texts: they are not said by their own keys.
_PARTS = "phrase."


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A text that was never said or written, and where it stands."""

    key: str
    place: str


def unsaid(used: Set[str], shipped: Path = SHIPPED, written: Path = WRITTEN) -> list[Unsaid]:
    """The texts of all shipped locale files that are not among the used keys."""
    keys = {key for file in shipped.glob("*.json") for key in json.loads(file.read_text("utf-8"))}
    missing = sorted(key for key in keys - used if not key.startswith(_PARTS))
    if not missing:
        return []
    places = dict(_places(written))
    return [Unsaid(key, places.get(key, "written nowhere")) for key in missing]


def _places(written: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(written.rglob("*.yaml"), reverse=True):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            key, colon, _ = line.strip().partition(": ")
            if colon or line.endswith(":"):
                yield key.removesuffix(":"), f"{file.relative_to(written.parent)}:{number}"
