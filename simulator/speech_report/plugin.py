"""A plugin for pytest: `--keys-said FILE` writes the keys of all texts that tests had the skill use in this process."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest

from simulator.speech_report.texts import USES

_said: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--keys-said", type=Path, required=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    # pytest puts the skill on the path only after it has loaded its plugins.
    from voiceshop.trace import tracing

    with tracing() as steps:
        outcome = yield
    _said.update(step.name for step in steps if step.kind in USES)
    return outcome


def pytest_sessionfinish(session: pytest.Session) -> None:
    session.config.getoption("--keys-said").write_text(json.dumps(sorted(_said)), "utf-8")
