"""How the texts of an APL document came out: cut off, over one another, out of the glass, or fine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Locator


def faults(view: Locator, glass: str) -> list[str]:
    """What is wrong with the texts drawn in a view whose glass is `RECTANGLE` or `ROUND`; none at all is wrong too."""
    found: list[str] = view.evaluate(_measure(), glass)
    return found


@cache
def _measure() -> str:
    return Path(__file__).with_suffix(".js").read_text(encoding="utf-8").split("\n", 2)[2]
