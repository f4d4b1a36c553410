"""What the recogniser learns from a model: for each intent, and for each question that elicits one of its slots."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from simulator.recogniser.decoder import IntentModel
from simulator.recogniser.entities import FIGURES
from simulator.recogniser.language import Language
from simulator.recogniser.lattice import Weights
from simulator.recogniser.naming import SlotNames
from simulator.recogniser.ngrams import Background, NGrams
from simulator.recogniser.shapes import Shapes
from simulator.recogniser.words import Speller

FALLBACK = "AMAZON.FallbackIntent"

Sample = list[str]


@dataclass(frozen=True)
class Learnt:
    """How one intent is said, whole or in answer to the question for a slot.

    Attributes:
        kinds: the type of each slot.
        many: the slots that collect several values.
        prior: the natural logarithm of how often it is meant, up to a constant.
        patterns: its samples, in the common spelling.
    """

    intent: str
    kinds: dict[str, str]
    many: frozenset[str]
    model: IntentModel
    names: SlotNames
    patterns: list[str]
    prior: float


class Knowledge:
    """Everything learnt from one interaction model.

    Attributes:
        background: how common each word is over all intents.
        openness: for each type that words which are no value may fill, how readily (0 to 1).
        intents: each intent, by name.
        answers: what may answer the question for a slot, by intent and slot.
        listed: the types that some slot collects several values of.
    """

    def __init__(self, intents: list[dict[str, Any]], language: Language, speller: Speller, weights: Weights) -> None:
        self._speller, self._weights, self._turns = speller, weights, language.turns
        kinds = {intent["name"]: _kinds(intent) for intent in intents}
        self._many = {intent["name"]: _many(intent) for intent in intents}
        self.listed = frozenset(kinds[name][slot] for name, slots in self._many.items() for slot in slots)
        samples = {
            intent["name"]: self._spelt([*intent.get("samples", []), *language.built_in.get(intent["name"], ())])
            for intent in intents
        }
        typed = {name: _typed(said, kinds[name]) for name, said in samples.items() if said}
        self.background = Background(typed.values(), weights.strange)
        whole = [sample for said in typed.values() for sample in said]
        self.openness = _openness(whole)
        self._number = len(whole)
        self.intents = {name: self._learn(name, kinds[name], said) for name, said in samples.items()}
        self.answers = {
            (intent["name"], slot["name"]): self._learn(
                intent["name"], kinds[intent["name"]], self._spelt([f"{{{slot['name']}}}", *slot.get("samples", [])])
            )
            for intent in intents
            for slot in intent.get("slots", [])
        }

    def _spelt(self, texts: list[str]) -> list[Sample]:
        return [self._speller.sample(text) for text in texts]

    def _learn(self, intent: str, kinds: dict[str, str], samples: list[Sample]) -> Learnt:
        weights, typed = self._weights, _typed(samples, kinds)
        foreign, strange = weights.foreign, weights.ignored
        prior = weights.prior * math.log(len(samples) + 1)
        if intent == FALLBACK:  # what no intent covers has no samples, and is as much as all that they cover
            foreign, strange = weights.fallback_foreign, weights.fallback_ignored
            prior = weights.prior * math.log(self._number + 1) + weights.fallback
        words = NGrams(typed, self.background, foreign=foreign, strange=strange, damping=weights.damping)
        shapes = Shapes(typed, Counter(kinds.values()), exact=weights.exact, surplus=weights.surplus)
        patterns = [" ".join(sample) for sample in samples]
        many = self._many[intent]
        model = IntentModel(
            words, shapes, frozenset(kinds[slot] for slot in many), self._turns.get(intent, frozenset())
        )
        return Learnt(intent, kinds, many, model, SlotNames(samples, kinds), patterns, prior)


def _kinds(intent: dict[str, Any]) -> dict[str, str]:
    return {slot["name"]: slot["type"] for slot in intent.get("slots", [])}


def _many(intent: dict[str, Any]) -> frozenset[str]:
    slots = intent.get("slots", [])
    return frozenset(slot["name"] for slot in slots if slot.get("multipleValues", {}).get("enabled"))


def _typed(samples: list[Sample], kinds: dict[str, str]) -> list[Sample]:
    return [[kinds.get(part.strip("{}"), part) if part.startswith("{") else part for part in said] for said in samples]


def _openness(typed: list[Sample]) -> dict[str, float]:
    """1 for Amazon's lists, which hold everything; for a type of our own the share of samples that name it.

    What most sentences are about may be anything; what few mention is rather what it is known to be.
    """
    found = [{part for part in sample if _is_open(part)} for sample in typed]
    counts = Counter(kind for kinds in found for kind in kinds)
    total = sum(map(bool, found))
    return {kind: 1.0 if kind.startswith("AMAZON.") else count / total for kind, count in counts.items()}


def _is_open(part: str) -> bool:
    """Whether it is a type (only those have capitals), and not one of figures."""
    return part != part.lower() and part not in FIGURES
