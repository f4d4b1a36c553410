"""The command that makes the key by which stores know the skill."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tools.emulator import PROJECT_ROOT
from voiceshop.adapters.ucp.signing import PlatformKey


def platform_key(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.platform_key", str(file)]
    return subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)


def test_the_key_stays_in_its_file_and_the_public_half_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    first, second = platform_key(file), platform_key(file)
    assert json.loads(first.stdout) == PlatformKey.from_pem(file.read_bytes()).jwk
    assert (second.stdout, second.returncode) == (first.stdout, 0)


def test_a_file_that_holds_no_key_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("something else")
    assert platform_key(file).returncode == 1
    assert file.read_text() == "something else"
