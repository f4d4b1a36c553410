"""Slot types: the values of the contract's types, from the store's catalogue and the words of the language."""

import re
from collections.abc import Iterable
from typing import Any

from interactionModels.builder.catalogue import Catalogue, OptionGroup, Value
from interactionModels.builder.errors import ModelError, Problem
from interactionModels.builder.source import Contract, Speech

# Amazon's rule for custom slot values as we keep it: what a person can say, so no digits and no signs.
_SPEAKABLE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'-])*")
_LONGEST_VALUE = 140


class Words:
    """The words of one language for slot values: how signs are said, plurals and synonyms (`types.yaml`)."""

    def __init__(self, speech: Speech) -> None:
        data = speech.types
        self._said: dict[str, str] = data.get("said") or {}
        plurals = data.get("plurals") or {"of": [], "endings": {}}
        self._counted = set(plurals["of"])
        self._plurals: list[tuple[re.Pattern[str], str | None]] = [
            (re.compile(pattern), ending) for pattern, ending in plurals["endings"].items()
        ]
        self._endings: dict[str, list[str]] = data.get("endings left out") or {}
        self._synonyms: dict[str, dict[str, list[str]]] = data.get("synonyms") or {}
        self.own: dict[str, dict[str, list[str]]] = data.get("values") or {}

    def spoken(self, text: str) -> str:
        """`text` in lower case, with digits and signs as words."""
        result = text.lower()
        for sign, words in self._said.items():
            result = result.replace(sign, words)
        return " ".join(result.split())

    def plural(self, text: str) -> str | None:
        """The plural of the last word of `text`, or None where it has none."""
        for pattern, ending in self._plurals:
            if pattern.search(text):
                return None if ending is None else pattern.sub(ending, text, count=1)
        return None

    def synonyms(self, kind: str, value: Value) -> list[str]:
        """Everything that is said for `value` of the type `kind` beside its name."""
        name = self.spoken(value.name)
        own = (self._synonyms.get(kind) or {}).get(name, [])
        forms = [*own, *(self.spoken(synonym) for synonym in value.synonyms)]
        short = [form.removesuffix(f" {ending}") for form in (name, *forms) for ending in self._endings.get(kind, [])]
        forms += [form for form in short if " " in form]
        plurals = [self.plural(form) for form in (name, *forms)] if kind in self._counted else []
        return [*forms, *(plural for plural in plurals if plural)]


def slot_types(contract: Contract, speech: Speech, catalogue: Catalogue) -> list[dict[str, Any]]:
    """The slot types of one locale, as Amazon's JSON has them.

    Raises:
        ModelError: a type without values, a value that cannot be spoken, or two values of one name.
    """
    words, problems, types = Words(speech), [], []
    for kind in sorted(contract.types):
        values = [*_from_store(contract.types[kind], catalogue), *_from_language(words, kind)]
        if not values:
            problems.append(Problem(f"type {kind}", f"has no values in {speech.locale}"))
        entries = _entries(kind, values, words, problems)
        types.append({"name": kind, "values": entries})
    if problems:
        raise ModelError(sorted(problems))
    return types


def _from_store(origin: dict[str, Any], catalogue: Catalogue) -> Iterable[Value]:
    only, but = origin.get("group"), origin.get("but")
    match origin["from"]:
        case "products":
            return catalogue.products
        case "categories":
            return [category for category in catalogue.categories if category.id != but]
        case "places":
            return catalogue.places
        case "option groups":
            return [Value(group.name, group.name) for group in catalogue.groups if len(group.values) > 1]
        case "options":
            groups = [group for group in catalogue.groups if only in (None, group.name) and group.name != but]
            return [_option(group, value) for group in groups for value in group.values]
        case _:
            return []


def _option(group: OptionGroup, value: Value) -> Value:
    return Value(f"{group.name}:{value.id}", value.name, value.synonyms)


def _from_language(words: Words, kind: str) -> Iterable[Value]:
    values = words.own.get(kind) or {}
    return [Value(identity, names[0], tuple(names[1:])) for identity, names in values.items()]


def _entries(kind: str, values: Iterable[Value], words: Words, problems: list[Problem]) -> list[dict[str, Any]]:
    values = list(values)
    names = [words.spoken(value.name) for value in values]
    entries = []
    for value, name in zip(values, names, strict=True):
        where = f"type {kind}, value '{value.name}'"
        if names.count(name) > 1:
            problems.append(Problem(where, "another value has the same name"))
        synonyms = [form for form in dict.fromkeys(words.synonyms(kind, value)) if form not in names]
        for form in (name, *synonyms):
            if not _SPEAKABLE.fullmatch(form):
                problems.append(Problem(where, f"'{form}' cannot be spoken; tell how under 'said' in types.yaml"))
            if len(form) > _LONGEST_VALUE:
                problems.append(Problem(where, f"'{form[:40]}...' is longer than {_LONGEST_VALUE} characters"))
        # Amazon's schema requires `synonyms`, and at least one: a value without any repeats its name.
        entries.append({"id": value.id, "name": {"value": name, "synonyms": synonyms or [name]}})
    return entries
