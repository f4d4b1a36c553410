"""`make run` on free ports, with data of its own: what a browser test opens."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processes import PROJECT_ROOT
from simulator.servers import is_ready
from store.admin import Admin
from store.application import build
from store.settings import Settings

READY_SECONDS = 120.0
STOP_SECONDS = 60.0
LEDGER = "ledger.sqlite3"
_ADDRESSES = re.compile(
    r"^Open (?P<page>http://[\d.:]+).*^The store +(?P<store>http://[\d.:]+).*^The skill +(?P<skill>http://[\d.:]+)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class House:
    """Where the page, the store and the skill of one `make run` are, and its data."""

    page: str
    store: str
    skill: str
    data: Path

    def order(self, number: str) -> dict[str, Any]:
        """The order of that number, as it stands in the store."""
        with closing(Admin(build(Settings(self.data)))) as staff:
            return next(order for order in staff.orders() if order["label"] == number)

    def tidy(self) -> None:
        """No customer has a cart or a past, and the network to the store is as it should be."""
        forget_everybody(self.data)
        wish = urllib.request.Request(
            f"{self.page}/api/network",
            data=b'{"state": "normal"}',
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(wish).close()


def forget_everybody(data: Path) -> None:
    """Empty the skill's Ledger in that folder."""
    with closing(sqlite3.connect(data / LEDGER)) as ledger, ledger:
        for (table,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            ledger.execute(f"DELETE FROM {table}")


@contextmanager
def running_house(data: Path) -> Iterator[House]:
    """Everything that `make run` starts, until the block ends."""
    output = data / "make-run.log"
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "simulator", "run", "--port", "0", "--store-port", "0", "--page-port", "0"],
            cwd=PROJECT_ROOT,
            env=_environment(data),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _when_ready(process, output, data)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _when_ready(process: subprocess.Popen[bytes], output: Path, data: Path) -> House:
    give_up = time.monotonic() + READY_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        told = _ADDRESSES.search(output.read_text())
        if told and is_ready(told["page"]):
            return House(**told.groupdict(), data=data)
        time.sleep(0.05)
    raise RuntimeError(f"make run is not ready (exit code {process.poll()}):\n{output.read_text()[-2000:]}")


def _environment(data: Path) -> dict[str, str]:
    return {**os.environ, "VOICESHOP_DATA": str(data), "PYTHONUNBUFFERED": "1"}
