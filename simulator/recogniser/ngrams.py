"""A language model of one intent: how likely one word, or a value of a slot type, follows two others.

Interpolated trigrams after Witten and Bell (1991): a context that was followed by many different words leaves more room
for a word that never followed it. Counts are damped, because samples are variations of few sentences and not a corpus.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

START, END = "<s>", "</s>"


class Background:
    """How common each word is over all intents: what is left for a word that an intent does not know."""

    def __init__(self, samples: Iterable[Iterable[list[str]]], strange: float) -> None:
        shares: defaultdict[str, float] = defaultdict(float)
        number = 0
        for sentences in samples:
            number += 1
            counts = Counter(word for sentence in sentences for word in {*sentence, END})
            total = sum(counts.values())
            for word, count in counts.items():
                shares[word] += count / total
        self._share = {word: share / number for word, share in shares.items()}
        self._strange = math.exp(strange)

    def __contains__(self, word: str) -> bool:
        return word in self._share

    def probability(self, word: str) -> float:
        """The share of `word`, at least that of a word never heard."""
        return max(self._share.get(word, 0.0), self._strange)


class NGrams:
    """The model of one intent."""

    def __init__(
        self, sentences: list[list[str]], background: Background, *, foreign: float, strange: float, damping: float
    ) -> None:
        self._background, self._foreign, self._strange = background, foreign, strange
        ones: Counter[str] = Counter()
        twos: defaultdict[str, Counter[str]] = defaultdict(Counter)
        threes: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for sentence in sentences:
            before, last = START, START
            for word in (*sentence, END):
                ones[word] += 1
                twos[last][word] += 1
                threes[before, last][word] += 1
                before, last = last, word
        total = sum(count**damping for count in ones.values())
        self._ones = {word: self._mix(count**damping / total, word) for word, count in ones.items()}
        self._twos = {context: _smooth(counts, damping, self._one) for context, counts in twos.items()}
        self._threes = {
            context: _smooth(counts, damping, self._after(context[1])) for context, counts in threes.items()
        }

    def _after(self, last: str) -> Callable[[str], float]:
        return lambda word: math.exp(self._two(last, word))

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._ones

    def alien(self, word: str) -> float:
        """The natural logarithm of the probability of a word that the intent does not know; it changes no context."""
        rest = self._foreign if word in self._background else self._strange
        return math.log(rest * self._background.probability(word))

    def _mix(self, share: float, word: str) -> float:
        return (1 - self._foreign) * share + self._foreign * self._background.probability(word)

    def _one(self, word: str) -> float:
        known = self._ones.get(word)
        return known if known is not None else self._foreign * self._background.probability(word)

    def _two(self, last: str, word: str) -> float:
        entry = self._twos.get(last)
        if entry is None:
            return math.log(self._one(word))
        seen, rest = entry
        return seen[word] if word in seen else rest + math.log(self._one(word))

    def log_probability(self, before: str, last: str, word: str) -> float:
        """The natural logarithm of the probability of `word` after `before` and `last`."""
        entry = self._threes.get((before, last))
        if entry is None:
            return self._two(last, word)
        seen, rest = entry
        return seen[word] if word in seen else rest + self._two(last, word)


def _smooth(counts: Counter[str], damping: float, lower: Callable[[str], float]) -> tuple[dict[str, float], float]:
    """Log probabilities of the words that were seen, and the logarithm of what is left for all others."""
    damped = {word: count**damping for word, count in counts.items()}
    kinds = len(damped)
    whole = sum(damped.values()) + kinds
    return {word: math.log((count + kinds * lower(word)) / whole) for word, count in damped.items()}, math.log(
        kinds / whole
    )
