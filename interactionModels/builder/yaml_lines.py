"""YAML that remembers where its sentences stand: a block scalar (`|`) becomes a tuple of numbered lines."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from interactionModels.builder.errors import ModelError, Problem


@dataclass(frozen=True)
class SourceLine:
    """One line of a language file."""

    text: str
    file: str
    number: int

    @property
    def where(self) -> str:
        """File and line, as an editor understands it."""
        return f"{self.file}:{self.number}"


class _Loader(yaml.SafeLoader):
    """The safe loader, with block scalars as lines."""


def _block(loader: _Loader, node: yaml.ScalarNode) -> str | tuple[SourceLine, ...]:
    text = str(loader.construct_scalar(node))
    if node.style != "|":
        return text
    first = node.start_mark.line + 2
    numbered = ((number, line.partition("#")[0].strip()) for number, line in enumerate(text.split("\n"), first))
    return tuple(SourceLine(line, str(loader.name), number) for number, line in numbered if line)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    """Names and values. YAML's own loader takes the last of two values of one name, without a word."""
    names: set[str] = set()
    for key, _ in node.value:
        if key.value in names:
            raise yaml.constructor.ConstructorError(None, None, f"'{key.value}' stands here twice", key.start_mark)
        names.add(key.value)
    return dict(loader.construct_pairs(node, deep=True))


_Loader.add_constructor("tag:yaml.org,2002:str", _block)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load(path: Path, root: Path) -> dict[str, Any]:
    """Read one YAML file; its name in messages is relative to `root`.

    Raises:
        ModelError: the file is not YAML, or not a mapping.
    """
    name = str(path.relative_to(root))
    loader = _Loader(path.read_text(encoding="utf-8"))
    loader.name = name
    try:
        content = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ModelError([Problem(f"{name}:{line}", f"not YAML: {error.problem}")]) from error
    finally:
        loader.dispose()
    if not isinstance(content, dict):
        raise ModelError([Problem(name, "should be a mapping of names to values")])
    return content
