"""Results as text: the script so far of what went another way, and where it differs."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.conversations.paint import PLAIN, Paint
from simulator.conversations.runner import Result
from simulator.conversations.telling import told
from simulator.show import as_script


def report(result: Result, paint: Paint = PLAIN) -> str:
    """A failed conversation: what was said so far, and how what came differs from what was expected."""
    return "\n".join(_lines(result, paint))


def script(result: Result) -> str:
    """What was said and heard, under the conversation's title."""
    return "\n".join(_script(result))


def _script(result: Result) -> Iterator[str]:
    conversation = result.conversation
    yield f"{conversation.file}:{conversation.line}: {conversation.title}"
    for turn in result.turns:
        yield from (f"  {line}" for line in as_script(turn))


def _lines(result: Result, paint: Paint) -> Iterator[str]:
    conversation = result.conversation
    yield from _script(result)
    for failure in result.failures:
        yield ""
        yield f"  {conversation.file}:{failure.line}: {failure.key}"
        yield from (f"    {line}" for line in told(failure.difference, paint))
    yield from (f"  The skill failed, which nobody foresaw: {trouble}" for trouble in result.troubles)
