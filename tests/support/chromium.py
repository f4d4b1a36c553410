"""The Chromium that the browser tests drive: the system's, or the one Playwright fetched for itself."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = ("--disable-gpu", "--disable-background-networking")
# Where Playwright keeps what `playwright install` fetched, unless PLAYWRIGHT_BROWSERS_PATH says otherwise.
_PLAYWRIGHTS = {
    "darwin": "Library/Caches/ms-playwright",
    "win32": "AppData/Local/ms-playwright",
}


def of_the_system() -> str | None:
    """The path of an installed Chromium or Chrome."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def is_here() -> bool:
    """Whether any Chromium can be driven."""
    return of_the_system() is not None or any(_playwrights_own().glob("chromium*/INSTALLATION_COMPLETE"))


def launch_options() -> dict[str, object]:
    """What Playwright is told to start it with; without a path it starts its own."""
    # Chromium's sandbox refuses to work for root, which is who runs things in a container.
    for_root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    system = of_the_system()
    return {"args": [*_ARGUMENTS, *for_root], **({"executable_path": system} if system else {})}


def _playwrights_own() -> Path:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    return Path(chosen) if chosen else Path.home() / _PLAYWRIGHTS.get(sys.platform, ".cache/ms-playwright")
