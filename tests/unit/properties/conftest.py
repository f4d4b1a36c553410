"""One place for all properties: a store, and the skill in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tools.properties.place import Place, open_place


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with open_place(tmp_path_factory.mktemp("properties")) as place:
        yield place
