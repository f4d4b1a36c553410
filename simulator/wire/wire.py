"""A wire that can be opened, made slow, cut and mended."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from simulator.wire.calls import Call, Calls
from simulator.wire.network import SECONDS_WHEN_SLOW, Network
from simulator.wire.relay import HOST, Line, Listener
from simulator.wire.upstream import Upstream


class CannotListen(Exception):
    """The port is in use, or may not be used."""


class Wire:
    """An HTTP proxy on 127.0.0.1 before one store.

    It passes requests and answers on as they are, but for two things: the store is told its own name as `Host`, and in
    its UCP profile the store's address becomes the wire's, so that all calls that follow come this way too. Endpoints
    of the store on other hosts than its profile's are called past the wire.
    """

    def __init__(self, store_url: str, port: int) -> None:
        self._network = Network.NORMAL
        self._turned = threading.Condition()
        self._calls = Calls()
        self._line = Line(Upstream(store_url), self._calls, self._hold)
        self._bound = _bound(port)
        self._port: int = self._bound.getsockname()[1]
        self._listener: Listener | None = self._listen()

    @property
    def url(self) -> str:
        """What the skill is given as the store's address."""
        return f"http://{HOST}:{self._port}"

    @property
    def network(self) -> Network:
        return self._network

    @network.setter
    def network(self, wanted: Network) -> None:
        """Change how the line is, now: what waits on a slow one goes on, what is under way on a dying one is lost.

        Raises:
            CannotListen: another program took the port while the line was cut; the line stays as it is.
        """
        with self._turned:
            if wanted is not Network.DOWN and self._listener is None:
                self._listener = self._listen()
            self._network = wanted
            self._turned.notify_all()
            if wanted is Network.DOWN:
                self._cut()

    def calls(self) -> tuple[Call, ...]:
        """The latest calls (at most `calls.KEPT`) that have ended, in the order in which they began."""
        return self._calls.all()

    def close(self) -> None:
        """Stop for good."""
        with self._turned:
            self._network = Network.DOWN
            self._turned.notify_all()
            if self._listener:
                self._listener.stop()
            self._bound.close()

    def _listen(self) -> Listener:
        try:
            return Listener(self._bound, self._line)
        except OSError as error:
            raise CannotListen(f"Cannot listen on {self.url}: {error}.") from error

    def _cut(self) -> None:
        if self._listener is None:
            return
        self._listener.stop()
        self._listener = None
        # Bound without listening: connections are refused, and no other program is given the port by chance.
        self._bound = _bound(self._port)

    def _hold(self) -> None:
        with self._turned:
            self._turned.wait_for(lambda: self._network is not Network.SLOW, SECONDS_WHEN_SLOW)


@contextmanager
def wire_to(store_url: str, port: int = 0) -> Iterator[Wire]:
    """A wire to the store at that URL for as long as the block lasts.

    Args:
        store_url: the store's address; of its path only the origin counts, as for the skill.
        port: where the skill reaches it on 127.0.0.1; 0 takes any free one.

    Raises:
        CannotListen: the port is not to be had.
    """
    wire = Wire(store_url, port)
    try:
        yield wire
    finally:
        wire.close()


def _bound(port: int) -> socket.socket:
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((HOST, port))
    except (OSError, OverflowError) as error:
        taken.close()
        raise CannotListen(f"Cannot listen on {HOST} port {port}: {error}.") from error
    return taken
