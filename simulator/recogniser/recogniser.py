"""Understands what is said, with the shipped interaction model and nothing else, as Alexa's own service would."""

import math
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from simulator.recogniser.decoder import Reading, decode
from simulator.recogniser.entities import Entities, Match, Value
from simulator.recogniser.language import language_of
from simulator.recogniser.lattice import Reader, Weights
from simulator.recogniser.learning import FALLBACK, Knowledge, Learnt
from simulator.recogniser.lists import parted
from simulator.recogniser.words import Speller, Word, said

_ANSWER = "the answer"


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
class Item:
    """One of several values of a slot, as `FilledSlot` has a single one."""

    value: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class FilledSlot:
    """A slot with what was said for it.

    Attributes:
        value: what Alexa sends as the value: the words that were said, or the digits of a number.
        values: what a custom type resolved to: empty for ER_SUCCESS_NO_MATCH, several where the words are ambiguous.
        items: each value of a list of them, where the slot collects several; else empty.
    """

    name: str
    kind: str
    value: str
    values: tuple[Value, ...]
    items: tuple[Item, ...] = ()

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
        self._speller, self._links = Speller(language), language.links
        self._knowledge = Knowledge(content["intents"], language, self._speller, self._weights)
        entities = Entities(content.get("types", []), language, self._speller)
        self._reader = Reader(entities, language, self._speller, self._weights)

    def recognise(self, text: str, *, expecting: Expecting | None = None) -> Recognition:
        """Return the intent and slots of `text`; `expecting` is the question it may answer."""
        words = self._speller.words(text)
        candidates, priors = self._candidates(expecting)
        knowledge = self._knowledge
        lattice = self._reader.read(words, knowledge.background, knowledge.openness, knowledge.listed)
        models = {name: learnt.model for name, learnt in candidates.items()}
        readings = decode(lattice, models, self._weights.beam, priors)
        if not readings:
            return Recognition(FALLBACK, {}, 1.0, "nothing was said that means anything by itself", ())
        return _recognition(readings, candidates, words, self._links)

    def _candidates(self, expecting: Expecting | None) -> tuple[dict[str, Learnt], dict[str, float]]:
        """What may be meant, and how likely each is before a word is heard."""
        candidates = dict(self._knowledge.intents)
        priors = {name: learnt.prior for name, learnt in candidates.items()}
        if expecting is None:
            return candidates, priors
        answer = self._knowledge.answers.get((expecting.intents[0], expecting.slot or ""))
        if answer:
            candidates[_ANSWER], priors[_ANSWER] = answer, self._weights.expected
        for name in expecting.intents:
            priors[name] += self._weights.expected
        return candidates, priors


def _recognition(
    readings: list[Reading], candidates: dict[str, Learnt], words: list[Word], links: frozenset[str]
) -> Recognition:
    shares = [math.exp(reading.score - readings[0].score) for reading in readings]
    best, total = candidates[readings[0].model], sum(shares)
    belief: dict[str, float] = {}
    for reading, share in zip(readings, shares, strict=True):
        intent = candidates[reading.model].intent
        belief[intent] = belief.get(intent, 0.0) + share / total
    runners_up = tuple(RunnerUp(intent, share) for intent, share in belief.items() if intent != best.intent)
    slots, pattern = _slots(readings[0], best, words, links)
    return Recognition(best.intent, slots, belief[best.intent], _reason(pattern, best), runners_up)


def _slots(
    reading: Reading, learnt: Learnt, words: list[Word], links: frozenset[str]
) -> tuple[dict[str, FilledSlot], str]:
    """The filled slots, and the sentence as it was read."""
    spoken = [arc for arc in reading.arcs if arc.symbol is not None and arc.symbol in learnt.model.words]
    names = iter(learnt.names.assign([(str(arc.symbol), arc.match is not None) for arc in spoken]))
    slots: dict[str, FilledSlot] = {}
    pattern = []
    for arc in spoken:
        name = next(names) if arc.match else None
        if arc.match and name:
            items = _items(arc.match, words, links) if name in learnt.many else ()
            slots[name] = _filled(name, arc.match, words, items)
        pattern.append(f"{{{name}}}" if name else str(arc.symbol))
    return slots, " ".join(pattern)


def _filled(name: str, match: Match, words: list[Word], items: tuple[Item, ...]) -> FilledSlot:
    if items:
        return FilledSlot(name, match.kind, said(words[match.start : match.end]), (), items)
    return FilledSlot(name, match.kind, _value(match, words), match.values)


def _items(match: Match, words: list[Word], links: frozenset[str]) -> tuple[Item, ...]:
    """The single values of a list; empty for one value alone."""
    if match.parts:
        return tuple(Item(_value(part, words), part.values) for part in match.parts)
    if match.values:
        return ()
    stretches = parted(match.start, match.end, [word.form for word in words], links)
    return tuple(Item(said(words[first:last])) for first, last in stretches) if len(stretches) > 1 else ()


def _value(match: Match, words: list[Word]) -> str:
    is_figure = match.kind.startswith("AMAZON.") and match.values
    return match.values[0].id if is_figure else said(words[match.start : match.end])


def _reason(pattern: str, learnt: Learnt) -> str:
    near = process.extractOne(pattern, learnt.patterns, scorer=fuzz.ratio)
    return f"heard '{pattern}'" + (f"; the nearest sample is '{near[0]}'" if near else "")
