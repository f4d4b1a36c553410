"""Lines of a cart or order, told from the store's words: "2 large lattes with oat milk"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FILLERS = frozenset({"a", "an", "the", "of", "with", "and", "in"})


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line as it stands in the store: how many, of which product (its id), and the variant's whole title."""

    quantity: int
    product: str
    title: str

    def is_told_by(self, entry: str) -> bool:
        """Whether an entry of a conversation file means this line.

        The entry names the quantity (1 when it does not), every word of the product, and as many of its options as
        matter; a word that the line does not have makes it another line.
        """
        quantity, words = _parsed(entry)
        product = _words(self.product.replace("-", " "))
        return quantity == self.quantity and product <= words <= _words(self.title) | product

    def __str__(self) -> str:
        return self.title if self.quantity == 1 else f"{self.quantity} {self.title}"


def unlike(entries: Sequence[str], lines: Sequence[StoredLine]) -> tuple[list[str], list[StoredLine]]:
    """The entries that mean none of the lines, and the lines that no entry means; each is meant once, in any order."""
    left, missing = list(lines), []
    for entry in sorted(entries, key=len, reverse=True):  # the more exact entry chooses first
        found = next((line for line in left if line.is_told_by(entry)), None)
        if found is None:
            missing.append(entry)
        else:
            left.remove(found)
    return missing, left


def tell_the_same(entries: Sequence[str], lines: Sequence[StoredLine]) -> bool:
    """Whether the entries mean these lines, each exactly one, in any order."""
    return unlike(entries, lines) == ([], [])


def _parsed(entry: str) -> tuple[int, frozenset[str]]:
    number, _, rest = entry.strip().partition(" ")
    return (int(number), _words(rest)) if number.isdecimal() else (1, _words(entry))


def _words(text: str) -> frozenset[str]:
    return frozenset(_singular(word) for word in re.findall(r"[\w%'&-]+", text.lower())) - _FILLERS


def _singular(word: str) -> str:
    if re.search(r"(?:ch|sh|x)es$", word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
