"""Which function answers what. A conversation function says so itself, with `@intent` or `@answer`."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..shop.errors import NotLinked
from ..shop.ports import Ledger, Store
from .slots import SLOTS_OF_ITEMS, SLOTS_OF_OPTIONS, Items, Options, Slots, Spoken, items_of, options_of
from .turn import Reply, Turn

Function = Callable[..., Reply]
Source = Callable[["Heard"], Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """All that a conversation function may ask for by naming it as an argument."""

    turn: Turn
    store: Store
    ledger: Ledger
    slots: Slots
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Handler:
    """A conversation function with the place where each of its arguments is found, and the slots it looks at."""

    function: Function
    sources: Mapping[str, Source]
    slots: frozenset[str]
    needs_account: bool

    def __call__(self, heard: Heard) -> Reply:
        """Answer. Raises NotLinked, or any other ShopError, for what a person is to be told instead."""
        if self.needs_account and heard.turn.token is None:
            raise NotLinked
        return self.function(**{name: source(heard) for name, source in self.sources.items()})


KINDS = frozenset(("yes", "no", "more", "choice", "cancel", "stop", "code", "verification"))
"""The kinds of answer that a question can have."""
_intents: dict[str, Handler] = {}
_answers: dict[tuple[str, str], Handler] = {}
_needing_account: set[Function] = set()


def intent(name: str) -> Callable[[Function], Function]:
    """The function answers that intent. Its arguments are filled by type, or by the slot of that name."""

    def register(function: Function) -> Function:
        _intents[name] = _handler(function, _slot)
        return function

    return register


def answer(kind: str, *questions: str) -> Callable[[Function], Function]:
    """The function takes that kind of answer, one of `KINDS`, to those questions.

    Its arguments are filled by type, by the name of the question's data, `position` by the number that was said, `code`
    by a voice code, and `verification` by what came of one. A default stands for data that a question of the version
    before does not hold: one may be open while a new version is deployed.

    Raises:
        ValueError: there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no question has an answer of the kind {kind!r}: there are {', '.join(sorted(KINDS))}")

    def register(function: Function) -> Function:
        handler = _handler(function, _datum)
        _answers.update({(question, kind): handler for question in questions})
        return function

    return register


def with_account(function: Function) -> Function:
    """The function needs a linked account: without one the customer is told how to link it."""
    _needing_account.add(function)
    return function


def intent_handler(name: str) -> Handler | None:
    return _intents.get(name)


def answer_handler(question: str, kind: str) -> Handler | None:
    return _answers.get((question, kind))


def takes(question: str, kind: str) -> bool:
    """Whether somebody answers that question when that kind of answer is given."""
    return (question, kind) in _answers


def question_names() -> frozenset[str]:
    """All questions that take an answer."""
    return frozenset(question for question, _ in _answers)


def intent_names() -> frozenset[str]:
    return frozenset(_intents)


def _handler(function: Function, by_name: Callable[[str, Any], Source]) -> Handler:
    hints = typing.get_type_hints(function)
    names = inspect.signature(function).parameters
    if untyped := [name for name in names if name not in hints]:
        raise TypeError(f"{function.__name__} does not say of what type {untyped[0]} is")
    sources = {name: _BY_TYPE.get(hints[name]) or by_name(name, hints[name]) for name in names}
    for name, each in names.items():
        if each.default is not each.empty:
            sources[name] = partial(_datum_or, name, each.default)
    slots = frozenset[str]().union(*(_SLOTS_BY_TYPE.get(hints[name], {_slot_name(name)}) for name in names))
    return Handler(function, sources, slots, function in _needing_account)


_BY_TYPE: dict[Any, Source] = {
    Turn: lambda heard: heard.turn,
    Store: lambda heard: heard.store,
    Ledger: lambda heard: heard.ledger,
    Items: lambda heard: items_of(heard.slots),
    Options: lambda heard: options_of(heard.slots),
}


_SLOTS_BY_TYPE: dict[Any, frozenset[str]] = {
    Turn: frozenset(),
    Store: frozenset(),
    Ledger: frozenset(),
    Items: SLOTS_OF_ITEMS,
    Options: SLOTS_OF_OPTIONS,
}


def _slot_name(argument: str) -> str:
    return re.sub(r"_(\w)", lambda letter: letter[1].upper(), argument)


def _slot(name: str, kind: Any) -> Source:
    slot = _slot_name(name)
    if kind == Spoken | None:
        return lambda heard: heard.slots.get(slot)
    raise TypeError(f"a conversation function cannot take {name}: {kind}; a slot is `Spoken | None`")


def _datum_or(name: str, default: Any, heard: Heard) -> Any:
    return heard.data.get(name, default)


def _datum(name: str, _kind: Any) -> Source:
    return lambda heard: heard.data[name]
