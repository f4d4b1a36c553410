"""What is answered: the `speech` of every language file, gathered into one file of texts a language for the skill."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from interactionModels.builder.errors import ModelError, Problem
from interactionModels.builder.source import ROOT, WORDS, Contract
from interactionModels.builder.yaml_lines import load

_SHARED = "speech"
_PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")
_NOT_SAID = re.compile(r"(\{[^}]*\}|<[^>]*>)")  # placeholders and SSML tags

Texts = dict[str, Any]


def read_texts(contract: Contract, root: Path = ROOT) -> dict[str, Texts]:
    """The texts of every language and of every locale that differs from its language, by name.

    Raises:
        ModelError: a key stands twice, is no text, is missing in a language, or has other placeholders there.
    """
    folders = sorted({*contract.locales, *contract.locales.values()})
    texts = {name: _folder(root / name, root) for name in folders if (root / name).is_dir()}
    for locale in sorted(set(texts) & set(contract.locales)):
        texts[locale] = _in_other_words(texts[contract.locales[locale]], _words(root / locale, root)) | texts[locale]
    first, *others = dict.fromkeys(contract.locales.values())
    problems = [problem for name in others for problem in _missing(name, texts[name], texts[first])]
    problems += [problem for name in texts for problem in _differing(name, texts[name], texts[first])]
    if problems:
        raise ModelError(sorted(problems))
    return {name: found for name, found in texts.items() if found}


def to_text(texts: Texts) -> str:
    """The file's content: sorted, so that a change shows as what it is."""
    return json.dumps(texts, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _folder(folder: Path, root: Path) -> Texts:
    found: Texts = {}
    problems = []
    for path in sorted(path for path in folder.glob("*.yaml") if path.stem != WORDS):
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


def _words(folder: Path, root: Path) -> dict[str, str]:
    """The words of a language that a region says otherwise, in lower case: `cart: basket`."""
    file = folder / f"{WORDS}.yaml"
    return load(file, root.parent) if file.is_file() else {}


def _in_other_words(texts: Texts, words: dict[str, str]) -> Texts:
    """Those texts of a language that hold one of the words, with the region's own in its place."""
    if not words:
        return {}
    said = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)

    def instead(found: re.Match[str]) -> str:
        word = words[found[0].lower()]
        return word.capitalize() if found[0][0].isupper() else word

    def reworded(text: Any) -> Any:
        if isinstance(text, dict):
            return {key: reworded(value) for key, value in text.items()}
        if not isinstance(text, str):
            return text
        return "".join(part if _NOT_SAID.fullmatch(part) else said.sub(instead, part) for part in _NOT_SAID.split(text))

    return {key: new for key, text in texts.items() if (new := reworded(text)) != text}


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
