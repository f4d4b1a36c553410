"""What whole sentences of an intent look like, which a language model of three words cannot see.

Three facts: the types of values that nearly all of them have (to put something into the cart, one names a product), how
many values of a type there are slots for, and which sentences stand in the model word for word.
"""

import math
from collections import Counter
from collections.abc import Sequence

_ROOM = 0.5
_NEARLY_ALL = 0.9


class Shapes:
    """The shapes of one intent's sentences; `kinds` says how many slots it has of each type."""

    def __init__(self, sentences: list[list[str]], kinds: dict[str, int], *, exact: float, surplus: float) -> None:
        counts = Counter(kind for sentence in sentences for kind in kinds.keys() & set(sentence))
        whole = len(sentences) + 2 * _ROOM
        shares = {kind: (counts[kind] + _ROOM) / whole for kind in kinds}
        self._missing = {kind: math.log(1 - share) for kind, share in shares.items() if share > _NEARLY_ALL}
        self._sentences = {tuple(sentence) for sentence in sentences}
        self._slots, self._exact, self._surplus = kinds, exact, surplus

    def is_sentence(self, symbols: Sequence[str]) -> bool:
        """Whether `symbols` stand in the model just so."""
        return tuple(symbols) in self._sentences

    def log_probability(self, symbols: Sequence[str], *, complete: bool) -> float:
        """How well `symbols` (words and types) fit; `complete`: no word was passed over, and none guessed."""
        bonus = self._exact if complete and self.is_sentence(symbols) else 0.0
        missing = sum(cost for kind, cost in self._missing.items() if kind not in symbols)
        surplus = sum(max(0, symbols.count(kind) - number) for kind, number in self._slots.items())
        return bonus + missing + surplus * self._surplus
