"""The clocks of drills are wrong for a whole process, and only by as much as they should be."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tools.drills.clock import Clock

TELLS = """
import sqlite3, time
from datetime import UTC, datetime
assert isinstance(datetime.fromisoformat("2026-11-22T12:00:00+00:00"), datetime)
assert abs(datetime.now(UTC).timestamp() - time.time()) < 3600
print(datetime.now(UTC).isoformat())
"""


def told_by(clock: Clock) -> datetime:
    environment = {**os.environ, **clock.environment}
    done = subprocess.run([sys.executable, "-c", TELLS], env=environment, capture_output=True, text=True, check=True)
    return datetime.fromisoformat(done.stdout.strip())


@pytest.mark.parametrize("wrong", [timedelta(days=365), timedelta(days=-365), timedelta()])
def test_a_process_goes_by_a_clock_that_is_wrong(tmp_path: Path, wrong: timedelta) -> None:
    clock = Clock(tmp_path / "clock")
    clock.jumping(wrong)()
    assert abs(told_by(clock) - datetime.now(UTC) - wrong) < timedelta(hours=6)


def test_it_jumps_ahead_and_back(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    jump = clock.jumping(timedelta(days=365))
    jump()
    jump()
    assert abs(told_by(clock) - datetime.now(UTC)) < timedelta(hours=6)
