"""Several values for one slot: "oat milk, cinnamon and a double shot" fill a slot that collects them."""

from collections.abc import Iterable, Iterator, Sequence

from simulator.recogniser.entities import Match

_MOST_PARTS = 8


def lists(
    matches: Iterable[Match], forms: Sequence[str], kinds: frozenset[str], links: frozenset[str]
) -> Iterator[Match]:
    """Every row of two and more values of one of `kinds`, one after the other or with a word of `links` between."""
    best: dict[tuple[int, str], Match] = {}
    for match in matches:
        if match.kind in kinds:
            key = match.start, match.kind
            best[key] = max(best.get(key, match), match, key=lambda one: (one.end, one.likeness))
    for first in best.values():
        parts = [first]
        while len(parts) < _MOST_PARTS and (following := _following(parts[-1], best, forms, links)):
            parts.append(following)
            yield _joined(parts)


def parted(start: int, end: int, forms: Sequence[str], links: frozenset[str]) -> list[tuple[int, int]]:
    """The stretches of words `start:end` that `links` separate; what is no value may be a list as well."""
    stretches, begin = [], start
    for place in range(start, end + 1):
        if place == end or forms[place] in links:
            stretches.append((begin, place))
            begin = place + 1
    return [(first, last) for first, last in stretches if first < last]


def _following(
    match: Match, best: dict[tuple[int, str], Match], forms: Sequence[str], links: frozenset[str]
) -> Match | None:
    linked = match.end < len(forms) and forms[match.end] in links
    return best.get((match.end + linked, match.kind))


def _joined(parts: list[Match]) -> Match:
    values = tuple(value for part in parts for value in part.values)
    likeness = min(part.likeness for part in parts)
    return Match(parts[0].start, parts[-1].end, parts[0].kind, values, likeness, tuple(parts))
