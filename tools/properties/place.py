"""Where random conversations are held: a store, its staff, the skill in this process, and the books of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from simulator.device import Account
from simulator.linking import link
from simulator.people import DEMO_PASSWORD
from store.admin import Admin
from store.application import build
from store.catalogue.loader import products
from store.launch import running_store
from store.settings import Settings as StoreSettings
from store.tables import Customer, Instrument, ProductState
from tools.drills.books import Books
from tools.properties.inside import Answer, Inside
from tools.properties.moves import PAYING_CARD
from voiceshop.adapters.sqlite import SqliteLedger
from voiceshop.adapters.ucp import UcpStores
from voiceshop.alexa.entry import answer
from voiceshop.bootstrap import Settings, build_skill

SELLER = "Bluebird Coffee"
_NOBODY = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True)
class Place:
    """The skill: with its store, the same with a PIN for every order, and as if the store were away.

    `stores` and `ledger` are for looking only. `accounts` are those of two of the store's customers, linked.
    """

    staff: Admin
    answer: Answer
    answer_verifying: Answer
    answer_without_store: Answer
    stores: UcpStores
    ledger: SqliteLedger
    books: Books
    accounts: Mapping[str, Account]

    @property
    def skill(self) -> Inside:
        """The skill at the end of a device's line."""
        return Inside(self.answer)

    @property
    def verifying_skill(self) -> Inside:
        """The same, where Alexa's own PIN is asked for from a total of 1 on."""
        return Inside(self.answer_verifying)

    def cards(self) -> list[str]:
        """The last digits of all cards that the customer may pay with."""
        with self.staff.store.database.reading() as session:
            saved = session.scalars(select(Instrument).join(Customer).where(Customer.username == "ana"))
            return sorted(card.display["last_digits"] for card in saved)

    def tidy_up(self) -> None:
        """Prices, stock and cards as they are in a new store."""
        with self.staff.store.database.writing() as session:
            for state in session.scalars(select(ProductState)):
                state.price, state.stock = None, products()[state.product_id].stock
        self.staff.set_default_card("ana", PAYING_CARD)


@contextmanager
def open_place(data: Path) -> Iterator[Place]:
    """Everything started, in an empty folder, for as long as the block lasts.

    Raises:
        DidNotStart: the store ended early; the message says why.
    """
    file = data / "ledger.sqlite3"
    with running_store(data_dir=data) as store, closing(Admin(build(StoreSettings(data, store.url)))) as staff:
        ledger = SqliteLedger(str(file))
        settings = Settings(store.url, f"sqlite:{file}", SELLER, "help@bluebird.example")
        ledger.customer("")  # the file is made by the first to ask it
        yield Place(
            staff,
            _skill(settings),
            _skill(replace(settings, verify_person=True, code_from=Decimal(1))),
            _skill(replace(settings, store_url=_NOBODY)),
            UcpStores(store.url),
            ledger,
            Books(data / "store.sqlite3", file),
            {name: link(store.url, name, DEMO_PASSWORD) for name in ("ana", "ben")},
        )


def _skill(settings: Settings) -> Answer:
    skill = build_skill(settings)
    return lambda request: answer(skill, request)
