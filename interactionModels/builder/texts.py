"""What is answered: the `speech` of every language file, gathered into one file of texts a language for the skill."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from interactionModels.builder.errors import ModelError, Problem
from interactionModels.builder.source import ROOT, Contract
from interactionModels.builder.yaml_lines import load

_SHARED = "speech"
_PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")

Texts = dict[str, Any]


def read_texts(contract: Contract, root: Path = ROOT) -> dict[str, Texts]:
    """The texts of every language and of every locale that differs from its language, by name.

    Raises:
        ModelError: a key stands twice, is no text, is missing in a language, or has other placeholders there.
    """
    folders = sorted({*contract.locales, *contract.locales.values()})
    texts = {name: _folder(root / name, root) for name in folders if (root / name).is_dir()}
    first, *others = dict.fromkeys(contract.locales.values())
    problems = [problem for name in others for problem in _missing(name, texts[name], texts[first])]
    problems += [problem for name in texts for problem in _differing(name, texts[name], texts[first])]
    if problems:
        raise ModelError(sorted(problems))
    return texts


def to_text(texts: Texts) -> str:
    """The file's content: sorted, so that a change shows as what it is."""
    return json.dumps(texts, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _folder(folder: Path, root: Path) -> Texts:
    found: Texts = {}
    problems = []
    for path in sorted(folder.glob("*.yaml")):
        where = str(path.relative_to(root.parent))
        content = load(path, root.parent)
        for key, text in (content if path.stem == _SHARED else content.get("speech") or {}).items():
            if key in found:
                problems.append(Problem(where, f"the text '{key}' stands in another file too"))
            if isinstance(text, tuple) or text is None:
                problems.append(Problem(where, f"the text '{key}' should be one line: no '|' after the colon"))
            found[key] = text
    if problems:
        raise ModelError(problems)
    return found


def _missing(name: str, texts: Texts, model: Texts) -> list[Problem]:
    return [Problem(f"interactionModels/{name}", f"lacks the text '{key}'") for key in sorted(set(model) - set(texts))]


def _differing(name: str, texts: Texts, model: Texts) -> list[Problem]:
    """What a text may name is given by the code, so it is the same in every language."""
    where = f"interactionModels/{name}"
    problems = [Problem(where, f"has the text '{key}', which nobody else has") for key in set(texts) - set(model)]
    for key in sorted(set(texts) & set(model)):
        extra = _placeholders(texts[key]) - _placeholders(model[key])
        if extra:
            problems.append(Problem(where, f"the text '{key}' names {', '.join(sorted(extra))}, which nobody gives it"))
    return problems


def _placeholders(text: object) -> set[str]:
    return set(_PLACEHOLDER.findall(json.dumps(text)))
