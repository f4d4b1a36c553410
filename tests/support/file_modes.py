"""Whose files are to read, on a machine where they are everybody's by default."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

import pytest


@pytest.fixture
def everybodys_by_default() -> Iterator[None]:
    """New files of this process are everybody's to read, unless it says otherwise."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    """The permissions of the folder and of all in it, in octal."""
    return {path.name: oct(S_IMODE(path.stat().st_mode)) for path in (folder, *folder.iterdir())}
