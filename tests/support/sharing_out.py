"""How tests are shared out among the processes of pytest-xdist."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

_SHARED = re.compile(r"scope=.(session|package).")


class ByHouse(LoadScopeScheduling):
    """Hands out whole folders where tests share something that lasts, such as servers, and whole files elsewhere."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = (self.config.rootpath / file).parent
        return str(folder) if _shares(folder) else file


@cache
def _shares(folder: Path) -> bool:
    conftest = folder / "conftest.py"
    return conftest.is_file() and _SHARED.search(conftest.read_text("utf-8")) is not None
