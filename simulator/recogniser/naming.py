"""Which slot each value fills: "a latte with oat milk and a decaf mocha" has two products and two options.

The language model knows the types of the values; here they get the names of slots, from the order in which the samples
name them and the words between. A slot is filled once.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

_START, _END = "<s>", "</s>"
_KEPT = 40
# How much each evidence counts: the slot before with all words between, with the last of them, alone; the words alone.
_EVIDENCE = (0.55, 0.2, 0.12, 0.12)
_CHANCE = 0.01
# For each slot that no sample names before this one: the options of the first item do not follow the second product.
_UNHEARD_ORDER = math.log(0.2)

Names = tuple[str | None, ...]


class SlotNames:
    """The slot names of one intent, learnt from its samples."""

    def __init__(self, samples: Iterable[Sequence[str]], kinds: dict[str, str]) -> None:
        self._of_kind: defaultdict[str, list[str]] = defaultdict(list)
        for name, kind in kinds.items():
            self._of_kind[kind].append(name)
        self._seen: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._orders: set[tuple[str, str]] = set()
        for sample in samples:
            self._learn(sample, kinds)

    def _learn(self, sample: Sequence[str], kinds: dict[str, str]) -> None:
        names: list[str] = []
        between: list[str] = []
        for part in (*sample, f"{{{_END}}}"):
            name = part.strip("{}")
            if not part.startswith("{") or name not in {*kinds, _END}:
                between.append(part)
                continue
            for context in _contexts(names[-1] if names else _START, between):
                self._seen[context][name] += 1
            self._orders.update((other, name) for other in names)
            names.append(name)
            between = []

    def assign(self, symbols: Sequence[tuple[str, bool]]) -> list[str | None]:
        """Names for the values among `symbols` (a word or type, and whether it is a type); None where none is left."""
        paths: list[tuple[float, Names]] = [(0.0, ())]
        between: list[str] = []
        for symbol, is_value in symbols:
            if not is_value:
                between.append(symbol)
                continue
            longer = [step for path in paths for step in self._extended(path, between, symbol)]
            paths = sorted(longer, key=lambda path: -path[0])[:_KEPT]
            between = []
        return list(max(paths, key=lambda path: path[0] + self._likelihood(_END, path[1], between))[1])

    def _extended(self, path: tuple[float, Names], between: list[str], kind: str) -> Iterator[tuple[float, Names]]:
        score, names = path
        free = [name for name in self._of_kind[kind] if name not in names]
        if not free:
            yield score, (*names, None)
        for name in free:
            unheard = sum((other, name) not in self._orders for other in names if other)
            yield score + self._likelihood(name, names, between) + unheard * _UNHEARD_ORDER, (*names, name)

    def _likelihood(self, name: str, names: Names, between: list[str]) -> float:
        before = next((other for other in reversed(names) if other), _START)
        result = _CHANCE / 10
        for weight, context in zip(_EVIDENCE, _contexts(before, between), strict=True):
            counts = self._seen.get(context)
            if counts:
                result += weight * counts[name] / counts.total()
        return math.log(result)


def _contexts(before: str, between: list[str]) -> tuple[tuple[str, ...], ...]:
    last, words = between[-1] if between else "", " ".join(between)
    return (before, words, "all"), (before, last, "last"), (before,), ("", words)
