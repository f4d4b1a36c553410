"""``python -m tools.drills``: purchases by the hundred while things break, as a table. ``make drills`` runs it."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.drills import table
from tools.drills.drills import DRILLS, run
from tools.drills.house import open_house


def main() -> int:
    """Run the drills and print the table.

    Returns:
        0 where every row balances, else 1.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.drills", description=__doc__)
    parser.add_argument("--purchases", type=int, default=30, help="for each fault; fewer where one takes long")
    parser.add_argument("--only", default="", help="drills with these words in their names")
    arguments = parser.parse_args()
    rows, started = [], time.monotonic()
    print(table.head(), flush=True)
    with TemporaryDirectory(prefix="voiceshop-drills-") as folder, open_house(Path(folder)) as house:
        for drill in (each for each in DRILLS if arguments.only in each.name):
            rows.append(run(drill, house, arguments.purchases))
            print(table.line(rows[-1]), flush=True)
    wrong = [row for row in rows if not row.balances]
    total = sum(row.purchases for row in rows)
    print(f"{total} purchases under {len(rows)} faults in {time.monotonic() - started:.0f} s; {len(wrong)} rows wrong.")
    print(table.explained(wrong), end="")
    return 1 if wrong or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
