"""A house in the process of the tests, which can so reach behind its page."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.amazon import AlexaApis
from simulator.page.house import House, open_house
from simulator.page.server import running_page
from simulator.wire import Network, Wire
from tests.browser.house import forget_everybody


@dataclass(frozen=True)
class Inside:
    """The house, its page, where that saves recordings, Alexa's APIs, the wire to the store, the store's process."""

    house: House
    page: str
    recorded: Path
    apis: AlexaApis
    wire: Wire
    store: int
    data: Path

    def tidy(self) -> None:
        """No customer has a cart or a past, nothing is recorded, and the network to the store is as it should be."""
        forget_everybody(self.data)
        for recording in self.recorded.glob("*.yaml"):
            recording.unlink()
        self.wire.network = Network.NORMAL

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """The store takes connections and answers nothing, until the block ends."""
        os.kill(self.store, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.store, signal.SIGCONT)


@contextmanager
def house_inside(data: Path) -> Iterator[Inside]:
    """The house is open until the block ends."""
    recorded = data / "recorded"
    with open_house(data) as house, running_page(replace(house, recorded=recorded)) as page:
        yield Inside(house, page, recorded, house.apis, house.wire, house.processes[0].process.pid, data)
