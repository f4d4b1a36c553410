"""Understands what is said, with the shipped interaction model and nothing else, as Alexa's own service would."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from simulator.recogniser.decoder import IntentModel, Reading, decode
from simulator.recogniser.entities import NUMBER, ORDINAL, Entities, Match, Value
from simulator.recogniser.language import Language, language_of
from simulator.recogniser.lattice import Reader, Weights
from simulator.recogniser.naming import SlotNames
from simulator.recogniser.ngrams import Background, NGrams
from simulator.recogniser.shapes import Shapes
from simulator.recogniser.words import Speller, Word, said

FALLBACK = "AMAZON.FallbackIntent"


@dataclass(frozen=True)
class Expecting:
    """What the device just asked: intents that an answer would be, or one intent's slot.

    Attributes:
        intents: names of intents that fit, such as AMAZON.YesIntent and AMAZON.NoIntent after a question for yes or no.
        slot: the slot that was elicited, of the first of `intents`.
    """

    intents: tuple[str, ...]
    slot: str | None = None


@dataclass(frozen=True)
class FilledSlot:
    """A slot with what was said for it.

    Attributes:
        value: what Alexa sends as the value: the words that were said, or the digits of a number.
        values: what a custom type resolved to: empty for ER_SUCCESS_NO_MATCH, several where the words are ambiguous.
    """

    name: str
    kind: str
    value: str
    values: tuple[Value, ...]

    @property
    def custom(self) -> bool:
        """Whether the type is the skill's own; only those are resolved to values."""
        return not self.kind.startswith("AMAZON.")


