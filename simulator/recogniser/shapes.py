"""What whole sentences of an intent look like, which a language model of three words cannot see.

Two facts: the types of values that nearly all of them have (to put something into the cart, one names a product), and
which sentences stand in the model word for word.
"""

import math
from collections import Counter
from collections.abc import Sequence

_ROOM = 0.5
_NEARLY_ALL = 0.9


class Shapes:
    """The shapes of one intent's sentences."""

    def __init__(self, sentences: list[list[str]], kinds: set[str], *, exact: float) -> None:
        counts = Counter(kind for sentence in sentences for kind in kinds.intersection(sentence))
        whole = len(sentences) + 2 * _ROOM
        shares = {kind: (counts[kind] + _ROOM) / whole for kind in kinds}
        self._missing = {kind: math.log(1 - share) for kind, share in shares.items() if share > _NEARLY_ALL}
        self._sentences = {tuple(sentence) for sentence in sentences}
        self._exact = exact

    def log_probability(self, symbols: Sequence[str], *, complete: bool) -> float:
        """How well `symbols` (words and types) fit; `complete`: no word was passed over, and none guessed."""
        bonus = self._exact if complete and tuple(symbols) in self._sentences else 0.0
        return bonus + sum(cost for kind, cost in self._missing.items() if kind not in symbols)
