"""``python -m tools.properties``: random conversations, and mutated requests. ``make drills`` runs it."""

from __future__ import annotations

import argparse
import logging
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.properties.conversations import Broken, hold
from tools.properties.fuzz import Fuzz
from tools.properties.place import Place, open_place

_TOLD = 5


def main() -> int:
    """Run both and print what came of them.

    Returns:
        0 where every promise was kept, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.properties", description=__doc__)
    parser.add_argument("--conversations", type=int, default=400)
    parser.add_argument("--length", type=int, default=25, help="moves of a conversation")
    parser.add_argument("--requests", type=int, default=100_000, help="mutated")
    parser.add_argument(
        "--seed", type=int, default=random.SystemRandom().randrange(2**32), help="to have the same again"
    )
    arguments = parser.parse_args()
    _quiet()
    print(f"seed {arguments.seed}", flush=True)
    with TemporaryDirectory(prefix="voiceshop-properties-") as folder, open_place(Path(folder)) as place:
        kept = _conversations(place, arguments.conversations, arguments.length, arguments.seed)
        return 0 if _requests(place, arguments.requests, arguments.seed) and kept else 1


def _quiet() -> None:
    """The skill logs each turn, and the web service each request that it refuses; failures are counted here."""
    logging.disable(logging.WARNING)
    logger = logging.getLogger("voiceshop")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())


def _conversations(place: Place, count: int, length: int, seed: int) -> bool:
    started = time.monotonic()
    try:
        held = hold(place, count, length, seed)
    except Broken as broken:
        print(f"A promise was broken; this is the shortest conversation found:\n{broken}", flush=True)
        return False
    print(
        f"{held.conversations} conversations, {held.turns} turns, {held.orders} orders, {len(held.keys)} texts spoken"
        f" in {time.monotonic() - started:.0f} s; no promise broken.",
        flush=True,
    )
    return True


def _requests(place: Place, count: int, seed: int) -> bool:
    started = time.monotonic()
    tally = Fuzz(place, seed).send(count)
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in sorted(tally.outcomes.items()))
    print(f"{tally.outcomes.total()} mutated requests in {time.monotonic() - started:.0f} s: {outcomes}.")
    for what in tally.wrong[:_TOLD]:
        print(f"WRONG: {what}")
    return not tally.wrong


if __name__ == "__main__":
    sys.exit(main())
