"""The sweeper, for customers who do not come back, and the profile by which the store knows it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Sweeps by the command that is there for it, with calls that go straight to the store."""

    store_url: str
    ledger: Path
    profile_url: str
    key: Path
    _alone: threading.Lock = field(default_factory=threading.Lock)

    @property
    def skill_environment(self) -> Mapping[str, str]:
        """By which the skill is the same platform to the store."""
        return {"VOICESHOP_PROFILE_URL": self.profile_url}

    def sweep(self) -> None:
        """Settle what can be settled now. Raises CalledProcessError where the sweep failed.

        One at a time, as on AWS: what another sweep is about to settle, a second one leaves to it.
        """
        settings = {
            "VOICESHOP_LEDGER": f"sqlite:{self.ledger}",
            "VOICESHOP_STORE_URL": self.store_url,
            "VOICESHOP_PROFILE_URL": self.profile_url,
            "VOICESHOP_PLATFORM_KEY": f"file:{self.key}",
        }
        with self._alone:
            _run(["tools.sweep"], settings)


@contextmanager
def known_sweeper(store_url: str, ledger: Path) -> Iterator[Sweeper]:
    """A sweeper whose profile can be read for as long as the block lasts; it asks for no order events."""
    key = ledger.with_name("platform-key.pem")
    body = f'{{"ucp": {{"version": "2026-08-25"}}, "keys": [{_run(["tools.platform_key", str(key)])}]}}'.encode()

    class Profile(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """The table is all that is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Profile) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield Sweeper(store_url, ledger, f"http://127.0.0.1:{server.server_port}/.well-known/ucp", key)
        finally:
            server.shutdown()
            thread.join()


def _run(module: list[str], settings: Mapping[str, str] | None = None) -> str:
    return subprocess.run(  # noqa: S603 - our own modules, no shell
        [sys.executable, "-m", *module],
        cwd=_PROJECT,
        env={**os.environ, **(settings or {})},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
