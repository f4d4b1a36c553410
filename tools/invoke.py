"""``python -m tools.invoke launch``: one event of tests/events through the built function, and its answer.

The function's settings are those of tests/events/environment.json, which ``sam local invoke`` uses too;
variables of this process whose names begin with VOICESHOP_ come before them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from tools.emulator import BUILT_FUNCTION, PROJECT_ROOT, EmulatorMissing, FunctionFailed, emulated

EVENTS = PROJECT_ROOT / "tests" / "events"


def settings() -> dict[str, str]:
    """The environment variables to run the function with."""
    defaults: dict[str, str] = json.loads((EVENTS / "environment.json").read_text())["Parameters"]
    return defaults | {name: value for name, value in os.environ.items() if name.startswith("VOICESHOP_")}


def main() -> int:
    """Print the answer to one event; log lines go to standard error.

    Returns:
        0, or 1 when the function failed or could not be run.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.invoke", description=__doc__)
    parser.add_argument("event", help="the name of a file in tests/events without .json, or a path")
    parser.add_argument("--built", type=Path, default=BUILT_FUNCTION, help="the folder that sam build made")
    parser.add_argument("--token", help="the customer's access token, in place of the event's")
    arguments = parser.parse_args()
    named = EVENTS / f"{arguments.event}.json"
    try:
        event = json.loads((named if named.is_file() else Path(arguments.event)).read_text())
        if arguments.token:
            event["context"]["System"]["user"]["accessToken"] = arguments.token
        with emulated(arguments.built.resolve(), settings(), sys.stderr.buffer) as function:
            answer = function.invoke(event)
    except (EmulatorMissing, FunctionFailed, OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps(answer, indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
