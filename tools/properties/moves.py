"""What people at home, the shop's staff and the bank may do next, and how likely each is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from simulator.device import PIN_COMPLETIONS
from simulator.device.model import InteractionModel
from store.catalogue.loader import products

YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
PAYING_CARD = "4242"


@dataclass(frozen=True, slots=True)
class Known:
    """The value of that number of a slot's type, counted round and round; a number is said as it is."""

    number: int


@dataclass(frozen=True, slots=True)
class Odd:
    """Words that no slot has a value for."""

    text: str


Word = Known | Odd


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence of that intent, with these words in its slots."""

    intent: str
    slots: Mapping[str, Word] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """Words that fill the slot which was asked for; nothing where none was."""

    word: Word


@dataclass(frozen=True, slots=True)
class GoAlong:
    """What leads on: a yes, a PIN, one of what was named for a slot, a checkout, or something for the cart."""

    number: int


@dataclass(frozen=True, slots=True)
class Touch:
    """The thing of that number on the screen that was drawn so many before the one that is shown."""

    thing: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class Finish:
    """Alexa's own task, where one is open, ends like that."""

    how: str


@dataclass(frozen=True, slots=True)
class Open:
    """The skill is called, whether or not it is open already."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody says anything."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The customer goes away in words that Alexa understands herself."""


@dataclass(frozen=True, slots=True)
class Turn:
    """From here on somebody talks to the other device of the household."""


@dataclass(frozen=True, slots=True)
class Verify:
    """From here on the skill has almost every order verified by Alexa's own PIN, as its operator may choose."""


@dataclass(frozen=True, slots=True)
class Again:
    """What the skill was last asked is delivered to it once more; nobody hears the answer."""


@dataclass(frozen=True, slots=True)
class Link:
    """Another account is linked, or none."""

    account: str | None


@dataclass(frozen=True, slots=True)
class Happen:
    """Something happens in the Alexa app; the names are those of conversation files."""

    event: str


@dataclass(frozen=True, slots=True)
class Price:
    """The shop's staff sets another price, in minor units."""

    product: str
    amount: int


@dataclass(frozen=True, slots=True)
class Stock:
    """So many are left."""

    product: str
    left: int


@dataclass(frozen=True, slots=True)
class Card:
    """The card that pays from now on; each of the test processor's cards ends in its own way."""

    last_digits: str


@dataclass(frozen=True, slots=True)
class Later:
    """So many minutes pass before anybody says anything."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Advance:
    """The shop's staff moves the customer's latest order on."""


Move = (
    Say | Answer | GoAlong | Touch | Finish | Open | Silence | Leave | Turn | Verify
    | Again | Link | Happen | Price | Stock | Card | Later | Advance
)  # fmt: skip

# No question mark, of which the one who counts questions could not know that it was the customer's.
_NONSENSE = (
    "", " ", "zzz", "blorf", "0", "-3", "2.5", "1000000", "99999999999999999999", "latte and", "🧁", "ﷺ", "日本語",
    "e\u0301", "<b>latte</b>", "&amp; & <", "${payload}", "@latte", "'; DROP TABLE carts; --", "{total}", "a" * 9000,
    "\x00\x07", "\u202ereversed", "\ufeff",
)  # fmt: skip
_PRODUCTS = sorted(products())
_PRICES, _LEFT, _MINUTES = (1, 99, 450, 5_000, 100_000), (0, 1, 2, 500), (1, 3, 90, 60 * 25)
_USUALLY = 0.75
_VERIFYING = 0.25
_MOST_SLOTS = 4
_MOST = 60


class Chooser:
    """Chooses moves: the same ones for the same random numbers."""

    def __init__(self, model: InteractionModel, cards: Sequence[str]) -> None:
        """`model`: whatever intents it has are said; `cards`: the last digits of those that may pay."""
        names = [intent["name"] for intent in model.document["interactionModel"]["languageModel"]["intents"]]
        self._slots = {name: sorted(model.slot_types(name)) for name in names}
        self._cards = cards
        self._likely: Mapping[Callable[[Random], Move], int] = {
            lambda random: GoAlong(random.randrange(_MOST)): 12,
            self._sentence: 9,
            _adding: 5,
            _changing: 5,
            lambda random: random.choice((Say(YES), Say("CheckoutIntent"), Say(NO))): 3,
            lambda random: Answer(_word(random)): 2,
            lambda random: Touch(random.randrange(_MOST)): 4,
            lambda random: Touch(random.randrange(_MOST), random.randint(1, 3)): 1,
            lambda random: random.choice((Open(), Silence(), Leave(), Turn(), Turn(), Again(), Again(), Advance())): 4,
            lambda random: Finish(random.choice(sorted(PIN_COMPLETIONS))): 1,
            self._outside: 4,
        }

    def plan(self, random: Random, length: int) -> list[Move]:
        """So many moves."""
        chosen = random.choices(list(self._likely), list(self._likely.values()), k=length)
        moves = [choose(random) for choose in chosen]
        return [Verify(), *moves[1:]] if random.random() < _VERIFYING else moves

    def _sentence(self, random: Random) -> Move:
        """Any intent, and what happens to be said with it."""
        intent = random.choice(list(self._slots))
        slots = self._slots[intent]
        said = random.sample(slots, random.randint(0, min(_MOST_SLOTS, len(slots))))
        return Say(intent, {name: _word(random) for name in said})

    def _outside(self, random: Random) -> Move:
        """What happens while nobody talks."""
        ways: Sequence[Callable[[], Move]] = (
            lambda: Price(random.choice(_PRODUCTS), random.choice(_PRICES)),
            lambda: Stock(random.choice(_PRODUCTS), random.choice(_LEFT)),
            lambda: Card(PAYING_CARD if random.random() < _USUALLY else random.choice(self._cards)),
            lambda: Link("ana" if random.random() < _USUALLY else random.choice(("ben", "revoked", None))),
            lambda: Later(random.choice(_MINUTES)),
            lambda: Happen(random.choice(("account linked", "account unlinked", "disabled", "enabled"))),
        )
        return random.choice(ways)()


def _adding(random: Random) -> Move:
    """What can be had: sentences at random seldom name a product."""
    others = random.sample(("size", "quantity", "productTwo", "optionA"), random.randint(0, 3))
    return Say("AddToCartIntent", {name: Known(random.randrange(_MOST)) for name in ("product", *others)})


def _changing(random: Random) -> Move:
    """What changes a cart that has something in it."""
    number, which = Known(random.randrange(_MOST)), Known(random.randint(1, 2))
    return random.choice(
        (
            Say("ChangeQuantityIntent", {"quantity": number}),
            Say("ModifyItemIntent", {"optionA": number}),
            Say("ModifyItemIntent", {"size": number}),
            Say("RemoveFromCartIntent", {"ordinal": which}),
            Say("RemoveFromCartIntent", {"product": number}),
            Say("ReorderIntent"),
            Say("UndoIntent"),
            Say("ViewCartIntent"),
        )
    )


def _word(random: Random) -> Word:
    if random.random() < _USUALLY:
        return Known(random.randrange(_MOST))
    if random.random() < _USUALLY:
        return Odd(random.choice(_NONSENSE))
    return Odd(
        "".join(
            chr(random.choice((random.randrange(0x80, 0x3400), random.randrange(0x10000, 0x20000)))) for _ in range(4)
        )
    )
