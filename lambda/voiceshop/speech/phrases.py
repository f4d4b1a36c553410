"""How the things of a shop are said: counts, money, lines, lists, times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import singledispatchmethod
from typing import Any

from ..shop.cart import MOST_TOLD, Line
from ..shop.catalogue import Deal, Option, OptionGroup, Place, Product, Variant
from ..shop.customer import PastOrder
from ..shop.money import Money
from ..shop.purchase import Entry, Fulfillment, Order
from ..shop.want import Choice

_SOON = timedelta(hours=1)
_LONGEST = 300
_FEW = 3


class Phrases:
    """Says values in one language, by the `phrase.*` texts of its locale file.

    Styles: a list is joined with `and`, or with `or` where the style says so; of a long one the style `few` names the
    first and counts the rest, as any style does where nobody could listen to all; a small number is a word, but not in
    the style `digits`; a datetime is a time of day, and so is a text like "07:30" in the style `clock`.
    """

    def __init__(self, texts: Mapping[str, Any], now: datetime) -> None:
        self._texts = texts
        self._now = now

    def plural(self, count: int) -> str:
        """The plural category of a count: the languages we speak have these two."""
        return "one" if count == 1 else "other"

    def say(self, value: object, style: str | None = None) -> str:
        """The words for a value. Raises TypeError for a kind of value that nobody taught us to say."""
        if isinstance(value, (tuple, list)):
            words = [self.say(item) for item in value]
            few = style == "few" or len(words) > MOST_TOLD
            return self._list(self._first(words) if few else words, "or" if style == "or" else "and")
        return _speakable(self._one(value, style))

    def _one(self, value: object, style: str | None) -> str:
        if style == "digits":
            return str(value)
        if style == "clock":
            by_name: dict[str, str] = self._texts["phrase.clock"]
            return by_name.get(str(value)) or self._say(datetime.strptime(str(value), "%H:%M"))  # noqa: DTZ007 - a time of day, of no date or zone
        if isinstance(value, Fulfillment):
            return self._fulfillment(value, style or "fulfillment")
        return self._say(value)

    @singledispatchmethod
    def _say(self, value: object) -> str:
        raise TypeError(f"no phrase for {type(value).__name__}")

    @_say.register
    def _(self, value: str) -> str:
        return value

    @_say.register
    def _(self, value: int) -> str:
        words: list[str] = self._texts["phrase.numbers"]
        return words[value] if 0 <= value < len(words) else str(value)

    @_say.register
    def _(self, value: float) -> str:
        return f"{value:g}"

    @_say.register
    def _(self, value: Money) -> str:
        forms: dict[str, str] = self._texts["phrase.money"]
        said = forms.get(value.currency, forms["other"]).format(amount=abs(value.major), currency=value.currency)
        minus: str = self._texts["phrase.minus"]
        return minus.format(amount=said) if value.amount < 0 else said

    @_say.register
    def _(self, value: Entry) -> str:
        text: str = self._texts["phrase.entry"]
        words: dict[str, str] = self._texts["phrase.entries"]
        return text.format(entry=value.text or words.get(value.kind, words["other"]), amount=self._say(value.amount))

    @_say.register
    def _(self, value: Option) -> str:
        return value.label

    @_say.register
    def _(self, value: OptionGroup) -> str:
        return value.name.lower()

    @_say.register
    def _(self, value: Product) -> str:
        return _lower(value.name)

    @_say.register
    def _(self, value: Place) -> str:
        return value.name

    @_say.register
    def _(self, value: Variant) -> str:
        return self._variant(value, _lower(value.name))

    @_say.register(Line)
    @_say.register(Choice)
    def _(self, value: Line | Choice) -> str:
        name = _lower(value.variant.name)
        if value.quantity != 1:
            name = self._many(name)
        return f"{self._say(value.quantity)} {self._variant(value.variant, name)}"

    @_say.register
    def _(self, value: Deal) -> str:
        text: str = self._texts["phrase.deal"]
        was = value.variant.list_price or value.variant.price
        return text.format(
            product=self._say(value.product), price=self._say(value.variant.price), list_price=self._say(was)
        )

    @_say.register(Order)
    @_say.register(PastOrder)
    def _(self, value: Order | PastOrder) -> str:
        return value.label

    @_say.register
    def _(self, value: datetime) -> str:
        return value.strftime(self._texts["phrase.time"]).strip()

    @_say.register
    def _(self, value: timedelta) -> str:
        minutes = max(1, round(value.total_seconds() / 60))
        text: str = self._texts["phrase.minutes"][self.plural(minutes)]
        return text.format(minutes=self._say(minutes))

    def _fulfillment(self, value: Fulfillment, family: str) -> str:
        """Where and when an order reaches the customer; `family` names the texts that say it."""
        if value.ready_at is None:
            text: str = self._texts[f"phrase.{family}.{value.method}"]
            return text.format(place=value.place)
        left = value.ready_at - self._now
        text = self._texts[f"phrase.{family}.{value.method}.{self._when(value.ready_at, left)}"]
        day = self._texts["phrase.weekdays"][value.ready_at.weekday()]
        return text.format(place=value.place, left=self._say(left), time=self._say(value.ready_at), day=day)

    def _when(self, moment: datetime, left: timedelta) -> str:
        """A time of day is enough for today, on the calendar of the place where the order is handed over."""
        if left < _SOON:
            return "soon"
        return "later" if moment.date() == self._now.astimezone(moment.tzinfo).date() else "another_day"

    def _variant(self, variant: Variant, name: str) -> str:
        before, plain, extras = [], [], []
        for option in variant.options:
            if self._is("before", option):
                before.append(option.label)
            elif self._is("plain", option):
                plain.append(option.label)
            else:
                extras.append(option.label)
        before.sort(key=self._texts["phrase.options"]["before"].index)
        words = " ".join([*before, name])
        if extras:
            words = self._texts["phrase.with"].format(product=words, options=self._list(extras, "and"))
        return " ".join([words, *plain])

    def _is(self, position: str, option: Option) -> bool:
        return option.label in self._texts["phrase.options"][position]

    def _many(self, name: str) -> str:
        for pattern, plural in self._texts["phrase.plurals"]:
            made, hits = re.subn(pattern, plural, name, count=1)
            if hits:
                return made
        return name

    def _first(self, words: list[str]) -> list[str]:
        """As many as an ear can hold, and then how many more there are: never just one, which is sooner said itself."""
        if len(words) <= _FEW + 1:
            return words
        text: str = self._texts["phrase.more"]
        return [*words[:_FEW], text.format(count=self._say(len(words) - _FEW))]

    def _list(self, words: Iterable[str], style: str) -> str:
        *first, last = list(words) or [""]
        if not first:
            return last
        return f"{', '.join(first)} {self._texts[f'phrase.{style}']} {last}"


def _speakable(text: str) -> str:
    """What people said and stores wrote: no control characters, which XML 1.0 forbids, and no endless texts."""
    text = "".join(c for c in text if c.isprintable())
    if len(text) <= _LONGEST:
        return text
    word = text.rfind(" ", _LONGEST // 2, _LONGEST)  # a longer last word is cut itself: it may be all that tells
    return text[: word if word > 0 else _LONGEST] + "…"


def _lower(name: str) -> str:
    """A product's title within a sentence: "Flat White" becomes "flat white", and "M&M" stays."""
    return " ".join(word if any(c.isupper() for c in word[1:]) else word.lower() for word in name.split(" "))
