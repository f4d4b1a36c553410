"""Turns a speech key and values into what is said and what is written on a card."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from ..trace import note
from .phrases import Phrases

_LOCALES = Path(__file__).parent / "locales"
_DEFAULT_LANGUAGE = "en"
_PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}")
_SENTENCE_START = re.compile(r"(^|[.?!] +)(\w)")
_TAG = re.compile(r"<[^>]*>")
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Speaker:
    """Speaks one locale.

    A text holds placeholders `{name}` or `{name:style}`; styles are those of `Phrases`. A text may be two, `one` and
    `other`, chosen by the value named `count`. Tags in a text are SSML; what fills a placeholder is escaped.
    """

    def __init__(self, texts: Mapping[str, Any], always: Mapping[str, object], now: datetime) -> None:
        self._texts = texts
        self._phrases = Phrases(texts, now)
        self._always = always

    def knows(self, key: str) -> bool:
        return key in self._texts

    def speak(self, key: str, values: Mapping[str, object]) -> str:
        """The sentence as SSML, without the <speak> around it. Raises KeyError for an unknown key or missing value."""
        note("speech", key)
        return self._fill(key, values, lambda text: text.translate(_XML))

    def write(self, key: str, values: Mapping[str, object]) -> str:
        """The sentence as plain text, for cards and screens. Raises KeyError as `speak` does."""
        note("writing", key)
        return inert(_TAG.sub("", self._fill(key, values, inert)))

    def _fill(self, key: str, values: Mapping[str, object], escape: Callable[[str], str]) -> str:
        text = self._texts[key]
        if isinstance(text, dict):
            text = text[self._phrases.plural(int(str(values["count"])))]
        known = {**self._always, **values}
        filled = _PLACEHOLDER.sub(lambda hole: escape(self._phrases.say(known[hole[1]], hole[2])), text)
        return _SENTENCE_START.sub(lambda start: start[1] + start[2].upper(), filled)


def inert(text: str) -> str:
    """The text with lookalikes for what a screen would not draw but obey: markup, `${an expression}`, `@a_resource`.

    APL evaluates the strings of a datasource, too ("Data-binding evaluation"), those within lists even twice.
    """
    text = text.replace("<", "‹").replace("${", "＄{")
    return f"＠{text[1:]}" if text.startswith("@") else text


@cache
def texts_of(locale: str) -> Mapping[str, Any]:
    """A locale's texts: its language's, with those of the region over them. An unknown language gets the default."""
    language = locale.split("-", 1)[0]
    if not (_LOCALES / f"{language}.json").is_file():
        return texts_of(_DEFAULT_LANGUAGE)
    texts: dict[str, Any] = {}
    for name in dict.fromkeys((language, locale)):
        file = _LOCALES / f"{name}.json"
        if file.is_file():
            texts |= json.loads(file.read_text("utf-8"))
    return texts
