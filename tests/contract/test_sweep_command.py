"""The command that sweeps where there is no AWS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.emulator import PROJECT_ROOT


def sweep(data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("VOICESHOP_")}
    return subprocess.run(
        [sys.executable, "-m", "tools.sweep"],
        cwd=PROJECT_ROOT,
        env={**mine, "VOICESHOP_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_sweeps_what_make_run_serves_and_makes_the_key_if_need_be(tmp_path: Path) -> None:
    done = sweep(tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Open"] == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix) == ["ledger.sqlite3", "platform-key.pem"]


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("VOICESHOP_LEDGER", "stone:tablet", "no Ledger of the kind 'stone'"),
        ("VOICESHOP_PLATFORM_KEY", "stone:tablet", "no key of the kind 'stone'"),
    ],
)
def test_wrong_settings_are_told(tmp_path: Path, setting: str, value: str, words: str) -> None:
    done = sweep(tmp_path, **{setting: value})
    assert done.returncode == 1
    assert words in done.stderr


def test_a_ledger_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite3").write_text("no database, and certainly none of ours")
    done = sweep(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "The Ledger failed" in done.stderr
