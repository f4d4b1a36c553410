"""The facts of one language that the recogniser needs, read from `languages/<language>.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "languages"


class UnknownLanguage(Exception):
    """There is no language file for a locale."""


@dataclass(frozen=True)
class TimeWords:
    """How a language tells the time.

    Attributes:
        names: what is a time by itself, or a part of the day: its value.
        halves: what follows an hour, and the first of the twelve hours that it puts before noon and after.
        shifts: what comes before an hour, and by how many minutes that is off.
        past, to: between minutes and an hour.
        sharp: what follows a full hour and says nothing more.
    """

    names: dict[str, str]
    halves: dict[str, list[int]]
    shifts: dict[str, int]
    past: tuple[str, ...]
    to: tuple[str, ...]
    sharp: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """One language: its numbers, times, fillers and contractions, and what links the values of a list.

    `turns`: by intent, the words that turn what it says into something else.
    """

    same: dict[str, str]
    numbers: dict[str, int]
    quantities: dict[str, str]
    ordinals: dict[str, str]
    times: TimeWords
    links: frozenset[str]
    fillers: tuple[str, ...]
    openers: tuple[str, ...]
    replies: tuple[str, ...]
    built_in: dict[str, tuple[str, ...]]
    written: dict[str, str]
    turns: dict[str, frozenset[str]]


@cache
def language_of(locale: str) -> Language:
    """The language of `locale`, such as English for en-GB.

    Raises:
        UnknownLanguage: no file for it.
    """
    path = _FOLDER / f"{locale.partition('-')[0]}.toml"
    if not path.is_file():
        raise UnknownLanguage(
            f"no {path.name} for {locale}; there are {', '.join(sorted(p.name for p in _FOLDER.iterdir()))}"
        )
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Language(
        same=data["same"],
        numbers=data["numbers"],
        quantities=data["quantities"],
        ordinals=data["ordinals"],
        times=TimeWords(**data["times"]),
        links=frozenset(data["lists"]["links"]),
        fillers=tuple(data["fillers"]["anywhere"]),
        openers=tuple(data["fillers"]["at_start"]),
        replies=tuple(data["fillers"]["replies"]),
        built_in={name: tuple(samples) for name, samples in data["built_in"].items()},
        written=data["written"],
        turns={name: frozenset(words) for name, words in data["turns"].items()},
    )
