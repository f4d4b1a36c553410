"""`python -m simulator.speech_report [conversations]`: prints the report; ends with 1 when something is at fault."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from simulator.conversations.command import load
from simulator.conversations.runner import play
from simulator.conversations.source import FormatError
from simulator.conversations.stage import open_stage
from simulator.speech_report.listening import WentWrong, heard_in, skill_tests
from simulator.speech_report.printed import printed
from simulator.speech_report.rules import Spoken, faults_of
from simulator.speech_report.texts import unsaid

SKILL_TESTS = (Path("tests/unit/skill"), Path("tests/unit/screens"))
"""Tests that ask the skill in their own process, where the texts that it uses can be seen."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 when all is as it should be, 1 for faults, 2 when there was nothing to judge."""
    parser = argparse.ArgumentParser(prog="python -m simulator.speech_report")
    parser.add_argument("conversations", nargs="?", type=Path, default=Path("tests/conversations"))
    parser.add_argument("--skill-tests", type=Path, nargs="+", default=SKILL_TESTS, help="folders of tests")
    options = parser.parse_args(arguments)
    print("Listening to all conversations and the skill's own tests, for some minutes.", file=sys.stderr, flush=True)
    try:
        # The skill's tests wait for servers most of their time, and so do the conversations.
        with skill_tests(options.skill_tests) as tests:
            replies = _play(options.conversations)
            used = tests.wait() | {key for reply in replies for key in reply.keys}
    except (FormatError, WentWrong) as problem:
        print(problem, file=sys.stderr)
        return 2
    faults = [fault for reply in replies for fault in faults_of(reply)]
    missing = unsaid(used)
    print(printed(replies, faults, missing))
    return 1 if faults or missing else 0


def _play(where: Path) -> list[Spoken]:
    with open_stage() as stage:
        return [reply for conversation in load(where) for reply in heard_in(play(conversation, stage))]


if __name__ == "__main__":
    sys.exit(main())
