"""From source and catalogue to Amazon's JSON, with the rules that hold between sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from interactionModels.builder.catalogue import Catalogue
from interactionModels.builder.errors import ModelError, Problem
from interactionModels.builder.source import Contract, IntentSpeech, Speech
from interactionModels.builder.templates import Sequence, TemplateError, expand, parse, rules_in
from interactionModels.builder.vocabulary import slot_types
from interactionModels.builder.yaml_lines import SourceLine

_SLOT = re.compile(r"\{([^{}]*)\}")
# Amazon: samples consist of letters, spaces, apostrophes, periods, hyphens and slots; numbers are written out.
_SAYABLE = re.compile(r"(?:[^\W\d_]|[ .'-])*")
_NO_TYPE = "no type under 'slots' of interactionModels/intents.yaml"


@dataclass(frozen=True)
class Sample:
    """One sample and the template line it comes from."""

    text: str
    line: SourceLine


def build(contract: Contract, speech: Speech, catalogue: Catalogue) -> dict[str, Any]:
    """Return the interaction model of one locale in Amazon's form.

    Raises:
        ModelError: every problem found in the source, with file and line.
    """
    problems: list[Problem] = []
    rules = _expand_rules(speech, problems)
    spoken = {name: _samples(speech.intents[name].sentences, rules, problems) for name in contract.names()}
    answers = {name: _answers(speech.intents[name], rules, problems) for name in contract.names()}
    problems += _clashes(spoken)
    for name in contract.names():
        for samples in (spoken[name], *answers[name].values()):
            problems += _bad_samples(samples, _slots_allowed(name, contract), contract)
        problems += _silent(name, contract, spoken[name], speech.intents[name])
    if problems:
        raise ModelError(sorted(set(problems)))
    return _document(contract, spoken, answers, slot_types(contract, speech, catalogue))


def _expand_rules(speech: Speech, problems: list[Problem]) -> dict[str, list[str]]:
    """Expand every shared rule, those first that others refer to."""
    parsed = {name: list(_parsed(lines, set(speech.rules), problems)) for name, lines in speech.rules.items()}
    done: dict[str, list[str]] = {}
    while len(done) < len(parsed):
        ready = [
            name
            for name, lines in parsed.items()
            if name not in done and all(rules_in(sequence) <= set(done) for _, sequence in lines)
        ]
        if not ready:
            stuck = sorted(set(parsed) - set(done))
            raise ModelError(
                [*problems, Problem("rules.yaml", f"these rules refer to each other in a circle: {', '.join(stuck)}")]
            )
        for name in ready:
            samples = (sample for _, sequence in parsed[name] for sample in expand(sequence, done))
            done[name] = list(dict.fromkeys(samples))
    return done


def _parsed(
    lines: tuple[SourceLine, ...], rules: set[str], problems: list[Problem]
) -> Iterator[tuple[SourceLine, Sequence]]:
    for line in lines:
        try:
            sequence = parse(line.text)
        except TemplateError as error:
            problems.append(Problem(line.where, f"{error}, in '{line.text}'"))
            continue
        unknown = rules_in(sequence) - rules
        problems += [Problem(line.where, f"no rule <{name}> in rules.yaml") for name in unknown]
        if not unknown:
            yield line, sequence


def _samples(lines: tuple[SourceLine, ...], rules: dict[str, list[str]], problems: list[Problem]) -> list[Sample]:
    samples: dict[str, Sample] = {}
    for line, sequence in _parsed(lines, set(rules), problems):
        for text in expand(sequence, rules):
            samples.setdefault(text, Sample(text, line))
    return list(samples.values())


def _answers(intent: IntentSpeech, rules: dict[str, list[str]], problems: list[Problem]) -> dict[str, list[Sample]]:
    return {slot: _samples(lines, rules, problems) for slot, lines in intent.answers.items()}


def _bad_samples(samples: list[Sample], slots: set[str], contract: Contract) -> Iterator[Problem]:
    for sample in samples:
        used = _SLOT.findall(sample.text)
        for slot in used:
            if slot not in slots:
                yield Problem(sample.line.where, f"unknown placeholder {{{slot}}}: {_NO_TYPE} lists it")
            elif used.count(slot) > 1:
                yield Problem(sample.line.where, f"{{{slot}}} stands twice in '{sample.text}'")
        if not _SAYABLE.fullmatch(_SLOT.sub("", sample.text)):
            yield Problem(
                sample.line.where,
                f"only letters, spaces, apostrophes, periods and hyphens can be said: '{sample.text}'",
            )
        open_text = [slot for slot in used if contract.slots.get(slot) == "AMAZON.SearchQuery"]
        if open_text and (len(used) > 1 or not _SLOT.sub("", sample.text).strip()):
            yield Problem(
                sample.line.where, f"{{{open_text[0]}}} takes any words: it needs words around it and no other slot"
            )


def _clashes(spoken: dict[str, list[Sample]]) -> Iterator[Problem]:
    """A sample, slot names aside, may belong to one intent only."""
    owners: dict[str, tuple[str, Sample]] = {}
    for name, samples in spoken.items():
        for sample in samples:
            owner, first = owners.setdefault(sample.text, (name, sample))
            if owner != name:
                yield Problem(sample.line.where, f"'{sample.text}' belongs to {owner} already ({first.line.where})")


def _slots_allowed(name: str, contract: Contract) -> set[str]:
    """Amazon's own intents have no slots of ours."""
    return set(contract.slots) if name in contract.intents else set()


