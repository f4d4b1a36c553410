"""``python -m tools.export USER``: all that the skill holds of one customer, as JSON.

USER is the id by which Alexa knows the customer to this skill, ``amzn1.ask.account...``. The Ledger is that of
VOICESHOP_LEDGER, `sqlite:PATH` or `dynamodb:TABLE`; for the latter AWS's own settings say where it is and who asks.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

from tools.emulator import PROJECT_ROOT

sys.path.insert(0, str(PROJECT_ROOT / "lambda"))

from voiceshop.bootstrap import open_ledger
from voiceshop.shop.errors import LedgerTrouble

# Ten thousand codes are tried in minutes by whoever has the hash.
_WITHHELD = "withheld"
_LISTS = {"code", "limits", "orders", "wants", "instrument"}


def main() -> int:
    """Print what is held.

    Returns:
        0, or 1 where the Ledger could not be read.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.export", description=__doc__)
    parser.add_argument("user", help="amzn1.ask.account...")
    user = parser.parse_args().user
    try:
        held = open_ledger(os.environ["VOICESHOP_LEDGER"]).held(user)
    except KeyError:
        print("VOICESHOP_LEDGER has to name the Ledger: sqlite:PATH or dynamodb:TABLE", file=sys.stderr)
    except ValueError as problem:
        print(problem, file=sys.stderr)
    except LedgerTrouble as trouble:
        print(f"The Ledger could not be read: {trouble.__cause__ or 'see the log above'}", file=sys.stderr)
    else:
        rows = {kind: [_readable(row) for row in rows] for kind, rows in held.items()}
        print(json.dumps({"user": user, **rows}, indent=2, ensure_ascii=False))
        return 0
    return 1


def _readable(row: Any) -> dict[str, Any]:
    """A row in which lists that are stored as text are lists again, and no voice code can be guessed from its hash."""
    told = {name: json.loads(value) if name in _LISTS and value else value for name, value in row.items()}
    if told.get("code"):
        secret, proposed, *others = told["code"]
        told["code"] = [secret and _WITHHELD, proposed and _WITHHELD, *others]
    return told


if __name__ == "__main__":
    sys.exit(main())
