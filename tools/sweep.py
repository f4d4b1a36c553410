"""``python -m tools.sweep``: settle once what became of purchases whose turn died, as the sweeper on AWS does.

Whoever runs the skill as a web service has it done every few minutes, by cron for one. Without settings it sweeps what
``make run`` serves: Ledger and key in VOICESHOP_DATA, the store and the skill on their usual ports.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tools.emulator import PROJECT_ROOT

sys.path.insert(0, str(PROJECT_ROOT / "lambda"))

from voiceshop.shop.errors import LedgerTrouble


def main() -> int:
    """Sweep, and print what was found and done.

    Returns:
        0, or 1 where the Ledger failed or the settings are wrong.
    """
    argparse.ArgumentParser(prog="python -m tools.sweep", description=__doc__).parse_args()
    for name, value in _usual().items():
        os.environ.setdefault(f"VOICESHOP_{name}", value)
    try:
        # Imported here, because it reads its settings as on AWS, when its process starts.
        import sweeper

        sweeper.handler({}, None)
    except (KeyError, ValueError) as problem:
        print(f"The settings are wrong: {problem}", file=sys.stderr)
    except LedgerTrouble as trouble:
        print(f"The Ledger failed: {trouble.__cause__ or 'see the log above'}", file=sys.stderr)
    else:
        return 0
    return 1


def _usual() -> dict[str, str]:
    data = Path(os.environ.get("VOICESHOP_DATA") or ".data")
    return {
        "LEDGER": f"sqlite:{data}/ledger.sqlite3",
        "STORE_URL": "http://127.0.0.1:8081",
        "PROFILE_URL": "http://127.0.0.1:8080/.well-known/ucp",
        "PLATFORM_KEY": f"file:{data}/platform-key.pem",
    }


if __name__ == "__main__":
    sys.exit(main())
