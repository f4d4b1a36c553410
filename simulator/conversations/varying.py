"""What differs from run to run in what is heard: order numbers, times, days and waits become `...`."""

from __future__ import annotations

import re
from collections.abc import Collection

from simulator.conversations.pattern import ANYTHING
from voiceshop.speech.speaker import texts_of

# strftime's directives that the locales' times of day use, and what they may become.
_DIRECTIVES = {"%I": r"\d{1,2}", "%H": r"\d{1,2}", "%M": r"\d{2}", "%p": r"[AP]M"}


class Varying:
    """Knows how a locale says what differs, and which order numbers there were.

    Args:
        locale: in which the skill spoke.
        labels: the order numbers that may be heard.
    """

    def __init__(self, locale: str, labels: Collection[str]) -> None:
        texts = texts_of(locale)
        minutes = (_around(text, "{minutes}", r"\w[\w-]*") for text in texts["phrase.minutes"].values())
        self._labels = frozenset(labels)
        known = [*map(re.escape, [*labels, *texts["phrase.weekdays"]]), _time(texts["phrase.time"]), *minutes]
        # A full stop or comma after it goes as well: "in ..., and" would read worse than it matches.
        self._differs = re.compile(rf"\b(?:{'|'.join(known)})\b[.,:;]?")

    def without(self, heard: str) -> str:
        """What was heard, as a pattern that another run fits."""
        dotted = self._differs.sub(ANYTHING, " ".join(heard.split()))
        return re.sub(r"\.\.\.(?:\s*\.\.\.)+", ANYTHING, dotted)

    def names_an_order(self, said: str) -> bool:
        """Whether somebody said an order's number, which is another in each run."""
        return not self._labels.isdisjoint(re.findall(r"\w+", said))


def _time(form: str) -> str:
    """What a time in strftime's form looks like; glibc's `-` only leaves out a leading zero."""
    escaped = re.escape(form.replace("%-", "%"))
    for directive, digits in _DIRECTIVES.items():
        escaped = escaped.replace(re.escape(directive), digits)
    return escaped


def _around(text: str, hole: str, filling: str) -> str:
    return filling.join(map(re.escape, text.split(hole)))
