"""One store and one skill for all conversations; each comes with an Alexa account and a cart of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.conversations.stage import Stage
from tests.support.stages import looked_at_stage


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    with looked_at_stage() as opened:
        yield opened
