"""`make run`: the store, the skill, the page and a prompt to talk to them, started and stopped as one."""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType
from typing import NoReturn

from simulator.conversations.notebook import Notebook, shop_in
from simulator.device import BrokenModel, Customer, Device, Hardware
from simulator.linking import LinkingFailed
from simulator.page.house import House, open_house
from simulator.page.server import running_page
from simulator.people import amazon_id, device_for, device_with, guest, linked
from simulator.prompt import Prompt
from simulator.servers import Servers, check_free
from simulator.store_pages import StoreUnreachable
from simulator.surroundings import Server
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
        PortTaken, ServerDidNotStart: nothing was left running.
        ServerDied: a server ended by itself; the other was stopped.
    """
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave)
    for wanted in (page_port, port, store_port):
        check_free(wanted)
    with open_house(data_dir().resolve(), port, store_port) as house, running_page(house, page_port) as page:
        print(_BANNER.format(page=page, store=house.store_url, skill=house.skill_url), flush=True)
        if sys.stdin.isatty():
            _talk_beside(house)
        else:
            print("Ctrl-C stops all of it.", flush=True)
            _wait(house.processes)


def talk(servers: Servers, name: str | None, locale: str) -> None:
    """A prompt at the terminal, for a linked customer or (None) a guest.

    Raises:
        BrokenModel, UnknownLanguage: nothing is shipped or known for the locale.
    """
    customer = _customer(name, servers.store_url)
    _prompt(device_for(customer, servers.skill_url, locale), servers.store_url, name)


def _talk_beside(house: House) -> None:
    """A prompt beside the page, on the same line to the skill; without a model to listen with, the page alone."""
    hardware = Hardware(device_id=amazon_id("device", "desk"))
    try:
        trained = house.models.of(hardware.locale)
    except BrokenModel as error:
        print(f"Nobody listens here: {error}. The page goes on; Ctrl-C stops all of it.", flush=True)
        _wait(house.processes)
    customer = _customer(DEMO_CUSTOMER, house.store_url)
    _prompt(device_with(trained, house.line, customer, hardware), house.store_url, DEMO_CUSTOMER)


def _customer(name: str | None, store_url: str) -> Customer:
    try:
        customer = linked(name, store_url) if name else guest()
        print(f"You are {name or 'a guest'}. /help lists what else you can do here, /quit leaves.")
    except (LinkingFailed, StoreUnreachable) as error:
        print(f"You are a guest: {name} could not be linked. {error}")
        return guest()
    return customer


def _prompt(device: Device, store_url: str, name: str | None) -> None:
    import readline  # noqa: F401 - gives input() history and editing; absent where there is no terminal

    with shop_in(store_url, data_dir().resolve()) as shop:
        notebook = Notebook(device, shop)
        notebook.begin(name if device.customer.account else None)
        Prompt(device, store_url, read=input, write=print, notebook=notebook).run()


def _wait(servers: tuple[Server, ...]) -> NoReturn:
    while True:
        for server in servers:
            if server.process.poll() is not None:
                raise ServerDied(f"The server at {server.url} ended by itself (exit code {server.process.returncode}).")
        time.sleep(_LOOK_EVERY)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
