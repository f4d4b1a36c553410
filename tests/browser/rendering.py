"""How the texts and buttons of an APL document came out: cut off, over one another, out of the glass, or fine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playwright.sync_api import Locator


@dataclass(frozen=True, slots=True)
class Rendering:
    """What is wrong with what is drawn, the texts that are seen whole, and those of which an edge cuts letters."""

    faults: list[str]
    whole: list[str]
    cut: list[str]


def rendering(view: Locator, glass: str) -> Rendering:
    """How a view came out whose glass is `RECTANGLE` or `ROUND`."""
    return Rendering(**view.evaluate(_measure(), glass))


def faults(view: Locator, glass: str) -> list[str]:
    """What is wrong in a view; that nothing at all is drawn is wrong too."""
    return rendering(view, glass).faults


@cache
def _measure() -> str:
    return Path(__file__).with_suffix(".js").read_text(encoding="utf-8").split("\n", 2)[2]
