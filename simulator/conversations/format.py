"""Reads conversation files, strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from simulator.conversations.acting import EVENTS
from simulator.conversations.pattern import ExpectedIntent, Hearing, Pattern
from simulator.conversations.script import (
    CUSTOMERS,
    DEFAULT_LOCALE,
    PERMISSIONS,
    Conversation,
    Deed,
    Event,
    Expected,
    ExpectedOrder,
    Given,
    Line,
    Meanwhile,
    Outcome,
    Say,
    Shelf,
    Touch,
    Verify,
)
from simulator.conversations.source import FormatError, Source
from simulator.device import PIN_COMPLETIONS
from simulator.hardware import KINDS
from simulator.wire import Network


def load_file(path: Path) -> Iterator[Conversation]:
    """The conversations of one file.

    Raises:
        FormatError: the first mistake in it, with file and line.
    """
    return (_conversation(item) for item in Source.of(path).items())


def find_files(where: Path) -> list[Path]:
    """The conversation files at a path: the file itself, or all `*.yaml` of a folder.

    Raises:
        FormatError: there is none.
    """
    files = sorted(where.rglob("*.yaml")) if where.is_dir() else [where]
    if not files or not files[0].exists():
        raise FormatError(f"{where}: no conversation files here")
    return files


def _conversation(source: Source) -> Conversation:
    fields: dict[str, Any] = source.fields(
        {"title": Source.text, "locale": Source.text, "given": _given, "turns": _steps, "then": _outcome}
    )
    for name in ("title", "turns"):
        if name not in fields:
            raise source.error(f"a conversation needs {name}")
    return Conversation(
        file=source.file,
        line=source.line,
        title=fields["title"],
        locale=fields.get("locale", DEFAULT_LOCALE),
        given=fields.get("given", Given()),
        steps=fields["turns"],
        outcome=fields.get("then"),
    )


def _given(source: Source) -> Given:
    readers: Mapping[str, Callable[[Source], Any]] = {
        "customer": lambda value: value.one_of(CUSTOMERS),
        "device": lambda value: value.one_of(tuple(KINDS)),
        "time zone": _time_zone,
        "permissions": lambda value: tuple(item.one_of(tuple(PERMISSIONS)) for item in value.items()),
        "verify person": lambda value: value.one_of(("on", "off")) == "on",
        "card": Source.text,
        "cart": Source.texts,
        "ordered": _orders,
        "store": _shelves,
    }
    return Given(**{name.replace(" ", "_"): value for name, value in source.fields(readers).items()})


def _time_zone(source: Source) -> str:
    if source.text() not in available_timezones():
        raise source.error(f"should be a time zone such as America/Chicago, not {source.text()!r}")
    return source.text()


def _shelves(source: Source) -> tuple[Shelf, ...]:
    readers = {"price": Source.integer, "stock": Source.integer}
    return tuple(Shelf(product, **value.fields(readers)) for product, value in source.pairs().items())


def _steps(source: Source) -> tuple[Line | Meanwhile, ...]:
    return tuple(_meanwhile(item) if "meanwhile" in item.pairs() else _line(item) for item in source.items())


def _meanwhile(source: Source) -> Meanwhile:
    readers: Mapping[str, Callable[[Source], Any]] = {
        "store": _shelves,
        "order": lambda value: value.one_of(("advances",)),
        "network": lambda value: Network(value.one_of(tuple(Network))),
    }
    happens = source.fields({"meanwhile": lambda value: value.fields(readers)})["meanwhile"]
    return Meanwhile(source.line, happens.get("store", ()), "order" in happens, happens.get("network"))


_DEEDS: Mapping[str, Callable[[Source], Deed]] = {
    "say": lambda value: Say(value.text()),
    "touch": lambda value: Touch(value.text()),
    "event": lambda value: Event(value.one_of(tuple(EVENTS))),
    "verify": lambda value: Verify(value.one_of(tuple(PIN_COMPLETIONS))),
}


def _line(source: Source) -> Line:
    readers: Mapping[str, Callable[[Source], Any]] = {
        **_DEEDS,
        "intent": _intent,
        "progress": _hearing,
        "hear": _hearing,
        "unheard": Source.texts,
        "reprompt": _hearing,
        "card": _hearing,
        "screen": Source.text,
        "see": lambda value: tuple(map(Pattern, value.texts())),
        "asks": Source.text,
        "session": lambda value: value.one_of(("open", "closed")),
    }
    fields = source.fields(readers)
    deeds = [fields.pop(name) for name in _DEEDS if name in fields]
    if len(deeds) != 1:
        raise source.error('a turn needs one of say, touch, event and verify; silence is say: ""')
    return Line(source.line, deeds[0], Expected(**fields))


def _intent(source: Source) -> ExpectedIntent:
    try:
        return ExpectedIntent.parse(source.text())
    except ValueError as error:
        raise source.error(str(error)) from error


def _hearing(source: Source) -> Hearing:
    if source.is_list:
        return Hearing(tuple(Pattern(text) for text in source.texts()), whole=False)
    return Hearing((Pattern(source.text()),), whole=True)


def _outcome(source: Source) -> Outcome:
    readers: Mapping[str, Callable[[Source], Any]] = {
        "cart": Source.texts,
        "orders": _orders,
    }
    return Outcome(source.line, **source.fields(readers))


def _orders(source: Source) -> tuple[ExpectedOrder, ...]:
    return tuple(_order(order) for order in source.items())


def _order(source: Source) -> ExpectedOrder:
    if source.is_list:
        return ExpectedOrder(source.texts())
    readers: Mapping[str, Callable[[Source], Any]] = {
        "lines": Source.texts,
        "total": Source.integer,
        "state": Source.text,
    }
    fields = source.fields(readers)
    if "lines" not in fields:
        raise source.error("an order needs lines")
    return ExpectedOrder(**fields)