@dataclass(frozen=True)
class RunnerUp:
    """An intent that was considered, with its share of the belief (0 to 1)."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Recognition:
    """What was understood.

    Attributes:
        intent: the intent's name in the model.
        slots: the filled slots by name.
        confidence: the share of the belief, 0 to 1.
        reason: how the words were read, and the sample that comes nearest.
        runners_up: the other intents, likeliest first.
    """

    intent: str
    slots: dict[str, FilledSlot]
    confidence: float
    reason: str
    runners_up: tuple[RunnerUp, ...]


class Recogniser:
    """Recognises utterances of one interaction model."""

    def __init__(self, model: dict[str, Any], locale: str = "en-US", weights: Weights | None = None) -> None:
        """Learn from `model`, the content of a file in `skill-package/interactionModels/custom`.

        Raises:
            UnknownLanguage: there is no language file for `locale`.
        """
        language, self._weights = language_of(locale), weights or Weights()
        content = model["interactionModel"]["languageModel"]
        self._speller = Speller(language)
        self._entities = Entities(content.get("types", []), language, self._speller)
        self._kinds: dict[str, dict[str, str]] = {}
        self._samples: dict[str, list[list[str]]] = {}
        self._answers: dict[tuple[str, str], str] = {}
        for intent in content["intents"]:
            self._read(intent, language)
        named = {kind for kinds in self._kinds.values() for kind in kinds.values()}
        self._open_kinds = named - {NUMBER, ORDINAL}
        self._learn()
        phrases = (language.fillers, language.openers, language.replies)
        self._reader = Reader(self._entities, *map(self._phrases, phrases), weights=self._weights)

    def recognise(self, text: str, *, expecting: Expecting | None = None) -> Recognition:
        """Return the intent and slots of `text`; `expecting` is the question it may answer."""
        words = self._speller.words(text)
        if not words:
            return Recognition(FALLBACK, {}, 1.0, "nothing was said", ())
        lattice = self._reader.read(words, self._background, self._openness)
        readings = decode(lattice, self._models_for(expecting), self._weights.beam, self._biases(expecting))
        return self._recognition(readings, words)

    def _read(self, intent: dict[str, Any], language: Language) -> None:
        name = intent["name"]
        self._kinds[name] = {slot["name"]: slot["type"] for slot in intent.get("slots", [])}
        texts = [*intent.get("samples", []), *language.built_in.get(name, ())]
        self._samples[name] = [self._speller.sample(text) for text in texts]
        for slot in intent.get("slots", []):
            key = f"{name} asked for {slot['name']}"
            answers = [f"{{{slot['name']}}}", *slot.get("samples", [])]
            self._answers[name, slot["name"]] = key
            self._kinds[key] = self._kinds[name]
            self._samples[key] = [self._speller.sample(text) for text in answers]

    def _learn(self) -> None:
        typed = {
            name: [_typed(sample, self._kinds[name]) for sample in samples] for name, samples in self._samples.items()
        }
        asked = set(self._answers.values())
        whole = [samples for name, samples in typed.items() if samples and name not in asked]
        self._background = Background(whole, self._weights.strange)
        self._openness = self._shares_of_types([sample for samples in whole for sample in samples])
        self._models, self._asked_models = {}, {}
        self._priors = {
            name: self._weights.prior * math.log(len(samples) + 1)
            for name, samples in typed.items()
            if name not in asked
        }
        self._priors[FALLBACK] = self._priors.get(FALLBACK, 0.0) + self._weights.fallback
        for name, samples in typed.items():
            weights = self._weights
            foreign, strange = (weights.fallback_foreign,) * 2 if name == FALLBACK else (weights.foreign, weights.ignored)
            ngrams = NGrams(samples, self._background, foreign=foreign, strange=strange, damping=weights.damping)
            shapes = Shapes(samples, set(self._kinds[name].values()), exact=weights.exact)
            (self._asked_models if name in asked else self._models)[name] = IntentModel(ngrams, shapes)
        self._names = {name: SlotNames(samples, self._kinds[name]) for name, samples in self._samples.items()}
        self._known = {name: {word for sample in samples for word in sample} for name, samples in typed.items()}
        self._patterns = {name: [" ".join(sample) for sample in samples] for name, samples in self._samples.items()}

    def _shares_of_types(self, samples: list[list[str]]) -> dict[str, float]:
        """How open each type is: 1 for Amazon's lists, which hold everything; else the share of samples that name it.

        What most sentences are about may be anything; what few mention is rather what it is known to be.
        """
        found = [self._open_kinds.intersection(sample) for sample in samples]
        counts = Counter(kind for kinds in found for kind in kinds)
        total = sum(map(bool, found))
        return {kind: 1.0 if kind.startswith("AMAZON.") else count / total for kind, count in counts.items()}

    def _phrases(self, phrases: tuple[str, ...]) -> set[tuple[str, ...]]:
        return {self._speller.forms(phrase) for phrase in phrases}

    def _models_for(self, expecting: Expecting | None) -> dict[str, IntentModel]:
        key = self._asked(expecting)
        return {**self._models, key: self._asked_models[key]} if key else self._models

    def _biases(self, expecting: Expecting | None) -> dict[str, float]:
        if expecting is None:
            return self._priors
        key = self._asked(expecting)
        favoured = [*expecting.intents, *([key] if key else [])]
        return {**self._priors, **{name: self._priors.get(name, 0.0) + self._weights.expected for name in favoured}}

    def _asked(self, expecting: Expecting | None) -> str | None:
        if expecting is None or expecting.slot is None or not expecting.intents:
            return None
        return self._answers.get((expecting.intents[0], expecting.slot))

    def _recognition(self, readings: list[Reading], words: list[Word]) -> Recognition:
        best = readings[0]
        shares = _shares(readings)
        intent = _intent(best.model)
        others = {_intent(reading.model): share for reading, share in zip(readings[:0:-1], shares[:0:-1], strict=True)}
        runners_up = tuple(RunnerUp(name, share) for name, share in reversed(others.items()) if name != intent)
        slots, pattern = self._slots(best, words)
        return Recognition(intent, slots, shares[0], self._reason(best.model, pattern), runners_up)

    def _slots(self, reading: Reading, words: list[Word]) -> tuple[dict[str, FilledSlot], str]:
        kinds = self._kinds[reading.model]
        known = self._known[reading.model]
        spoken = [arc for arc in reading.arcs if arc.match or arc.symbol in known]
        names = iter(self._names[reading.model].assign([(str(arc.symbol), arc.match is not None) for arc in spoken]))
        slots, pattern = {}, []
        for arc in spoken:
            name = next(names) if arc.match else None
            if arc.match and name:
                slots[name] = _filled(name, kinds[name], arc.match, words)
            pattern.append(f"{{{name}}}" if name else str(arc.symbol))
        return slots, " ".join(pattern)

    def _reason(self, model: str, pattern: str) -> str:
        near = process.extractOne(pattern, self._patterns[model], scorer=fuzz.ratio)
        return f"heard '{pattern}'" + (f", nearest sample '{near[0]}'" if near else "")


def _typed(sample: list[str], kinds: dict[str, str]) -> list[str]:
    return [kinds.get(part.strip("{}"), part) if part.startswith("{") else part for part in sample]


def _intent(model: str) -> str:
    return model.partition(" asked for ")[0]


def _shares(readings: list[Reading]) -> list[float]:
    weights = [math.exp(reading.score - readings[0].score) for reading in readings]
    return [weight / sum(weights) for weight in weights]


def _filled(name: str, kind: str, match: Match, words: list[Word]) -> FilledSlot:
    raw = said(words[match.start : match.end])
    is_figure = kind.startswith("AMAZON.") and match.values
    return FilledSlot(name, kind, match.values[0].id if is_figure else raw, match.values)
