"""All ways to read what was said: each word as itself, as part of a slot value, or as something that may be left out."""

from dataclasses import dataclass

from simulator.recogniser.entities import Entities, Match
from simulator.recogniser.ngrams import Background
from simulator.recogniser.words import Word


@dataclass(frozen=True)
class Weights:
    """The few numbers of the recogniser: natural logarithms of probabilities, unless it says otherwise.

    Attributes:
        strange: a word that stands in no sample of the model.
        value: a slot filled by a value of its type.
        near_miss: for each point of likeness (of 100) that a value's name misses.
        open_slot: a custom slot filled by words that are no value, as Alexa allows.
        open_word: each word of such a filling; `open_known` for words that samples use.
        filler: a word left out that carries nothing; `opener` for one at the start.
        foreign: the share that every intent leaves to words of others; `fallback_foreign` for the fallback intent.
        damping: the power that a sample's count is raised to.
        expected: how much likelier an answer to the open question is.
        beam: readings this much less likely than the best are dropped.
    """

    strange: float = -10.5
    value: float = -0.7
    near_miss: float = -0.15
    open_slot: float = -3.5
    open_word: float = -4.0
    open_known: float = -3.0
    filler: float = -1.2
    opener: float = -1.2
    foreign: float = 0.1
    fallback_foreign: float = 0.5
    damping: float = 0.6
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

    def __init__(
        self, entities: Entities, fillers: set[tuple[str, ...]], openers: set[tuple[str, ...]], weights: Weights
    ) -> None:
        self._entities, self._weights = entities, weights
        self._fillers, self._openers = fillers, openers
        self._longest = max((len(words) for words in (*fillers, *openers)), default=0)

    def read(self, words: list[Word], background: Background, open_kinds: list[str]) -> Lattice:
        """The arcs that start at each word."""
        forms = [word.form for word in words]
        strange = {form for form in forms if form not in background and form not in self._entities.known}
        lattice: Lattice = [[Arc(place + 1, form, 0.0)] for place, form in enumerate(forms)]
        for match in self._entities.matches(forms, strange):
            cost = self._weights.value + self._weights.near_miss * (100 - match.likeness)
            lattice[match.start].append(Arc(match.end, match.kind, cost, match))
        self._leave_out(forms, lattice)
        self._open(forms, lattice, background, open_kinds)
        return lattice

    def _leave_out(self, forms: list[str], lattice: Lattice) -> None:
        starts = {0}
        for start in range(len(forms)):
            for end in range(start + 1, min(len(forms), start + self._longest) + 1):
                phrase = tuple(forms[start:end])
                if phrase in self._fillers:
                    lattice[start].append(Arc(end, None, self._weights.filler))
                    if start in starts:
                        starts.add(end)
                elif phrase in self._openers and start in starts:
                    lattice[start].append(Arc(end, None, self._weights.opener))
                    starts.add(end)

    def _open(self, forms: list[str], lattice: Lattice, background: Background, kinds: list[str]) -> None:
        """Custom slot types are open: words that are no value may fill them."""
        weights = self._weights
        costs = [weights.open_word + (weights.open_known if form in background else 0.0) for form in forms]
        for start in range(len(forms)):
            cost = weights.open_slot
            for end in range(start + 1, min(len(forms), start + _LONGEST_OPEN) + 1):
                cost += costs[end - 1]
                for kind in kinds:
                    lattice[start].append(Arc(end, kind, cost, Match(start, end, kind, (), 0.0)))
