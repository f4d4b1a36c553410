"""The report as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.speech_report.measure import WORDS_A_MINUTE, seconds_of
from simulator.speech_report.rules import Fault, Spoken
from simulator.speech_report.texts import Unsaid

_SHOWN = 5


def printed(replies: Sequence[Spoken], faults: Sequence[Fault], missing: Sequence[Unsaid]) -> str:
    """The longest replies, then everything that is at fault, each with its file and line."""
    return "\n".join([*_longest(replies), *_faults(faults), *_missing(missing)])


def _longest(replies: Sequence[Spoken]) -> Iterator[str]:
    yield f"The longest of {len(replies)} replies, at {WORDS_A_MINUTE} words a minute:"
    different = {reply.keys: reply for reply in sorted(replies, key=lambda reply: reply.words)}
    for reply in sorted(different.values(), key=lambda reply: -reply.words)[:_SHOWN]:
        yield f"  {reply.words} words, {seconds_of(reply.words):.0f} s  {reply.place}  {reply.text}"


def _faults(faults: Sequence[Fault]) -> Iterator[str]:
    for fault in faults:
        yield ""
        yield f"{fault.reply.place}: {fault.reply.title}: {fault.rule}"
        yield f"  to: {fault.reply.said!r}"
        yield f"  Alexa: {fault.reply.text}"


def _missing(missing: Sequence[Unsaid]) -> Iterator[str]:
    if missing:
        yield ""
        yield "Said in no test (write the conversation, or delete the text and its code):"
    for text in missing:
        yield f"  {text.place}: {text.key}"
