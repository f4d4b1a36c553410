"""What the store is told from outside: where it lives, and where its data is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Settings:
    """How one store process runs.

    Attributes:
        data_dir: folder that holds `store.sqlite3` and the signing key.
        base_url: the address customers and platforms reach the store at, without a trailing slash.
        webhook_url: where order events go when a platform's profile names no address; None sends nothing there.
    """

    data_dir: Path
    base_url: str = "http://127.0.0.1:8081"
    webhook_url: str | None = None

    @property
    def database(self) -> Path:
        return self.data_dir / "store.sqlite3"

    @property
    def rest_url(self) -> str:
        return f"{self.base_url}/ucp/v1"

    @property
    def profile_url(self) -> str:
        return f"{self.base_url}/.well-known/ucp"


def data_dir() -> Path:
    """The folder named by VOICESHOP_DATA, `.data` when it is not set."""
    return Path(os.environ.get("VOICESHOP_DATA") or ".data")


def from_environment(base_url: str) -> Settings:
    """Settings of a store that is reached at `base_url`."""
    return Settings(data_dir(), base_url, os.environ.get("VOICESHOP_WEBHOOK_URL") or None)