def _slots_of(samples: list[Sample], answers: dict[str, list[Sample]], contract: Contract) -> list[str]:
    """The slots that an intent's sentences and answers name, in the order of the contract."""
    lines = [*samples, *(line for found in answers.values() for line in found)]
    named = {slot for line in lines for slot in _SLOT.findall(line.text)} | set(answers)
    return [slot for slot in contract.slots if slot in named]


def _silent(name: str, contract: Contract, samples: list[Sample], intent: IntentSpeech) -> Iterator[Problem]:
    if name in contract.intents and not samples:
        yield Problem(intent.file, f"has no sentences for {name}")
    for slot in set(intent.answers) - _slots_allowed(name, contract):
        yield Problem(intent.file, f"'answers' names the slot '{slot}', which {_NO_TYPE} lists")


def _document(
    contract: Contract,
    spoken: dict[str, list[Sample]],
    answers: dict[str, dict[str, list[Sample]]],
    types: list[dict[str, Any]],
) -> dict[str, Any]:
    intents, dialogs = [], []
    for name in contract.names():
        entry: dict[str, Any] = {"name": contract.model_name(name), "samples": [sample.text for sample in spoken[name]]}
        slots = _slots_of(spoken[name], answers[name], contract)
        if slots:
            entry["slots"] = [_slot(slot, contract, answers[name].get(slot, [])) for slot in slots]
            dialogs.append(_dialog(entry["name"], slots, contract))
        intents.append(entry)
    language = {
        "invocationName": contract.invocation,
        "modelConfiguration": {"fallbackIntentSensitivity": {"level": contract.sensitivity}},
        "intents": intents,
        "types": types,
    }
    return {
        "interactionModel": {
            "languageModel": language,
            "dialog": {"delegationStrategy": "SKILL_RESPONSE", "intents": dialogs},
        }
    }


def _slot(slot: str, contract: Contract, answers: list[Sample]) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": slot, "type": contract.slots[slot]}
    if answers:
        entry["samples"] = [sample.text for sample in answers]
    return entry


def _dialog(name: str, slots: list[str], contract: Contract) -> dict[str, Any]:
    """Dialog.ElicitSlot is accepted only for slots of intents that the dialog model lists."""
    quiet = {"elicitationRequired": False, "confirmationRequired": False, "prompts": {}}
    listed = [{"name": slot, "type": contract.slots[slot], **quiet} for slot in slots]
    return {
        "name": name,
        "delegationStrategy": "SKILL_RESPONSE",
        "confirmationRequired": False,
        "prompts": {},
        "slots": listed,
    }
