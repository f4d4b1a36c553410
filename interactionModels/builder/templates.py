"""The sentence notation: parsing a template and expanding it to samples.

`(a|b)` one of them, `[a]` or `[a|b]` optional, `{slot}` a slot, `<rule>` one line of a shared rule.

A template stands for every combination of its alternatives, but is not multiplied out beyond `MOST` samples: where
there would be more, a spread of combinations is taken in which each alternative is said once. Alexa learns patterns
from samples and needs none of them twice, and a model has a largest size.
"""

import itertools
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*(?:([()\[\]|])|<([^<>]*)>|(\{[^{}]*\}|[^\s()\[\]|<>{}]+))")
MOST = 16

_CLOSING = {"(": ")", "[": "]"}


class TemplateError(Exception):
    """The template does not follow the notation."""


@dataclass(frozen=True)
class Word:
    """A word or a `{slot}`, said as it stands."""

    text: str


@dataclass(frozen=True)
class Rule:
    """A reference to a shared rule."""

    name: str


@dataclass(frozen=True)
class Choice:
    """Alternatives, one of which is said."""

    alternatives: tuple["Sequence", ...]


Part = Word | Rule | Choice
Sequence = tuple[Part, ...]


def parse(template: str) -> Sequence:
    """Return the parts of `template`.

    Raises:
        TemplateError: unbalanced brackets, an empty template or a character the notation does not know.
    """
    tokens = _tokens(template)
    alternatives, _ = _alternatives(tokens, closing="")
    if len(alternatives) > 1:
        raise TemplateError("'|' stands outside of brackets")
    if not alternatives[0]:
        raise TemplateError("there is nothing in it")
    return alternatives[0]


def _tokens(template: str) -> list[tuple[str, str]]:
    tokens, position = [], 0
    text = template.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise TemplateError(f"cannot read from '{text[position:].strip()}'")
        bracket, rule, word = match.groups()
        tokens.append(("bracket", bracket) if bracket else ("rule", rule) if rule is not None else ("word", word))
        position = match.end()
    return tokens


def _alternatives(tokens: list[tuple[str, str]], closing: str) -> tuple[list[Sequence], list[tuple[str, str]]]:
    """Read up to the bracket `closing` (or to the end) and return the alternatives and the tokens from there on."""
    alternatives: list[list[Part]] = [[]]
    while tokens:
        (kind, text), rest = tokens[0], tokens[1:]
        if kind == "bracket" and text in ")]":
            break
        if text == "|" and kind == "bracket":
            alternatives.append([])
        elif kind == "bracket":
            inner, rest = _alternatives(rest, _CLOSING[text])
            if not rest or rest[0][1] != _CLOSING[text]:
                raise TemplateError(f"'{text}' is not closed by '{_CLOSING[text]}'")
            rest = rest[1:]
            alternatives[-1].append(Choice((*inner, ()) if text == "[" else tuple(inner)))
        else:
            alternatives[-1].append(Rule(text) if kind == "rule" else Word(text))
        tokens = rest
    if tokens and tokens[0][1] != closing:
        raise TemplateError(f"'{tokens[0][1]}' closes nothing")
    return [tuple(alternative) for alternative in alternatives], tokens


def rules_in(sequence: Sequence) -> set[str]:
    """The names of the rules that `sequence` refers to."""
    names: set[str] = set()
    for part in sequence:
        if isinstance(part, Rule):
            names.add(part.name)
        elif isinstance(part, Choice):
            names.update(*(rules_in(alternative) for alternative in part.alternatives))
    return names


def expand(sequence: Sequence, rules: dict[str, list[str]]) -> list[str]:
    """The samples that `sequence` stands for, in order, each once; `rules` holds what each rule expands to."""
    columns = [_column(part, rules) for part in sequence]
    longest = max(map(len, columns))
    if math.prod(map(len, columns)) <= MOST:
        rows: Iterable[tuple[str, ...]] = itertools.product(*columns)
    else:
        rows = (_row(columns, turn, longest) for turn in range(max(MOST, longest)))
    return list(dict.fromkeys(filter(None, (" ".join(filter(None, row)) for row in rows))))


def _column(part: Part, rules: dict[str, list[str]]) -> list[str]:
    match part:
        case Word(text):
            return [text]
        case Rule(name):
            return rules[name]
        case Choice(alternatives):
            return [
                text for alternative in alternatives for text in (expand(alternative, rules) if alternative else [""])
            ]


def _row(columns: list[list[str]], turn: int, longest: int) -> tuple[str, ...]:
    """One combination: all columns step together; after each full round each is shifted against the one before."""
    round_ = turn // longest
    return tuple(column[(turn + round_ * place) % len(column)] for place, column in enumerate(columns))
