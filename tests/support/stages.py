"""The stage on which conversations are played, whose Ledger is looked at before it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from simulator.conversations.stage import Stage, open_stage
from tests.support import kept


@contextmanager
def looked_at_stage() -> Iterator[Stage]:
    """A stage for as long as the block lasts; what is left in its Ledger is read when the tests are over."""
    with open_stage() as stage:
        try:
            yield stage
        finally:
            kept.leave("stage", kept.rows_of(stage.data / "ledger.sqlite3"))
