"""`python -m simulator`: talk to the skill, link an account, play conversation files, run everything."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from processes import ServerDidNotStart
from simulator.conversations.source import FormatError
from simulator.device import BrokenModel, Customer, Device
from simulator.linking import LinkingFailed, link
from simulator.orchestrator import ServerDied, run, talk
from simulator.people import DEMO_PASSWORD, device_for, guest, linked
from simulator.recogniser.cli import NoSuchModel, recognise_lines
from simulator.recogniser.language import UnknownLanguage
from simulator.servers import PortTaken, running_or_started
from simulator.show import as_json, as_script
from simulator.store_pages import StoreUnreachable
from store.settings import data_dir

SKILL_URL = "http://127.0.0.1:8080"
STORE_URL = "http://127.0.0.1:8081"
_TOLD = (
    BrokenModel,
    FormatError,
    LinkingFailed,
    NoSuchModel,
    PortTaken,
    ServerDidNotStart,
    ServerDied,
    StoreUnreachable,
    UnknownLanguage,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when all went well, 1 when not, 2 for a wrong command line."""
    chosen = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = chosen.command
    try:
        return command(chosen)
    except _TOLD as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _say(chosen: argparse.Namespace) -> int:
    with running_or_started(chosen.url, chosen.store_url) as servers:
        device = device_for(_customer(chosen, servers.store_url), servers.skill_url, chosen.locale)
        with _recorded(chosen, device, servers.store_url):
            for words in chosen.words:
                turn = device.say(words)
                print(as_json(turn) if chosen.json else "\n".join(as_script(turn)), flush=True)
    return 1 if any(turn.problems for turn in device.turns) else 0


@contextmanager
def _recorded(chosen: argparse.Namespace, device: Device, store_url: str) -> Iterator[None]:
    """Write down what is said within the block, where that is wished."""
    if chosen.record is None:
        yield
        return
    from simulator.conversations.notebook import Notebook, shop_in

    with shop_in(store_url, data_dir().resolve()) as shop:
        notebook = Notebook(device, shop)
        notebook.begin(chosen.name)
        yield
        title = chosen.record.stem.replace("-", " ")
        chosen.record.write_text(notebook.recording(title).taken().to_yaml(), encoding="utf-8")


def _customer(chosen: argparse.Namespace, store_url: str) -> Customer:
    return linked(chosen.name, store_url, chosen.password) if chosen.name else guest()


def _talk(chosen: argparse.Namespace) -> int:
    with running_or_started(chosen.url, chosen.store_url) as servers:
        talk(servers, chosen.name, chosen.locale)
    return 0


def _link(chosen: argparse.Namespace) -> int:
    print(link(chosen.store_url, chosen.name, chosen.password).access_token())
    return 0


def _recognise(chosen: argparse.Namespace) -> int:
    for line in recognise_lines(chosen.locale, sys.stdin):
        print(line)
    return 0


def _test(chosen: argparse.Namespace) -> int:
    from simulator.conversations.command import play_all, play_elsewhere

    return (
        play_elsewhere(chosen.path, chosen.k, chosen.elsewhere) if chosen.elsewhere else play_all(chosen.path, chosen.k)
    )


def _run(chosen: argparse.Namespace) -> int:
    with suppress(KeyboardInterrupt):  # Ctrl-C is how one leaves
        run(chosen.port, chosen.store_port, chosen.page_port)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.set_defaults(
        command=_talk, name=None, password=DEMO_PASSWORD, url=SKILL_URL, store_url=STORE_URL, locale="en-US"
    )
    _add_where(parser)
    commands = parser.add_subparsers(title="commands", metavar="", description="without one: a prompt to type at")

    # What is given before the command holds for it too, so commands have no defaults of their own.
    say = commands.add_parser("say", help="play a conversation", argument_default=argparse.SUPPRESS)
    say.add_argument("words", nargs="+", help='what is said, one turn each; "" is silence')
    say.add_argument("--json", action="store_true", default=False, help="everything known of each turn, one a line")
    say.add_argument("--record", type=Path, metavar="FILE", default=None, help="write it down as a conversation file")
    _add_where(say)
    say.set_defaults(command=_say)

    linking = commands.add_parser("link", help="print an access token", argument_default=argparse.SUPPRESS)
    linking.add_argument("--as", dest="name", required=True, metavar="NAME")
    linking.add_argument("--password", help=f"default: {DEMO_PASSWORD}")
    linking.add_argument("--store-url", help=f"default: {STORE_URL}")
    linking.set_defaults(command=_link)

    recognise = commands.add_parser("recognise", help="read utterances, print what is understood")
    recognise.add_argument("--locale", default="en-US")
    recognise.set_defaults(command=_recognise)

    test = commands.add_parser("test", help="play conversation files")
    test.add_argument("path", type=Path, nargs="?", default=Path("tests/conversations"))
    test.add_argument("-k", metavar="WORDS", default="", help="only conversations whose title has these words")
    test.add_argument("--locale", dest="elsewhere", help="play what they mean in this locale, and print it")
    test.set_defaults(command=_test)

    running = commands.add_parser("run", help="start the store, the skill and the page, and talk to them")
    running.add_argument("--port", type=int, default=8080, help="of the skill; 0: any free one")
    running.add_argument("--store-port", type=int, default=8081, help="of the store; 0: any free one")
    running.add_argument("--page-port", type=int, default=8082, help="of the page; 0: any free one")
    running.set_defaults(command=_run)
    return parser


def _add_where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="name", metavar="NAME", help="link the account of this customer of the store")
    parser.add_argument("--password", help=f"of that customer; default: {DEMO_PASSWORD}")
    parser.add_argument("--url", help=f"where the skill answers; default: {SKILL_URL}")
    parser.add_argument("--store-url", help=f"where the store answers; default: {STORE_URL}")
    parser.add_argument("--locale", help="what the speaker speaks; default: en-US")
