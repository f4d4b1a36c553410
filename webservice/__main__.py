"""``python -m webservice --port N --store-url URL [--host H]``: the skill over HTTP."""

from __future__ import annotations

import argparse
import functools
import logging
import os
import sys

from voiceshop.alexa.entry import answer
from voiceshop.bootstrap import Settings, build_skill
from webservice.platform import platform_from
from webservice.server import serve
from webservice.settings import Misconfigured, resolve, verifiers_for


def main() -> int:
    """Start the service; the exit code is 2 when it must not start as it was told to."""
    arguments = _parser().parse_args()
    environment = {**os.environ, "VOICESHOP_STORE_URL": arguments.store_url}
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        address = resolve(arguments.host, arguments.port)
        verifiers = verifiers_for(address, environment)
        skill = build_skill(Settings.from_environment(environment))
        serve(functools.partial(answer, skill), address, verifiers, platform_from(environment))
    except Misconfigured as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m webservice", description="Serve the skill at POST /alexa.")
    parser.add_argument("--port", type=int, required=True, help="0 takes any free port and prints it")
    parser.add_argument("--store-url", required=True, help="where the store is: http://127.0.0.1:8081")
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
    return parser


if __name__ == "__main__":
    sys.exit(main())
