"""The key by which stores know the skill: the command that makes it, and what our profile shows of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.emulator import PROJECT_ROOT
from voiceshop.adapters.ucp.signing import PlatformKey, key_file
from voiceshop.bootstrap import own_profile


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


def shown(public: str) -> object:
    profile = own_profile({"VOICESHOP_PROFILE_URL": "https://us.example/ucp", "VOICESHOP_PLATFORM_JWK": public})
    return profile["keys"]


def test_what_the_command_prints_is_what_our_profile_shows(tmp_path: Path) -> None:
    printed = platform_key(tmp_path / "key.pem").stdout
    assert shown(printed) == [json.loads(printed)]


@pytest.mark.parametrize(
    "pasted", [{"d": "c2VjcmV0"}, {"k": "c2VjcmV0"}, {"kty": "oct"}, {"x": "c2VjcmV0"}, {"oth": [{"d": "c2VjcmV0"}]}]
)
def test_more_than_a_public_key_is_shown_to_nobody(tmp_path: Path, pasted: dict[str, object]) -> None:
    public = key_file(tmp_path / "key.pem").jwk
    with pytest.raises(ValueError, match="no public key") as refused:
        shown(json.dumps({**public, **pasted}))
    assert "c2VjcmV0" not in str(refused.value)


@pytest.mark.parametrize("pasted", ["[]", "7", "{}", '"text"', "-----BEGIN PRIVATE KEY-----"])
def test_nor_is_what_is_no_key(pasted: str) -> None:
    with pytest.raises(ValueError, match=r"no public key|Expecting value"):
        shown(pasted)
