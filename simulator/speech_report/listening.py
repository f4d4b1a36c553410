"""Hears what is said: in the conversation files, turn by turn, and in the skill's own tests, by the keys alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.conversations.report import report
from simulator.conversations.runner import Result
from simulator.conversations.script import Line
from simulator.device import Exchange, Turn
from simulator.speech_report.rules import Spoken
from simulator.speech_report.texts import USES


class WentWrong(Exception):
    """What was to be listened to did not go as written; the message tells it."""


def keys_of(exchanges: tuple[Exchange, ...]) -> tuple[str, ...]:
    return tuple(step.name for exchange in exchanges for step in exchange.steps if step.kind in USES)


def heard_in(result: Result) -> Iterator[Spoken]:
    """The replies of a conversation that went as written.

    Raises:
        WentWrong: it did not.
    """
    if result.failures:
        raise WentWrong(report(result))
    conversation = result.conversation
    lines = [step.line for step in conversation.steps if isinstance(step, Line)]
    # Where the file does not call the skill itself, it is opened first.
    opened = [conversation.line] * (len(result.turns) - len(lines))
    for turn, line in zip(result.turns, [*opened, *lines], strict=True):
        if turn.speech:
            yield _spoken(turn, f"{conversation.file}:{line}", conversation.title, turn.speech.text)


def _spoken(turn: Turn, place: str, title: str, text: str) -> Spoken:
    # While one of Alexa's own tasks runs, such as asking for a PIN, it is Alexa who speaks next.
    listens = turn.session_open and turn.connection is None
    return Spoken(place, title, turn.said, text, keys_of(turn.exchanges), listens)


@dataclass(frozen=True, slots=True)
class SkillTests:
    """The skill's own tests, running beside."""

    process: subprocess.Popen[str]
    keys: Path

    def wait(self) -> frozenset[str]:
        """The keys of all texts that they had the skill say or write.

        Raises:
            WentWrong: a test failed.
        """
        printed, _ = self.process.communicate()
        if self.process.returncode:
            raise WentWrong(printed)
        return frozenset(json.loads(self.keys.read_text("utf-8")))


@contextmanager
def skill_tests(where: Sequence[Path]) -> Iterator[SkillTests]:
    """Runs the tests there, as a process that ends with the block at the latest."""
    with TemporaryDirectory(prefix="voiceshop-speech-") as folder:
        keys = Path(folder) / "keys.json"
        plugin = ["-p", "simulator.speech_report.plugin", "--keys-said", str(keys)]
        command = [sys.executable, "-m", "pytest", *map(str, where), "-p", "no:cacheprovider", *plugin]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603 - our own tests
            try:
                yield SkillTests(process, keys)
            finally:
                process.terminate()
