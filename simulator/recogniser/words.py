"""From text to words: one spelling for what is said alike."""

import re
from dataclasses import dataclass

from simulator.recogniser.language import Language

_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*['’]?|%")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Word:
    """A word in its common spelling, and the words that were really said (nothing for the second half of "what's")."""

    form: str
    said: str


class Speller:
    """Brings text to words in their common spelling."""

    def __init__(self, language: Language) -> None:
        self._same = {
            key.replace("'", ""): tuple(value.split()) for key, value in language.same.items() if " " not in key
        }
        self._numbers = {word: str(number) for word, number in language.numbers.items()}
        halves = "|".join(words for words in language.times.halves if " " not in words)
        self._after_figures = re.compile(rf"(?<=\d)(?=(?:{halves})\b)")

    def words(self, text: str) -> list[Word]:
        """The words of `text`, contractions taken apart, numbers as digits, without punctuation."""
        result = []
        # "10pm" is said in two words.
        apart = self._after_figures.sub(" ", text.lower().replace("%", " percent "))
        for match in _WORD.finditer(apart):
            said = match.group()
            plain = re.sub(r"['’.]", "", said)
            first, *rest = self._same.get(plain, (plain,))
            result.append(Word(self._numbers.get(first, first), said))
            result += [Word(self._numbers.get(form, form), "") for form in rest]
        return result

    def forms(self, text: str) -> tuple[str, ...]:
        """Only the common spellings of the words of `text`."""
        return tuple(word.form for word in self.words(text))

    def sample(self, text: str) -> list[str]:
        """The words of a sample; a `{slot}` stays as it is."""
        parts: list[str] = []
        for index, part in enumerate(_SLOT.split(text)):
            parts += [f"{{{part}}}"] if index % 2 else self.forms(part)
        return parts


def said(words: list[Word]) -> str:
    """What was really said by `words`; half a contraction is given in full."""
    return " ".join(word.said for word in words if word.said) or " ".join(word.form for word in words)
