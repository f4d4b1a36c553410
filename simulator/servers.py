"""The store and the skill that a conversation needs: those that run already, or our own for as long as it lasts."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import urllib3

from simulator.surroundings import started
from store.settings import data_dir

HOST = "127.0.0.1"


class PortTaken(Exception):
    """Something else listens on a port that was asked for."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the store and the skill are."""

    skill_url: str
    store_url: str


def is_ready(url: str) -> bool:
    """Whether a server answers its health check."""
    try:
        answer = urllib3.request("GET", f"{url}/healthz", timeout=2.0, retries=False, redirect=False)
    except urllib3.exceptions.HTTPError:
        return False
    return answer.status == 200


@contextmanager
def running_or_started(skill_url: str, store_url: str) -> Iterator[Servers]:
    """The servers at these URLs when both answer, else our own, which is said on standard error.

    Raises:
        ServerDidNotStart: the skill or the store ended early; the message says why.
    """
    if is_ready(skill_url) and is_ready(store_url):
        yield Servers(skill_url, store_url)
        return
    print(f"Nothing is ready at {skill_url}: starting a store and the skill for this conversation.", file=sys.stderr)
    with started(data_dir().resolve()) as around:
        yield Servers(around.skill_url, around.store_url)


def check_free(port: int) -> None:
    """Make sure that a port can be had; 0 always can.

    Raises:
        PortTaken: something else listens there.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortTaken(f"Port {port} on {HOST} is taken. Stop what listens there, or choose another.") from error
