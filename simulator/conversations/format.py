"""Conversation files: a title, what is given, what is said and heard, and what then stands in the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.conversations.pattern import ExpectedIntent, Hearing, Pattern
from simulator.conversations.source import FormatError, Source

CUSTOMERS = ("ana", "ben", "cara", "unlinked", "revoked")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A change to a product in the store: its price in minor units, how many are left; None leaves it."""

    product: str
    price: int | None = None
    stock: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """How things stand before the first word.

    `customer` is a demo customer whose account is linked, or `unlinked`, or `revoked`: with a token that the store does
    not take. `ordered` are earlier orders, `cart` what was added before, `card` the last digits of the card that pays.
    """

    customer: str = "ana"
    card: str | None = None
    cart: tuple[str, ...] = ()
    ordered: tuple[tuple[str, ...], ...] = ()
    store: tuple[Shelf, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """What a turn has to bring; None where the file says nothing."""

    intent: ExpectedIntent | None = None
    hear: Hearing | None = None
    unheard: tuple[str, ...] = ()
    reprompt: Hearing | None = None
    card: Hearing | None = None
    asks: str | None = None
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Something said, and what must come of it."""

    line: int
    say: str
    expected: Expected


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Something that happens in the store between two turns."""

    line: int
    store: tuple[Shelf, ...] = ()
    advance: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedOrder:
    """An order of this conversation: its lines, and total (minor units) and state where the file names them."""

    lines: tuple[str, ...]
    total: int | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands in the store afterwards; None where the file says nothing."""

    line: int
    cart: tuple[str, ...] | None = None
    orders: tuple[ExpectedOrder, ...] | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation of a file."""

    file: str
    line: int
    title: str
    locale: str
    given: Given
    steps: tuple[Line | Meanwhile, ...]
    outcome: Outcome | None


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
        locale=fields.get("locale", "en-US"),
        given=fields.get("given", Given()),
        steps=fields["turns"],
        outcome=fields.get("then"),
    )


def _given(source: Source) -> Given:
    readers: Mapping[str, Callable[[Source], Any]] = {
        "customer": lambda value: value.one_of(CUSTOMERS),
        "card": Source.text,
        "cart": Source.texts,
        "ordered": lambda value: tuple(order.texts() for order in value.items()),
        "store": _shelves,
    }
    return Given(**source.fields(readers))


def _shelves(source: Source) -> tuple[Shelf, ...]:
    readers = {"price": Source.integer, "stock": Source.integer}
    return tuple(Shelf(product, **value.fields(readers)) for product, value in source.pairs().items())


def _steps(source: Source) -> tuple[Line | Meanwhile, ...]:
    return tuple(_meanwhile(item) if "meanwhile" in item.pairs() else _line(item) for item in source.items())


def _meanwhile(source: Source) -> Meanwhile:
    readers: Mapping[str, Callable[[Source], Any]] = {
        "store": _shelves,
        "order": lambda value: value.one_of(("advances",)),
    }
    happens = source.fields({"meanwhile": lambda value: value.fields(readers)})["meanwhile"]
    return Meanwhile(source.line, happens.get("store", ()), "order" in happens)


def _line(source: Source) -> Line:
    readers: Mapping[str, Callable[[Source], Any]] = {
        "say": Source.text,
        "intent": _intent,
        "hear": _hearing,
        "unheard": Source.texts,
        "reprompt": _hearing,
        "card": _hearing,
        "asks": Source.text,
        "session": lambda value: value.one_of(("open", "closed")),
    }
    fields = source.fields(readers)
    if "say" not in fields:
        raise source.error('a turn needs say; silence is say: ""')
    return Line(source.line, fields.pop("say"), Expected(**fields))


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
        "orders": lambda value: tuple(_order(order) for order in value.items()),
    }
    return Outcome(source.line, **source.fields(readers))


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
