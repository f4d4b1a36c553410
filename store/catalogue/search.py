"""Finding products by what a customer says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from store.catalogue.loader import products
from store.catalogue.model import Product

EVERYTHING = "*"
_CLOSE = 82  # ratio from which two words are taken for the same, misheard or misspelt
_NAME_BONUS = 3
_STOPWORDS = frozenset(
    {"a", "an", "the", "some", "of", "with", "and", "please", "any", "do", "you", "have", "i", "want"}
)


@dataclass(frozen=True)
class Words:
    """The words by which a product is found: those of its names count for more than those that describe it."""

    names: tuple[str, ...]
    in_names: frozenset[str]
    elsewhere: frozenset[str]


def find(query: str) -> list[Product]:
    """Products that match the query, best first; the menu's order decides between equals.

    Every word of the query has to be found. When no product has them all, products that have most of them stand in.
    """
    if query.strip() == EVERYTHING:
        return list(products().values())
    wanted = [word for word in _words(query) if word not in _STOPWORDS]
    if not wanted:
        return []
    scored = [(product, _hits(wanted, query.strip().lower(), _index(product))) for product in products().values()]
    whole = [(product, score) for product, (found, score) in scored if found == len(wanted)]
    some = [(product, score) for product, (found, score) in scored if found * 2 >= len(wanted) and found]
    return [product for product, _ in sorted(whole or some, key=lambda entry: -entry[1])]


def _hits(wanted: Sequence[str], query: str, words: Words) -> tuple[int, float]:
    found, score = 0, 0.0
    for word in wanted:
        in_names, elsewhere = _best(word, words.in_names), _best(word, words.elsewhere)
        if max(in_names, elsewhere) >= _CLOSE:
            found += 1
            score += in_names * _NAME_BONUS if in_names >= _CLOSE else elsewhere
    return found, score + max(fuzz.ratio(query, name) for name in words.names) * _NAME_BONUS


def _best(word: str, candidates: frozenset[str]) -> float:
    return max((fuzz.ratio(word, candidate) for candidate in candidates), default=0.0)


def _index(product: Product) -> Words:
    names = (product.title, *product.spoken)
    described = _words(f"{product.description} {product.category}")
    return Words(names, frozenset(_words(" ".join(names))), frozenset(described))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9%]+", text.lower())
