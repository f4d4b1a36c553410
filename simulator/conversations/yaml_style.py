"""YAML in the style of the project's conversation files: plain where it can be, no line too long."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from math import inf

import yaml

WIDTH = 120

Value = str | int | Sequence["Value"] | Mapping[str, "Value"]


def scalar(text: str) -> str:
    """A text on the line of its key: plain where YAML reads it as itself, else in double quotes."""
    return text if _read(f"key: {text}") == {"key": text} else _quoted(text)


def flow(value: Value) -> str:
    """A value on one line: `{cart: [latte, 2 croissants], total: 340}`."""
    if isinstance(value, str):
        return value if _read(f"[{value}]") == [value] else _quoted(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(entry)}" for key, entry in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]"


def entry(key: str, text: str, indent: str) -> str:
    """`key: text` at an indentation; what is too long goes on in lines that stand further in.

    Args:
        key: with "- " before it for the first of a list's entry.
    """
    line = f"{indent}{key}: {scalar(text)}"
    if len(line) <= WIDTH:
        return line
    quoted = f"{indent}{key}: {_quoted(text)}"
    deeper = indent + " " * (len(key) - len(key.removeprefix("- ")) + 2)
    name = key.removeprefix("- ")
    folded = (_folded(candidate, deeper) for candidate in (line, quoted))
    return next((lines for lines in folded if _read(lines) in ({name: text}, [{name: text}])), quoted)


def _quoted(text: str) -> str:
    return yaml.dump(text, default_style='"', allow_unicode=True, width=inf).rstrip("\n")


def _folded(line: str, indent: str) -> str:
    return "\n".join(
        textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    )


def _read(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return None
