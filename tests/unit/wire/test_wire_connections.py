"""Connections over the wire: those that end before their time, and those that are not to be had."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from simulator.wire import CannotListen, Network, Wire, wire_to
from simulator.wire.relay import MOST_CONNECTIONS
from tests.unit.wire.byte_store import ByteStore
from tests.unit.wire.raw_http import ok, port_of, read_all, read_until, request

Connect = Callable[[], socket.socket]


def test_a_store_may_close_a_connection_as_the_next_request_comes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as store:
        host, port = store.getsockname()
        with wire_to(f"http://{host}:{port}") as wire, socket.create_connection((host, port_of(wire))) as skill:
            skill.sendall(request(wire))
            kept, _ = store.accept()
            read_until(kept, b"\r\n\r\n")
            kept.sendall(ok(b"first"))
            assert read_until(skill, b"first")

            # Not closed yet, and about to be: what came over it now would be lost.
            skill.sendall(request(wire))
            assert kept.recv(65536) == b""

            fresh, _ = store.accept()
            kept.close()
            read_until(fresh, b"\r\n\r\n")
            fresh.sendall(ok(b"second"))
            assert read_until(skill, b"second")
            fresh.close()


def test_a_store_that_is_gone_is_a_connection_that_ends() -> None:
    gone = ByteStore()
    gone.close()
    with wire_to(gone.url) as wire, socket.create_connection(("127.0.0.1", port_of(wire))) as skill:
        skill.sendall(request(wire))
        assert read_all(skill) == b""
        assert [call.status for call in wire.calls()] == [None]


def test_a_client_that_hangs_up_harms_nobody(store: ByteStore, wire: Wire, connect: Connect) -> None:
    store.answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 100_000)
    gone = connect()
    gone.sendall(request(wire))
    store.asked.acquire()
    gone.close()
    store.go_on.release()
    connect().close()

    store.answer(ok(b"still here"))
    connection = connect()
    connection.sendall(request(wire))
    assert read_until(connection, b"still here")


def test_a_line_that_dies_ends_what_is_under_way_and_keeps_its_address(
    store: ByteStore, wire: Wire, connect: Connect
) -> None:
    store.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", b"late")
    waiting = connect()
    waiting.sendall(request(wire))
    store.asked.acquire()

    wire.network = Network.DOWN
    assert b"late" not in read_all(waiting)
    with pytest.raises(ConnectionRefusedError):
        connect()
    wire.network = Network.DOWN
    store.go_on.release()

    wire.network = Network.NORMAL
    store.answer(ok(b"again"))
    connection = connect()
    connection.sendall(request(wire))
    assert read_until(connection, b"again")


def test_a_port_that_is_taken_is_told(store: ByteStore, wire: Wire) -> None:
    port = port_of(wire)
    with pytest.raises(CannotListen), wire_to(store.url, port):
        pass

    wire.network = Network.DOWN
    with socket.create_server(("127.0.0.1", port)), pytest.raises(CannotListen):
        wire.network = Network.NORMAL
    assert wire.network is Network.DOWN

    wire.network = Network.NORMAL
    socket.create_connection(("127.0.0.1", port)).close()


def test_a_slow_line_that_is_mended_lets_go(store: ByteStore, wire: Wire, connect: Connect) -> None:
    wire.network = Network.SLOW
    store.answer(ok(b"here"))
    connection = connect()
    connection.sendall(request(wire))
    store.asked.acquire()
    wire.network = Network.NORMAL
    assert read_until(connection, b"here")


def test_too_many_connections_are_turned_away_and_room_comes_back(
    wire: Wire, store: ByteStore, connect: Connect
) -> None:
    many = [connect() for _ in range(MOST_CONNECTIONS)]
    for connection in many:
        store.answer(ok(b"."))
        connection.sendall(request(wire))
        read_until(connection, b".")
    assert read_all(connect()) == b""

    store.answer(ok(b"last"))
    many[0].sendall(request(wire, headers="Connection: close\r\n"))
    assert read_all(many[0]).endswith(b"last")
    store.answer(ok(b"there is room"))
    assert answered_in_the_end(wire, connect).endswith(b"there is room")


def answered_in_the_end(wire: Wire, connect: Connect) -> bytes:
    """An answer, as soon as the wire has cleared away a connection that ended."""
    while True:
        try:
            connection = connect()
            connection.sendall(request(wire, headers="Connection: close\r\n"))
            if got := read_all(connection):
                return got
        except ConnectionError:
            continue
