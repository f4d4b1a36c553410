"""Results as text: a line for what went well, the script and the difference for what did not."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.conversations.check import difference
from simulator.conversations.runner import Result
from simulator.show import as_script, understood

_TEXTS = frozenset({"hear", "reprompt", "card"})


def report(result: Result) -> str:
    """A failed conversation: what was said so far, and what should have come."""
    return "\n".join(_lines(result))


def _lines(result: Result) -> Iterator[str]:
    conversation = result.conversation
    yield f"{conversation.file}:{conversation.line}: {conversation.title}"
    for turn in result.turns:
        yield from (f"  {line}" for line in as_script(turn))
    if result.turns and (meaning := understood(result.turns[-1])):
        yield f"  (understood as {meaning})"
    for failure in result.failures:
        yield ""
        yield f"  {conversation.file}:{failure.line}: {failure.key}"
        if failure.expected:
            yield f"    expected: {failure.expected}"
        yield f"    got:      {failure.got}"
        if failure.key in _TEXTS:
            yield f"    that is:  {difference(failure.expected, failure.got)}"
