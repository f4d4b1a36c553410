"""Finding products by what a customer says: an index from words to products, forgiving of spelling."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from store.catalogue.loader import products
from store.catalogue.model import Product

EVERYTHING = "*"
_CLOSE = 82  # ratio from which two words are taken for the same, misheard or misspelt
_NAME_WEIGHT = 3
_STOPWORDS = frozenset("a an the some of with and please any do you have i want".split())

Hits = dict[str, float]


@dataclass(frozen=True)
class Index:
    """Which products a word leads to, and how strongly: words of a name count for more than words that describe."""

    products_of: dict[str, Hits]
    names: dict[str, tuple[str, ...]]

    def hits(self, word: str) -> Hits:
        """The products a word, or one close to it, leads to, with their scores."""
        best: defaultdict[str, float] = defaultdict(float)
        close = process.extract(word, list(self.products_of), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=None)
        for known, likeness, _ in close:
            for product_id, weight in self.products_of[known].items():
                best[product_id] = max(best[product_id], likeness * weight)
        return best


def find(query: str) -> list[Product]:
    """Products that match the query, best first; the menu's order decides between equals.

    Every word of the query has to be found. When no product has them all, products that have half of them stand in.
    """
    if query.strip() == EVERYTHING:
        return list(products().values())
    wanted = [word for word in _words(query) if word not in _STOPWORDS]
    hits = [_index().hits(word) for word in wanted]
    found: defaultdict[str, int] = defaultdict(int)
    for word_hits in hits:
        for product_id in word_hits:
            found[product_id] += 1
    enough = len(wanted) if len(wanted) in found.values() else (len(wanted) + 1) // 2
    candidates = [product_id for product_id in products() if found[product_id] >= max(enough, 1)]
    said = " ".join(_words(query))
    scores = {name: sum(word_hits.get(name, 0.0) for word_hits in hits) + _likeness(said, name) for name in candidates}
    return [products()[product_id] for product_id in sorted(candidates, key=lambda name: -scores[name])]


def _likeness(said: str, product_id: str) -> float:
    return max(fuzz.ratio(said, name) for name in _index().names[product_id]) * _NAME_WEIGHT


@cache
def _index() -> Index:
    words: defaultdict[str, Hits] = defaultdict(dict)
    names = {}
    for product in products().values():
        names[product.id] = (product.title, *product.spoken)
        for word in _words(f"{product.description} {product.category}"):
            words[word][product.id] = 1.0
        for word in _words(" ".join(names[product.id])):
            words[word][product.id] = _NAME_WEIGHT
    return Index(dict(words), names)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9%]+", text.lower())
