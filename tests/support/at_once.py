"""The same thing, done many times at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from voiceshop.shop.errors import IllegalMove, Stale

AT_ONCE = 20


def at_once(act: Callable[[], object]) -> list[object]:
    """What comes of doing that twenty times at the same moment; an exception counts as a result."""
    start = Barrier(AT_ONCE)

    def run(_: int) -> object:
        start.wait()
        try:
            return act()
        except (Stale, IllegalMove) as error:
            return error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))
