"""Start one of the project's servers as a process of its own, wait until it is ready, and stop it.

`store.launch` and `webservice.launch` are thin covers over this module. It stands at the top because
neither room may reach into the other. A server that is started here keeps two promises: it prints one
line that says ``listening on http://HOST:PORT``, and it answers 200 to ``GET /healthz`` once it is ready.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent
LOGS = "VOICESHOP_LOGS"  # a folder in which what servers print is kept when they have ended
READY_SECONDS = 60.0
STOP_SECONDS = 20.0
POLL_SECONDS = 0.05
LISTENING = re.compile(r"listening on (http://[^\s/]+)[\s/]")
# A proxy in the developer's environment must not stand between us and our own machine.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class ServerDidNotStart(Exception):
    """The process ended, or was not ready in time; the message holds what it had printed."""


@dataclass(frozen=True)
class RunningServer:
    """A server process that has answered its health check.

    Attributes:
        url: where it listens, without a path: ``http://127.0.0.1:54321``.
    """

    url: str
    process: subprocess.Popen[bytes]
    output: Path

    def stop(self) -> None:
        """Ask the process to end, kill it when it has not ended after 20 s; harmless if repeated."""
        _end(self.process)

    def printed(self) -> str:
        """All that the server has written so far, log lines included."""
        return _text(self.output)


@contextlib.contextmanager
def running(module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[RunningServer]:
    """Run ``python -m module arguments`` from the project's root for as long as the block lasts.

    Args:
        module: what to start, as after ``python -m``.
        arguments: its command line; port 0 lets the server choose one.
        environment: variables set on top of this process's own.

    Raises:
        ServerDidNotStart: it ended early or was not ready within a minute.
    """
    with tempfile.TemporaryDirectory(prefix="voiceshop-") as scratch:
        output = _new_log(module, os.environ.get(LOGS) or scratch)
        with output.open("wb") as sink:
            process = subprocess.Popen(  # noqa: S603 -- our own interpreter and modules, no shell
                [sys.executable, "-m", module, *arguments],
                cwd=PROJECT_ROOT,
                env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
            )
        try:
            yield RunningServer(_url_when_ready(module, process, output), process, output)
        finally:
            _end(process)


@contextlib.contextmanager
def reserved_port() -> Iterator[int]:
    """A port of 127.0.0.1 for a server that has to know it before it starts.

    No other program is given it by chance for as long as the block lasts: it is bound, without listening, and may be
    bound once more by whoever sets SO_REUSEADDR, as servers do.
    """
    with socket.socket() as reserved:
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(("127.0.0.1", 0))
        yield reserved.getsockname()[1]


def _new_log(module: str, folder: str) -> Path:
    handle, path = tempfile.mkstemp(prefix=f"{module}-", suffix=".log", dir=folder)
    os.close(handle)
    return Path(path)


def _url_when_ready(module: str, process: subprocess.Popen[bytes], output: Path) -> str:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        announced = LISTENING.search(_text(output))
        if announced and _answers(f"{announced[1]}/healthz"):
            return announced[1]
        time.sleep(POLL_SECONDS)
    raise ServerDidNotStart(f"{module} is not ready (exit code {process.poll()}):\n{_text(output)}")


def _text(output: Path) -> str:
    return output.read_text(encoding="utf-8", errors="replace")


def _answers(url: str) -> bool:
    try:
        with _DIRECT.open(url, timeout=1.0) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
