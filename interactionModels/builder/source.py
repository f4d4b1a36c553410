"""The source as read from disk: the contract (`intents.yaml`) and what each locale says (`en/`, `en-GB/`).

An intent of ours exists where a language has a file of its name, and has the slots that its sentences name: a new one
touches that file and nothing else. Every language must then have it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from interactionModels.builder.errors import ModelError, Problem
from interactionModels.builder.yaml_lines import SourceLine, load

ROOT = Path(__file__).resolve().parents[1]
_SHARED = ("rules", "types", "speech")
WORDS = "words"  # a region's other words for those of its language: said by the skill, so read by `texts`
_KEYS = {"sentences", "answers", "speech"}


@dataclass(frozen=True)
class Contract:
    """What every language must be able to say: `intents.yaml`."""

    invocation: str
    locales: dict[str, str]
    sensitivity: str
    types: dict[str, dict[str, str]]
    slots: dict[str, str]
    intents: list[str]
    built_ins: list[str]

    def names(self) -> list[str]:
        """Every intent, ours and Amazon's, by the name of its language file."""
        return [*self.intents, *self.built_ins]

    def model_name(self, intent: str) -> str:
        """The name of `intent` in Amazon's JSON."""
        return f"{intent}Intent" if intent in self.intents else f"AMAZON.{intent}Intent"


@dataclass(frozen=True)
class IntentSpeech:
    """How one intent is said: whole sentences, and answers to the question for one of its slots."""

    file: str
    sentences: tuple[SourceLine, ...]
    answers: dict[str, tuple[SourceLine, ...]]


@dataclass(frozen=True)
class Speech:
    """One locale: its sentences, shared rules and the words for slot values."""

    locale: str
    intents: dict[str, IntentSpeech]
    rules: dict[str, tuple[SourceLine, ...]]
    types: dict[str, Any]


def read_contract(root: Path = ROOT) -> Contract:
    """Read `intents.yaml`.

    Raises:
        ModelError: a key is missing.
    """
    file = root / "intents.yaml"
    data = load(file, root.parent)
    where = str(file.relative_to(root.parent))
    try:
        contract = Contract(
            invocation=data["invocation"],
            locales=data["locales"],
            sensitivity=data["fallback sensitivity"],
            types=data["types"],
            slots={slot: kind for kind, slots in data["slots"].items() for slot in slots},
            intents=[],
            built_ins=data["built-ins"],
        )
    except KeyError as error:
        raise ModelError([Problem(where, f"lacks {error}")]) from error
    return replace(contract, intents=_intents(contract, root))


def _intents(contract: Contract, root: Path) -> list[str]:
    """Every intent of ours that any language has a file for."""
    folders = {*contract.locales, *contract.locales.values()}
    names = {path.stem for folder in folders for path in (root / folder).glob("*.yaml")}
    return sorted(names - {*_SHARED, WORDS, *contract.built_ins})


def read_speech(contract: Contract, locale: str, root: Path = ROOT) -> Speech:
    """Read what `locale` says: the files of its language, and over them those of the locale's own folder.

    A file of the locale replaces, key by key and at whatever depth, the file of the same name of its language.

    Raises:
        ModelError: an intent that another language has, or a shared file, is missing.
    """
    folders = [folder for folder in (root / contract.locales[locale], root / locale) if folder.is_dir()]
    if not folders:
        raise ModelError(
            [Problem(f"interactionModels/{contract.locales[locale]}", f"no such folder, but {locale} needs it")]
        )
    content: dict[str, dict[str, Any]] = {}
    files: dict[str, str] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        content[path.stem] = _over(content.get(path.stem, {}), load(path, root.parent))
        files[path.stem] = str(path.relative_to(root.parent))
    place = str(folders[0].relative_to(root.parent))
    expected = {*contract.names(), *_SHARED}
    problems = [
        Problem(f"{place}/{name}.yaml", "is missing; every language needs it") for name in expected - set(content)
    ]
    if problems:
        raise ModelError(sorted(problems))
    intents = {name: _intent(files[name], content[name]) for name in contract.names()}
    return Speech(locale, intents, content["rules"], content["types"])


def _over(base: Mapping[str, Any], region: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with what a region says otherwise; only mappings are merged, a list or text is replaced."""
    return {
        **base,
        **{
            key: _over(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
            for key, value in region.items()
        },
    }


def _intent(file: str, data: dict[str, Any]) -> IntentSpeech:
    answers = data.get("answers") or {}
    problems = [Problem(file, f"unknown key '{key}'") for key in data if key not in _KEYS]
    blocks = {
        "sentences": data.get("sentences", ()),
        **{f"answers of {slot}": lines for slot, lines in answers.items()},
    }
    problems += [
        Problem(file, f"the {name} should be a block: write '|' after the colon")
        for name, lines in blocks.items()
        if not isinstance(lines, tuple)
    ]
    if problems:
        raise ModelError(problems)
    return IntentSpeech(file, data.get("sentences", ()), answers)
