"""All ways to read what was said: each word as itself, as part of a slot value, or as something left out."""

import math
from dataclasses import dataclass

from simulator.recogniser.entities import Entities, Match
from simulator.recogniser.language import Language
from simulator.recogniser.lists import lists
from simulator.recogniser.ngrams import Background
from simulator.recogniser.words import Speller, Word


@dataclass(frozen=True)
class Weights:
    """The few numbers of the recogniser: natural logarithms of probabilities, unless it says otherwise.

    Attributes:
        strange: a word that stands in no sample of the model.
        value: a slot filled by a value of its type.
        near_miss: for each point of likeness (of 100) that a value's name misses.
        open_slot: a custom slot filled by words that are no value, as Alexa allows.
        open_rare: more for a type that few samples name: times the logarithm of their share.
        open_word: each word of such a filling; `open_known`: more for words that samples use and that are no value.
        filler: a word left out that carries nothing; `opener`: a greeting; `reply`: a yes or no before the matter.
        foreign: the share that every intent leaves to words of others; `ignored`: to words of no intent at all.
        fallback_foreign: the same for the fallback intent; `fallback_ignored` is a weight: strange words speak for it.
        fallback: how much likelier the fallback intent is than its samples say, at MEDIUM sensitivity.
        damping: the power that a sample's count is raised to.
        prior: the power of the number of an intent's samples that says how often it is meant.
        exact: a sentence that stands in the model word for word.
        surplus: each value that the intent has no slot for.
        expected: how much likelier an answer to the open question is.
        beam: readings this much less likely than the best are dropped.
    """

    strange: float = -9.0
    value: float = -0.7
    near_miss: float = -0.25
    open_slot: float = -3.5
    open_rare: float = 3.0
    open_word: float = -7.0
    open_known: float = -3.0
    filler: float = -1.2
    opener: float = -1.2
    reply: float = -4.0
    foreign: float = 0.1
    ignored: float = 0.02
    fallback_foreign: float = 0.6
    fallback_ignored: float = 2.0
    fallback: float = -3.3
    damping: float = 0.6
    prior: float = 1.0
    exact: float = 3.0
    surplus: float = -8.0
    expected: float = 4.0
    beam: float = 14.0


@dataclass(frozen=True)
class Arc:
    """One reading of the words up to `end`: the symbol it gives (None: left out), its cost and the value it found."""

    end: int
    symbol: str | None
    cost: float
    match: Match | None = None


Lattice = list[list[Arc]]
_LONGEST_OPEN = 4


class Reader:
    """Makes the lattice of an utterance."""

    def __init__(self, entities: Entities, language: Language, speller: Speller, weights: Weights) -> None:
        self._entities, self._weights, self._links = entities, weights, language.links
        self._anywhere = {speller.forms(phrase): weights.filler for phrase in language.fillers}
        openers = {speller.forms(phrase): weights.opener for phrase in language.openers}
        self._at_start = {**openers, **{speller.forms(phrase): weights.reply for phrase in language.replies}}
        self._longest = max(map(len, (*self._anywhere, *self._at_start)), default=0)

    def read(
        self, words: list[Word], background: Background, openness: dict[str, float], listed: frozenset[str]
    ) -> Lattice:
        """The arcs that start at each word.

        Args:
            words: what was said.
            background: how common each word is.
            openness: the share of samples that name each open type.
            listed: the types that some slot collects several values of.
        """
        forms = [word.form for word in words]
        strange = {form for form in forms if form not in background and form not in self._entities.known}
        lattice: Lattice = [[Arc(place + 1, form, 0.0)] for place, form in enumerate(forms)]
        matches = list(self._entities.matches(forms, strange))
        for match in (*matches, *lists(matches, forms, listed, self._links)):
            cost = self._weights.value + self._weights.near_miss * (100 - match.likeness)
            lattice[match.start].append(Arc(match.end, match.kind, cost, match))
        self._leave_out(forms, lattice)
        self._open(forms, lattice, background, openness)
        return lattice

    def _leave_out(self, forms: list[str], lattice: Lattice) -> None:
        starts = {0}
        for start in range(len(forms)):
            for end in range(start + 1, min(len(forms), start + self._longest) + 1):
                phrase = tuple(forms[start:end])
                if phrase in self._anywhere:
                    lattice[start].append(Arc(end, None, self._anywhere[phrase]))
                elif phrase in self._at_start and start in starts:
                    lattice[start].append(Arc(end, None, self._at_start[phrase]))
                else:
                    continue
                if start in starts:
                    starts.add(end)

    def _open(self, forms: list[str], lattice: Lattice, background: Background, openness: dict[str, float]) -> None:
        """Custom slot types are open: words that are no value may fill them."""
        weights = self._weights
        plain = [form in background and not self._entities.is_value(form) for form in forms]
        costs = [weights.open_word + (weights.open_known if known else 0.0) for known in plain]
        for start in range(len(forms)):
            cost = weights.open_slot
            for end in range(start + 1, min(len(forms), start + _LONGEST_OPEN) + 1):
                cost += costs[end - 1]
                for kind, share in openness.items():
                    rare = weights.open_rare * math.log(share)
                    lattice[start].append(Arc(end, kind, cost + rare, Match(start, end, kind, (), 0.0)))
