"""Speech in numbers: words, seconds, questions; the same in every language that puts spaces between words."""

from __future__ import annotations

import re
from collections.abc import Iterable

WORDS_A_MINUTE = 160
"""How fast Alexa is taken to speak.

Amazon names no figure, as voices differ too much ("Timing a voice speed", Amazon Polly Developer Guide). This is the
rate that DECtalk's reference calls moderate and fit for lists; people in conversation speak at 150 to 180.
"""

# "$15.79" is spoken in about as many words as it has digits.
_WORD = re.compile(r"\d|[^\W\d]+(?:['’\-][^\W\d]+)*")
# Latin, Greek and other Western writing; full-width; Arabic.
_QUESTION_MARK = re.compile(r"[?？؟]+")
_ASKING = "ask."


def words_in(text: str) -> int:
    """The words of what is heard, a digit counting as one."""
    return len(_WORD.findall(text))


def seconds_of(words: int) -> float:
    return words * 60 / WORDS_A_MINUTE


def questions_in(text: str, keys: Iterable[str]) -> int:
    """How many questions are heard: by their marks, or by their keys where a language has no marks."""
    asked = {key for key in keys if key.startswith(_ASKING)}
    return max(len(_QUESTION_MARK.findall(text)), len(asked))
