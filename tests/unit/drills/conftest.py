"""One house for all drills: a store, the skill, and the line on which things go wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tools.drills.house import House, open_house


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("drills")) as house:
        yield house
