"""The skill as a running server, for tests, the simulator and `make run`."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from processes import RunningServer, running


def running_skill(
    store_url: str, port: int = 0, data_dir: Path | None = None, env: Mapping[str, str] | None = None
) -> AbstractContextManager[RunningServer]:
    """``python -m webservice`` on 127.0.0.1 for as long as the block lasts, with the signature check off.

    Args:
        store_url: where the store is.
        port: 0 takes any free one.
        data_dir: where the Ledger lies; VOICESHOP_DATA or ``.data/`` by default.
        env: further settings, on top of this process's own.

    Raises:
        ServerDidNotStart: on entering the block; the message holds what the skill printed.
    """
    environment = {"VOICESHOP_VERIFY_REQUESTS": "off", **(env or {})}
    if data_dir is not None:
        environment["VOICESHOP_DATA"] = str(data_dir)
    return running("webservice", ["--port", str(port), "--store-url", store_url], environment)
