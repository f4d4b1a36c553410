"""``python -m tools.drills.load``: many conversations at once, to an order each. ``make load`` runs it."""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.drills.books import Totals
from tools.drills.house import House, open_house, straight
from tools.drills.shopper import Shopper
from tools.drills.verdict import wrongs


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it.

    Attributes:
        lost: requests without an answer within the time that Alexa gives.
        milliseconds: of each request of a turn, until its whole answer was there.
        seconds: from the first request to the last answer.
    """

    conversations: int
    totals: Totals
    lost: int
    wrong: Sequence[str]
    milliseconds: Sequence[float]
    seconds: float

    @property
    def balances(self) -> bool:
        """One order and one charge a conversation, none wrong, none lost."""
        return not self.lost and not self.wrong and self.totals == Totals(self.conversations, self.conversations)

    def percentile(self, rank: int) -> float:
        """What so many of a hundred requests took at most, in milliseconds."""
        return statistics.quantiles(self.milliseconds, n=100, method="inclusive")[rank - 1]


def run(house: House, conversations: int) -> Load:
    """Have so many customers shop, all at the same time."""
    before = house.books.totals()
    shoppers = [Shopper(house, house.accounts[n % len(house.accounts)]) for n in range(conversations)]
    started = time.monotonic()
    with ThreadPoolExecutor(conversations) as pool:
        list(pool.map(Shopper.shop, shoppers))
    return Load(
        conversations,
        house.books.totals().since(before),
        sum(claim.keys is None for shopper in shoppers for claim in shopper.claims),
        [what for shopper in shoppers for what in wrongs(shopper, house.books)],
        [exchange.milliseconds for shopper in shoppers for exchange in shopper.exchanges],
        time.monotonic() - started,
    )


def main() -> int:
    """Run it and print the figures.

    Returns:
        0 where it balances, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.drills.load", description=__doc__)
    parser.add_argument("--conversations", type=int, default=50, help="at the same time")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="voiceshop-load-") as folder, open_house(Path(folder), straight) as house:
        load = run(house, arguments.conversations)
    print("conversations  orders  charges  wrong  lost  requests  seconds    p50 ms    p99 ms")
    print(
        f"{load.conversations:13}{load.totals.orders:8}{load.totals.charges:9}{len(load.wrong):7}{load.lost:6}"
        f"{len(load.milliseconds):10}{load.seconds:9.1f}{load.percentile(50):10.0f}{load.percentile(99):10.0f}"
    )
    for what in load.wrong:
        print(what)
    return 0 if load.balances else 1


if __name__ == "__main__":
    sys.exit(main())
