"""Which slot each value fills: "a latte with oat milk and a decaf mocha" has two products and two options.

The language model knows the types of the values; here they get the names of slots, from the order in which the samples
name them and the words between. A slot is filled once.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

_START = ""
_KEPT = 40
# How much each evidence counts: the slot before with all words between, with the last of them, alone; the words alone.
_EVIDENCE = (0.55, 0.2, 0.12, 0.12)
_CHANCE = 0.01
# For each slot that no sample names before this one: the options of the first item do not follow the second product.
_UNHEARD_ORDER = math.log(0.2)

Item = tuple[str, ...]


class SlotNames:
    """The slot names of one intent, learnt from its samples."""

    def __init__(self, samples: Iterable[Sequence[str]], kinds: dict[str, str]) -> None:
        self._of_kind: defaultdict[str, list[str]] = defaultdict(list)
        for name, kind in kinds.items():
            self._of_kind[kind].append(name)
        self._seen: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._orders: set[tuple[str, str]] = set()
        self._followed: Counter[str] = Counter()
        self._final: Counter[str] = Counter()
        for sample in samples:
            self._learn(sample, kinds)

    def _learn(self, sample: Sequence[str], kinds: dict[str, str]) -> None:
        before, earlier = _START, list[str]()
        between: list[str] = []
        for part in sample:
            name = part.strip("{}")
            if part.startswith("{") and name in kinds:
                for context in _contexts(before, between, kinds[name]):
                    self._seen[context][name] += 1
                self._followed[before] += 1
                self._orders.update((other, name) for other in earlier)
                earlier.append(name)
                before, between = name, []
            else:
                between.append(part)
        self._final[before] += 1

    def assign(self, symbols: Sequence[tuple[str, bool]]) -> list[str | None]:
        """Names for the values among `symbols` (a word or type, and whether it is a type); None where none is left."""
        paths: list[tuple[float, tuple[str | None, ...]]] = [(0.0, ())]
        between: list[str] = []
        for symbol, is_value in symbols:
            if not is_value:
                between.append(symbol)
                continue
            longer = [step for path in paths for step in self._extended(path, between, symbol)]
            paths = sorted(longer, key=lambda path: -path[0])[:_KEPT]
            between = []
        return list(max(paths, key=lambda path: path[0] + self._closing(path[1]))[1])

    def _closing(self, names: tuple[str | None, ...]) -> float:
        """How well the last name ends a sentence: the option of a second item does not, its product follows."""
        last = next((name for name in reversed(names) if name), _START)
        final = self._final[last] + _CHANCE
        return math.log(final / (final + self._followed[last]))

    def _extended(
        self, path: tuple[float, tuple[str | None, ...]], between: list[str], kind: str
    ) -> Iterable[tuple[float, tuple[str | None, ...]]]:
        score, names = path
        before = next((name for name in reversed(names) if name), _START)
        free = [name for name in self._of_kind[kind] if name not in names]
        if not free:
            yield score + math.log(_CHANCE), (*names, None)
        for name in free:
            unheard = sum((other, name) not in self._orders for other in names if other)
            likelihood = self._likelihood(name, before, between, kind)
            yield score + math.log(likelihood) + unheard * _UNHEARD_ORDER, (*names, name)

    def _likelihood(self, name: str, before: str, between: list[str], kind: str) -> float:
        result = _CHANCE / len(self._of_kind[kind])
        for weight, context in zip(_EVIDENCE, _contexts(before, between, kind), strict=True):
            counts = self._seen.get(context)
            if counts:
                result += weight * counts[name] / counts.total()
        return result


def _contexts(before: str, between: list[str], kind: str) -> tuple[Item, Item, Item, Item]:
    last, words = between[-1] if between else "", " ".join(between)
    return (kind, before, words, "="), (kind, before, last), (kind, before), (kind, "", words, "=")
