"""The store as a process, for tests, the model builder and `make run`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from processes import PROJECT_ROOT, RunningServer, running


@dataclass(frozen=True)
class RunningStore:
    """A store process that answers."""

    server: RunningServer
    data_dir: Path
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens, without a path."""
        return self.server.url

    @property
    def process(self) -> subprocess.Popen[bytes]:
        return self.server.process

    def stop(self) -> None:
        """Ends the process and waits for it. Doing so twice is harmless."""
        self.server.stop()

    def admin(self, *arguments: str) -> str:
        """Runs `python -m store …` on this store's data, such as `admin("price", "latte", "450")`; returns its output.

        Raises:
            subprocess.CalledProcessError: the command refused.
        """
        return subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "store", *arguments],
            cwd=PROJECT_ROOT,
            env={**os.environ, **_settings(self.data_dir, self.env)},
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
        ServerDidNotStart: it ended, or was not ready in time; the message holds what it printed.
    """
    with TemporaryDirectory(prefix="voiceshop-store-") as scratch:
        folder, more = data_dir or Path(scratch), env or {}
        with running("store", ["serve", "--port", str(port)], _settings(folder, more)) as server:
            yield RunningStore(server, folder, more)


def _settings(folder: Path, env: Mapping[str, str]) -> dict[str, str]:
    return {**env, "VOICESHOP_DATA": str(folder.resolve())}
