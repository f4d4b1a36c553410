"""`python -m simulator test`: plays conversation files and prints how they went."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from simulator.conversations.elsewhere import held
from simulator.conversations.format import find_files, load_file
from simulator.conversations.paint import paint_for
from simulator.conversations.report import report, script
from simulator.conversations.runner import Result, play
from simulator.conversations.script import Conversation
from simulator.conversations.source import FormatError
from simulator.conversations.stage import Stage, open_stage
from simulator.models import SHIPPED


def load(where: Path, words: str = "") -> list[Conversation]:
    """The conversations at a path whose title has all the words.

    Raises:
        FormatError: a file is wrong, or there is nothing to play.
    """
    wanted = words.lower().split()
    everything = (conversation for file in find_files(where) for conversation in load_file(file))
    found = [entry for entry in everything if all(word in entry.title.lower() for word in wanted)]
    if not found:
        raise FormatError(f"{where}: no conversation has {words!r} in its title")
    return found


def play_all(where: Path, words: str = "") -> int:
    """Play and print; 0 when all went as the files say, else 1.

    Raises:
        FormatError: a file is wrong, or there is nothing to play.
    """
    return _tell(load(where, words), play, lambda result: f"ok  {result.conversation.title}")


def play_elsewhere(where: Path, words: str, locale: str) -> int:
    """Play in another locale than the files' own, and print what is said and heard there; 0 when all means the same.

    Raises:
        FormatError: a file is wrong, or there is nothing to play.
        BrokenModel, UnknownLanguage: nothing can be understood in this locale.
    """
    SHIPPED.of(locale)  # a locale that there is not is told before any server is started
    return _tell(load(where, words), lambda entry, stage: held(entry, stage).in_locale(locale, stage), script)


def _tell(
    conversations: Sequence[Conversation],
    perform: Callable[[Conversation, Stage], Result],
    success: Callable[[Result], str],
) -> int:
    failed, paint = 0, paint_for(sys.stdout, os.environ)
    with open_stage() as stage:
        for conversation in conversations:
            result = perform(conversation, stage)
            failed += bool(result.failures)
            print(report(result, paint) if result.failures else success(result), flush=True)
    print(f"{len(conversations) - failed} of {len(conversations)} conversations went as written.")
    return 1 if failed else 0
