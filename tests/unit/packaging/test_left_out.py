"""A test whose part the machine lacks is never left out in silence."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.emulator import PROJECT_ROOT

NEEDS_JAVA = "import pytest\n\n@pytest.mark.java\ndef test_with_java(): pass\n\ndef test_without(): pass\n"
SKIPS = "import pytest\n\ndef test_skipped(): pytest.skip('not today')\n\ndef test_other(): pass\n"


@pytest.fixture(params=["0", "2"], ids=["in this process", "in two others"])
def run_tests(tmp_path: Path, request: pytest.FixtureRequest):
    """Run a file of tests on a machine that has nothing on its PATH, with our conftest."""

    def run(source: str, **environment: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_sample.py").write_text(source)
        options = ["-p", "tests.conftest", "-p", "no:cacheprovider", "-c", "pyproject.toml", "-n", request.param]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *options, str(tmp_path)],
            cwd=PROJECT_ROOT,
            env={"PATH": str(tmp_path), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_missing_part_is_named_at_the_end_and_the_rest_still_passes(run_tests) -> None:
    done = run_tests(NEEDS_JAVA)
    assert (
        "TESTS LEFT OUT: 1 that need DynamoDB Local and Java's compiler (install JDK 17 and Node.js, then make tools)"
        in done.stdout
    )
    assert re.search(r"^1 passed\b", done.stdout, re.MULTILINE)
    assert done.returncode == 0


def test_on_ci_a_missing_part_is_an_error(run_tests) -> None:
    assert run_tests(NEEDS_JAVA, VOICESHOP_CI="1").returncode == 1


def test_on_ci_a_skipped_test_is_an_error(run_tests) -> None:
    done = run_tests(SKIPS, VOICESHOP_CI="1")
    assert "TESTS LEFT OUT: 1 that were skipped" in done.stdout
    assert done.returncode == 1


def test_on_ci_nothing_left_out_is_a_success(run_tests) -> None:
    assert run_tests("def test_fine(): pass\n", VOICESHOP_CI="1").returncode == 0
