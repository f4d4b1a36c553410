"""YAML that is read strictly: every mistake is told with its file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

T = TypeVar("T")


class FormatError(Exception):
    """A conversation file is not written as it should be; the message starts with `file:line`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A value in a YAML file, which knows where it stands."""

    node: yaml.Node
    file: str

    @classmethod
    def of(cls, path: Path) -> Source:
        """The document of a file.

        Raises:
            FormatError: it is not YAML, or is empty.
        """
        try:
            node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise FormatError(f"{path}:{line}: not YAML: {error.problem}") from error
        if node is None:
            raise FormatError(f"{path}:1: the file is empty")
        return cls(node, str(path))

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    def error(self, message: str) -> FormatError:
        return FormatError(f"{self.file}:{self.line}: {message}")

    def text(self) -> str:
        """A word or sentence; a number stands as it was written."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error("should be a text")
        return str(self.node.value)

    def integer(self) -> int:
        try:
            return int(self.text())
        except ValueError as error:
            raise self.error(f"should be a whole number, not {self.text()!r}") from error

    def one_of(self, choices: tuple[str, ...]) -> str:
        if self.text() not in choices:
            raise self.error(f"should be {' or '.join(choices)}, not {self.text()!r}")
        return self.text()

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    def items(self) -> Iterator[Source]:
        """The entries of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error("should be a list")
        return (Source(item, self.file) for item in self.node.value)

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def pairs(self) -> dict[str, Source]:
        """The entries of a mapping.

        Raises:
            FormatError: it is none, or names something twice.
        """
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("should be a mapping")
        found: dict[str, Source] = {}
        for key, value in self.node.value:
            name = Source(key, self.file)
            if name.text() in found:
                raise name.error(f"{name.text()!r} stands here twice")
            found[name.text()] = Source(value, self.file)
        return found

    def fields(self, readers: Mapping[str, Callable[[Source], T]]) -> dict[str, T]:
        """The entries of a mapping, each through its reader.

        Raises:
            FormatError: an entry that no reader knows.
        """
        result: dict[str, T] = {}
        for name, value in self.pairs().items():
            if name not in readers:
                raise value.error(f"unknown {name!r}; known here: {', '.join(readers)}")
            result[name] = readers[name](value)
        return result
