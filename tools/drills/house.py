"""All that a drill needs: a store, the line on which things go wrong, the skill, and the books."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from processes import RunningServer
from simulator.authorisation import LinkedAccount
from simulator.linking import link
from simulator.people import DEMO_PASSWORD
from store.launch import running_store
from tools.drills.books import Books
from tools.drills.clock import Clock
from tools.drills.ledger_file import LedgerFile
from tools.drills.line import FaultyLine, faulty_line
from tools.drills.servers import Killable
from tools.drills.sweeping import Sweeper, known_sweeper
from webservice.launch import running_skill

PRODUCT = "croissant"
_ENOUGH = "100000"


@dataclass(frozen=True, slots=True)
class House:
    """`accounts` are those of two customers of the store, linked; the clocks are those of the two servers."""

    store: Killable
    line: FaultyLine
    skill: Killable
    ledger: LedgerFile
    books: Books
    accounts: tuple[LinkedAccount, ...]
    sweeper: Sweeper
    store_clock: Clock
    skill_clock: Clock

    def wait_until_well(self) -> None:
        """Until whatever was killed or taken away is back."""
        self.ledger.bring_back()
        self.store.wait()
        self.skill.wait()

    def set_clocks_right(self) -> None:
        self.store_clock.set_right()
        self.skill_clock.set_right()


Way = Callable[[Killable, FaultyLine], str]
"""The address at which the skill calls the store."""


def by_the_line(_store: Killable, line: FaultyLine) -> str:
    """All calls may go wrong."""
    return line.url


def straight(store: Killable, _line: FaultyLine) -> str:
    """No call costs the time that the line takes."""
    return store.url


@contextmanager
def open_house(data: Path, way: Way = by_the_line) -> Iterator[House]:
    """Everything started, with more of the product in stock than all drills buy, for as long as the block lasts.

    Args:
        data: an empty folder for what store and skill keep.
        way: how the skill's calls come to the store.

    Raises:
        ServerDidNotStart, DidNotStart: the skill or the store ended early; the message says why.
    """
    shelf = data / "store"
    shelf.mkdir()
    with running_store(data_dir=shelf) as store:
        store.admin("stock", PRODUCT, _ENOUGH)
    ledger = LedgerFile(data)
    store_clock, skill_clock = Clock(data / "store.clock"), Clock(data / "skill.clock")
    with (
        closing(
            Killable(lambda port: running_store(port=port, data_dir=shelf, env=store_clock.environment))
        ) as store_server,
        faulty_line(store_server.url) as line,
        known_sweeper(store_server.url, ledger.path) as sweeper,
        closing(
            Killable(
                lambda port: _skill(
                    way(store_server, line), port, ledger, {**skill_clock.environment, **sweeper.skill_environment}
                )
            )
        ) as skill,
    ):
        accounts = tuple(link(store_server.url, name, DEMO_PASSWORD) for name in ("ana", "ben"))
        books = Books(shelf / "store.sqlite3", ledger.path)
        yield House(store_server, line, skill, ledger, books, accounts, sweeper, store_clock, skill_clock)


def _skill(
    store_url: str, port: int, ledger: LedgerFile, settings: Mapping[str, str]
) -> AbstractContextManager[RunningServer]:
    env = {"VOICESHOP_LEDGER": ledger.address, **settings}
    return running_skill(store_url, port=port, data_dir=ledger.path.parent, env=env)
