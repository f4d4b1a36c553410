"""A customer who wants one thing, says yes whenever asked whether to order it, and asks until told it is placed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, cycle

from simulator.device import Account, Customer, Device, Exchange, Hardware, Json
from simulator.device.requests import intent_request
from simulator.models import SHIPPED
from tools.drills.books import Asked
from tools.drills.house import PRODUCT, House
from tools.drills.post import YES, Heard, Post
from tools.drills.told import Told, told_by

_LOCALE = "en-US"
STATUS, CANCEL = "OrderStatusIntent", "CancelOrderIntent"
_ADD, _CHECK_OUT = "AddToCartIntent", "CheckoutIntent"
_ADDED = {"add.done", "add.more"}
# How often somebody says something again before giving up.
_PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Habit:
    """How a customer's words reach the skill: each yes so many times at once; after the first, gone for so long.

    `meanwhile` is what happens in the house before they are back. `asks` is what they say first when they are not told
    that it is placed; then they ask for it, or try anew, by turns.
    """

    deliveries: int = 1
    away: timedelta = timedelta()
    meanwhile: Callable[[House], None] | None = None
    asks: Sequence[str] = ()


USUAL = Habit()


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer told, and what stood then: the customer's orders, and the purchases there were (their ids).

    Attributes:
        keys: those of the texts of the answer; None where none came.
    """

    said: str
    keys: Heard
    told: Told
    orders: int
    purchases: frozenset[str]


class Shopper:
    """One customer with an Alexa account and a speaker of their own.

    `claims` is what each answer told, in order; `left_open` are purchases of which it is still not known what became,
    after what happened while the customer was away.
    """

    def __init__(self, house: House, account: Account, habit: Habit = USUAL) -> None:
        self._house, self._habit = house, habit
        self._customer = Customer(account=account)
        self._post = Post(house.skill.url, habit.deliveries)
        trained = SHIPPED.of(_LOCALE)
        self._device = Device(trained.model, trained.listen, self._post, self._customer, Hardware(locale=_LOCALE))
        self.claims: list[Claim] = []
        self.left_open: list[Asked] = []

    @property
    def user(self) -> str:
        """The customer's id at Alexa."""
        return self._customer.user_id

    @property
    def exchanges(self) -> Iterator[Exchange]:
        """All that was asked of the skill in turns of the customer's."""
        return (exchange for turn in self._device.turns for exchange in turn.exchanges)

    @property
    def refusals(self) -> list[str]:
        """Why Alexa would not have taken an answer that came."""
        answered = (turn for turn in self._device.turns if turn.exchanges and turn.exchanges[0].response is not None)
        return [problem.message for turn in answered for problem in turn.problems]

    def shop(self) -> None:
        """Buy it, whatever it takes; ask how it goes; then every yes comes once more, as late as can be."""
        self._fill_the_cart()
        asks = chain(self._habit.asks, cycle((STATUS, _CHECK_OUT)))
        told = self._say(_CHECK_OUT)
        for _ in range(_PATIENCE):
            if told is Told.PLACED:
                break
            told = self._say_yes() if told is Told.ASKED else self._say(next(asks))
        self._ask_how_it_goes()
        for yes in self._post.yeses:
            self._post.repeat(yes)
            self._note("(the same yes, late)")

    def _fill_the_cart(self) -> None:
        for _ in range(_PATIENCE):
            self._say(_ADD, product=PRODUCT)
            if _ADDED & set(self.claims[-1].keys or ()):
                return

    def _ask_how_it_goes(self) -> None:
        """Ask until there is an answer, which tells of the order or is wrong."""
        for _ in range(_PATIENCE):
            self._say(STATUS)
            if self.claims[-1].told is not Told.NO_WORD:
                return

    def _say_yes(self) -> Told:
        is_first = not self._post.yeses
        self._house.wait_until_well()
        if is_first:
            self._house.line.fault.yes()
        told = self._turn(YES)
        if is_first and self._habit.away:
            self._house.books.age(self.user, self._habit.away)
        if is_first and self._habit.meanwhile:
            self._house.wait_until_well()
            self._habit.meanwhile(self._house)
            self.left_open = [asked for asked in self._house.books.asked(self.user) if asked.is_open]
        return told

    def _say(self, intent: str, **slots: str) -> Told:
        """Say something of that intent; slots are ids of values."""
        self._house.wait_until_well()
        return self._turn(intent, **slots)

    def _turn(self, intent: str, **slots: str) -> Told:
        filled = {name: _slot(name, value) for name, value in slots.items()}
        said = {"name": intent, "confirmationStatus": "NONE", "slots": filled}
        self._device.send(intent_request(_LOCALE, said, None))
        return self._note(intent)

    def _note(self, said: str) -> Told:
        """Hold every answer that came against what stands; gives what the first one told."""
        books = self._house.books
        orders = len(books.charges(self.user))
        asked = frozenset(purchase.id for purchase in books.asked(self.user))
        new = [Claim(said, keys, told_by(keys or ()), orders, asked) for keys in self._post.take_answers()]
        self.claims += new
        return new[0].told


def _slot(name: str, value: str) -> Json:
    """A slot that resolved to the value of that id."""
    matched = [{"value": {"name": value, "id": value}}]
    authority = {"authority": name, "status": {"code": "ER_SUCCESS_MATCH"}, "values": matched}
    resolutions = {"resolutionsPerAuthority": [authority]}
    return {"name": name, "value": value, "confirmationStatus": "NONE", "resolutions": resolutions}
