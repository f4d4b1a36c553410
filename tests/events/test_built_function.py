"""What `sam build` makes, under AWS's own Runtime Interface Emulator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.launch import RunningStore
from tests.support.events import SAID, SETTINGS, drawn, names, read, speech
from tools.emulator import PROJECT_ROOT, EmulatedFunction, FunctionFailed, emulated

pytestmark = pytest.mark.sam

SAM = PROJECT_ROOT / ".sam-venv" / "bin"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the function, built from what the repository holds now."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run(
        [SAM / "sam", "build", "--build-dir", folder],
        cwd=PROJECT_ROOT,
        env={**os.environ, "SAM_CLI_TELEMETRY": "0", "PYTHON": str(SAM / "python")},
        check=True,
        capture_output=True,
    )
    return folder / "SkillFunction"


@pytest.fixture(scope="module")
def function(built: Path, store: RunningStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatedFunction]:
    folder = tmp_path_factory.mktemp("function")
    settings = {"VOICESHOP_STORE_URL": store.url, "VOICESHOP_LEDGER": f"sqlite:{folder}/ledger.sqlite3"}
    with (folder / "log").open("wb") as log, emulated(built, {**SETTINGS, **settings}, log) as running:
        yield running


def test_the_package_holds_the_skill_and_what_it_needs_and_nothing_else(built: Path) -> None:
    found = {path.relative_to(built).as_posix() for path in built.rglob("*")}
    assert {
        "lambda_function.py",
        "sweeper.py",
        "webhook.py",
        "cryptography",
        "voiceshop/bootstrap.py",
        "ask_sdk_core",
        "urllib3",
    } <= found
    assert not found & {"requirements.in", "requirements.txt", "Makefile", "bin", "voiceshop/tests", "flask", "pytest"}
    ours = [path for path in (PROJECT_ROOT / "lambda/voiceshop").rglob("*") if "__pycache__" not in path.parts]
    assert {path.relative_to(PROJECT_ROOT / "lambda").as_posix() for path in ours} <= found


@pytest.mark.parametrize("name", sorted(names()))
def test_it_answers_as_the_handler_does(name: str, function: EmulatedFunction, token: str) -> None:
    said = speech(function.invoke(read(name, token)))
    assert SAID[name] in said if name in SAID else said == ""


def test_it_finds_its_screens(function: EmulatedFunction, token: str) -> None:
    assert drawn(function.invoke(read("launch-on-a-screen", token)))


def invoke(event: str, built: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command that `make invoke` runs."""
    return subprocess.run(
        [sys.executable, "-m", "tools.invoke", event, "--built", built],
        cwd=PROJECT_ROOT,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_invoke_prints_the_answer_and_a_guest_is_greeted_without_any_store(built: Path, tmp_path: Path) -> None:
    nowhere = {"VOICESHOP_STORE_URL": "http://127.0.0.1:1", "VOICESHOP_LEDGER": f"sqlite:{tmp_path}/ledger.sqlite3"}
    done = invoke("launch", built, **nowhere)
    assert done.returncode == 0, done.stderr
    assert SAID["launch"] in speech(json.loads(done.stdout))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    (tmp_path / "lambda_function.py").write_text("def handler(event, context): raise ValueError('broken')\n")
    return tmp_path


@pytest.fixture
def failing(broken: Path, tmp_path: Path) -> Iterator[EmulatedFunction]:
    with (tmp_path / "log").open("wb") as log, emulated(broken, {}, log) as function:
        yield function


def test_a_function_that_raises_is_told_from_one_that_answers(failing: EmulatedFunction) -> None:
    with pytest.raises(FunctionFailed, match="broken"):
        failing.invoke({})


def test_make_invoke_fails_with_the_function(broken: Path) -> None:
    done = invoke("launch", broken)
    assert done.returncode == 1
    assert "broken" in done.stderr


def test_make_invoke_says_what_to_do_where_nothing_is_built(tmp_path: Path) -> None:
    assert "make package" in invoke("launch", tmp_path).stderr


def test_make_invoke_knows_no_such_event(broken: Path) -> None:
    assert invoke("no-such-event", broken).returncode == 1
