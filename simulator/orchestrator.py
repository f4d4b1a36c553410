"""`make run`: the store, the skill, the page and a prompt to talk to them, started and stopped as one."""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType

from simulator.device import HttpEndpoint
from simulator.linking import LinkingFailed
from simulator.models import SHIPPED
from simulator.page.house import House
from simulator.page.line import Line
from simulator.page.server import running_page
from simulator.pages import StoreUnreachable
from simulator.people import Household, device_for, guest, linked
from simulator.prompt import Prompt
from simulator.servers import Servers, check_free, started
from store.settings import data_dir

DEMO_CUSTOMER = "ana"
_LOOK_EVERY = 0.5  # seconds between looks at whether our servers still live
_BANNER = """
Open {page}

The store   {store}   (its UCP profile: {store}/.well-known/ucp)
The skill   {skill}/alexa   (the signature check is off: development on this machine only)
Demo login  ana or ben, password demo

Three things to say:
  ask bluebird coffee for two medium lattes with oat milk
  ask bluebird coffee what's on sale
  open bluebird coffee
"""


class ServerDied(Exception):
    """The store or the skill ended by itself; the message says which."""


def run(port: int, store_port: int, page_port: int) -> None:
    """Serve until Ctrl-C or SIGTERM; in a terminal, talk meanwhile. The ports are those of skill, store and page.

    Raises:
        PortTaken, ServerDidNotStart, DidNotStart: nothing was left running.
        ServerDied: a server ended by itself; the other was stopped.
    """
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave)
    check_free(page_port)
    with started(port, store_port) as servers, running_page(_house(servers), page_port) as page:
        print(_BANNER.format(page=page, store=servers.store_url, skill=servers.skill_url), flush=True)
        if sys.stdin.isatty():
            talk(servers)
        else:
            print("Ctrl-C stops all of it.", flush=True)
            _wait(servers)


def _house(servers: Servers) -> House:
    return House(
        skill_url=servers.skill_url,
        store_url=servers.store_url,
        data=data_dir().resolve(),
        line=Line(HttpEndpoint(f"{servers.skill_url}/alexa"), tuple),
        models=SHIPPED,
        household=Household(servers.store_url),
    )


def talk(servers: Servers, name: str | None = DEMO_CUSTOMER, locale: str = "en-US") -> None:
    """A prompt at the terminal, for a linked customer or (None) a guest.

    Raises:
        BrokenModel, UnknownLanguage: nothing is shipped or known for the locale.
    """
    import readline  # noqa: F401 - gives input() history and editing; absent where there is no terminal

    customer = guest()
    try:
        customer = linked(name, servers.store_url) if name else customer
        print(f"You are {name or 'a guest'}. /help lists what else you can do here, /quit leaves.")
    except (LinkingFailed, StoreUnreachable) as error:
        print(f"You are a guest: {name} could not be linked. {error}")
    device = device_for(customer, servers.skill_url, locale)
    Prompt(device, servers.store_url, read=input, write=print).run()


def _wait(servers: Servers) -> None:
    while True:
        for server in servers.started:
            if server.process.poll() is not None:
                raise ServerDied(f"The server at {server.url} ended by itself (exit code {server.process.returncode}).")
        time.sleep(_LOOK_EVERY)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
