"""Starts the store as a process, for tests, the model builder and `make run`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).resolve().parent.parent
READY_WITHIN_S = 60.0
STOPS_WITHIN_S = 20.0


class DidNotStart(Exception):
    """The process ended, or did not become ready in time; the text holds what it printed."""


@dataclass(frozen=True)
class RunningStore:
    """A store process that answers."""

    url: str
    data_dir: Path
    process: subprocess.Popen[str]
    env: Mapping[str, str] = field(default_factory=dict)

    def stop(self) -> None:
        """Ends the process and waits for it. Doing so twice is harmless."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def admin(self, *arguments: str) -> str:
        """Runs `python -m store …` on this store's data, such as `admin("price", "latte", "450")`; returns its output.

        Raises:
            subprocess.CalledProcessError: the command refused.
        """
        return subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "store", *arguments],
            cwd=PROJECT,
            env=_environment(self.data_dir, self.env),
            check=True,
            capture_output=True,
            text=True,
        ).stdout


@contextmanager
def running_store(
    port: int = 0, data_dir: Path | None = None, env: Mapping[str, str] | None = None
) -> Iterator[RunningStore]:
    """A store on 127.0.0.1 that answers when the block is entered and is stopped when it is left.

    Args:
        port: 0 takes a free one.
        data_dir: where its data lives; None takes a folder that is removed afterwards.
        env: further settings, on top of this process's own.

    Raises:
        DidNotStart: it ended, or was not ready in time.
    """
    with TemporaryDirectory(prefix="voiceshop-store-") as scratch:
        folder = data_dir or Path(scratch)
        running = _start(port or _free_port(), folder, env or {})
        try:
            _wait_until_ready(running)
            yield running
        finally:
            running.stop()


def _start(port: int, folder: Path, env: Mapping[str, str]) -> RunningStore:
    process = subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-m", "store", "serve", "--port", str(port)],
        cwd=PROJECT,
        env=_environment(folder, env),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return RunningStore(f"http://127.0.0.1:{port}", folder, process, env)


def _environment(folder: Path, env: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **env, "VOICESHOP_DATA": str(folder.resolve())}


def _wait_until_ready(running: RunningStore) -> None:
    give_up = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < give_up:
        if running.process.poll() is not None:
            raise DidNotStart(f"the store ended with {running.process.returncode}")
        try:
            with urllib.request.urlopen(f"{running.url}/healthz", timeout=1):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise DidNotStart(f"the store was not ready within {READY_WITHIN_S} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
