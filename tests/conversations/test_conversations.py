"""Plays every conversation file of this folder; docs/conversations.md says how one is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.conversations.command import load
from simulator.conversations.report import report
from simulator.conversations.runner import play
from simulator.conversations.script import Conversation
from simulator.conversations.stage import Stage


def titled(conversation: Conversation) -> str:
    return f"{Path(conversation.file).stem}: {conversation.title}"


@pytest.mark.parametrize("conversation", load(Path(__file__).parent), ids=titled)
def test_conversation(conversation: Conversation, stage: Stage) -> None:
    result = play(conversation, stage)
    if result.failures:
        pytest.fail(report(result), pytrace=False)
