"""`python -m simulator test`: plays conversation files and prints how they went."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from simulator.conversations.format import find_files, load_file
from simulator.conversations.paint import paint_for
from simulator.conversations.report import report
from simulator.conversations.runner import play
from simulator.conversations.script import Conversation
from simulator.conversations.source import FormatError
from simulator.conversations.stage import open_stage


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
    conversations, failed = load(where, words), 0
    paint = paint_for(sys.stdout, os.environ)
    with open_stage() as stage:
        for conversation in conversations:
            result = play(conversation, stage)
            failed += bool(result.failures)
            print(report(result, paint) if result.failures else f"ok  {conversation.title}", flush=True)
    print(f"{len(conversations) - failed} of {len(conversations)} conversations went as written.")
    return 1 if failed else 0
