"""A store on a database of its own, without HTTP, whose clock the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_bench import HandClock

from store.application import Store, build
from store.settings import Settings


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    built = build(Settings(tmp_path), clock)
    yield built
    built.database.close()
