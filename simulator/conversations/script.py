"""What a conversation file holds: a title, what is given, what is done and heard, and what then stands in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.amazon.household import Scope
from simulator.conversations.pattern import ExpectedIntent, Hearing, Pattern
from simulator.wire import Network

DEFAULT_LOCALE = "en-US"
CUSTOMERS = ("ana", "ben", "cara", "unlinked", "revoked")
# What can be granted in the Alexa app, by the names that conversation files give it: "postal code", "notifications".
PERMISSIONS: Mapping[str, str] = {scope.name.lower().replace("_", " "): scope.value for scope in Scope}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A change to a product in the store: its price in minor units, how many are left; None leaves it."""

    product: str
    price: int | None = None
    stock: int | None = None


@dataclass(frozen=True, slots=True)
class ExpectedOrder:
    """An order: its lines, and total (minor units) and state where the file names them."""

    lines: tuple[str, ...]
    total: int | None = None
    state: str | None = None

    def __str__(self) -> str:
        facts = [f"[{', '.join(self.lines)}]", self.total is not None and f"total {self.total}", self.state]
        return ", ".join(str(fact) for fact in facts if fact)


@dataclass(frozen=True, slots=True)
class Given:
    """How things stand before the first word.

    `customer` is a demo customer whose account is linked, or `unlinked`, or `revoked`: with a token that the store does
    not take. `device` is an id of simulator.hardware.KINDS, `permissions` are of PERMISSIONS. `ordered` are earlier
    orders, the oldest first, `cart` what was added before, `card` the last digits of the card that pays. With
    `verify_person` the skill has Alexa ask for the PIN of who speaks.
    """

    customer: str = "ana"
    device: str = "speaker"
    time_zone: str = "America/Los_Angeles"
    permissions: tuple[str, ...] = ()
    verify_person: bool = False
    card: str | None = None
    cart: tuple[str, ...] = ()
    ordered: tuple[ExpectedOrder, ...] = ()
    store: tuple[Shelf, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """What a turn has to bring; None where the file says nothing."""

    intent: ExpectedIntent | None = None
    progress: Hearing | None = None
    hear: Hearing | None = None
    unheard: tuple[str, ...] = ()
    reprompt: Hearing | None = None
    card: Hearing | None = None
    screen: str | None = None
    see: tuple[Pattern, ...] = ()
    asks: str | None = None
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Words; none are silence."""

    text: str


@dataclass(frozen=True, slots=True)
class Touch:
    """The thing on the screen on which this text stands is touched; or what sends `arguments`, where they are known.

    The same thing may bear another text in another locale.
    """

    text: str
    arguments: tuple[object, ...] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something happens in the Alexa app; `name` is of simulator.conversations.acting.EVENTS."""

    name: str


@dataclass(frozen=True, slots=True)
class Verify:
    """Alexa's question for the profile PIN ends; `ending` is of simulator.device.PIN_COMPLETIONS."""

    ending: str


Deed = Say | Touch | Event | Verify


@dataclass(frozen=True, slots=True)
class Line:
    """Something said or done, and what must come of it."""

    line: int
    deed: Deed
    expected: Expected


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Something that happens in the store, or to the network between skill and store, between two turns."""

    line: int
    store: tuple[Shelf, ...] = ()
    advance: bool = False
    network: Network | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands in the store afterwards; None where the file says nothing."""

    line: int
    cart: tuple[str, ...] | None = None
    orders: tuple[ExpectedOrder, ...] | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation of a file."""

    file: str
    line: int
    title: str
    locale: str
    given: Given
    steps: tuple[Line | Meanwhile, ...]
    outcome: Outcome | None
