"""``python -m benchmarks.page``: how long a browser takes until one can talk on the page, beside an empty page.

The browser is fresh each time, as a newcomer's; both pages come from the same server.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.house import running_house
from tests.support import chromium

ROUNDS = 20
GOAL = 1.0  # seconds
CAN_TALK = "#say:enabled"
EMPTY = "body"


def main() -> None:
    """Print both medians in milliseconds and their ratio."""
    took: dict[str, list[float]] = {"page": [], "empty": []}
    with (
        tempfile.TemporaryDirectory() as data,
        running_house(Path(data)) as house,
        sync_playwright() as playwright,
        playwright.chromium.launch(**chromium.launch_options()) as browser,  # type: ignore[arg-type]
    ):
        for _ in range(ROUNDS):
            took["page"].append(loaded(browser, house.page, CAN_TALK))
            took["empty"].append(loaded(browser, f"{house.page}/healthz", EMPTY))
    medians = {name: statistics.median(times) for name, times in took.items()}
    for name, seconds in medians.items():
        print(f"{name:6} {seconds * 1e3:8.0f} milliseconds")
    print(f"ratio  {medians['page'] / medians['empty']:8.1f} (goal: the page in at most {GOAL * 1e3:.0f} milliseconds)")


def loaded(browser: Browser, url: str, sign: str) -> float:
    """How many seconds it took until a page showed the sign that it is there."""
    context = browser.new_context()
    page = context.new_page()
    start = time.perf_counter()
    page.goto(url)
    page.locator(sign).wait_for()
    seconds = time.perf_counter() - start
    context.close()
    return seconds


if __name__ == "__main__":
    main()
