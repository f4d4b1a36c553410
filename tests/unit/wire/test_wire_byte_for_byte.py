"""What goes over the wire arrives as it was sent, in pieces or broken off as it was sent, and nothing else does."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from simulator.wire import Wire
from simulator.wire.calls import CUT, KEPT, LONGEST
from simulator.wire.relay import LARGEST_REQUEST
from tests.unit.wire.byte_store import ByteStore
from tests.unit.wire.raw_http import ok, read_all, read_until, request

Connect = Callable[[], socket.socket]


def test_requests_pass_untouched_but_for_the_stores_name(store: ByteStore, wire: Wire, connect: Connect) -> None:
    store.answer(ok(b"{}"))
    connection = connect()
    connection.sendall(
        request(wire, b'{"a": "\xc3\xa9"}\n', "/x?q=a%20b", "Idempotency-Key: k-1\r\nX-Odd:  two\r\nTE: trailers\r\n")
    )
    read_until(connection, b"{}")

    head, _, body = store.requests[0].partition(b"\r\n\r\n")
    assert body == b'{"a": "\xc3\xa9"}\n'
    assert head.startswith(b"POST /x?q=a%20b HTTP/1.1\r\n")
    names = {line.split(b":")[0].lower(): line.split(b":", 1)[1].strip() for line in head.split(b"\r\n")[1:]}
    assert names == {
        b"connection": b"close",
        b"host": store.url.removeprefix("http://").encode(),
        b"content-length": str(len(body)).encode(),
        b"idempotency-key": b"k-1",
        b"x-odd": b"two",
    }


def test_answers_pass_untouched(store: ByteStore, wire: Wire, connect: Connect) -> None:
    body = bytes(range(256)) * 1000 + b"the end"
    store.answer(ok(body, b'ETag: W/"1"\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Encoding: odd\r\n'))
    connection = connect()
    connection.sendall(request(wire))

    head, _, got = read_until(connection, b"the end").partition(b"\r\n\r\n")
    assert got == body
    assert head.split(b"\r\n")[0] == b"HTTP/1.1 200 OK"
    assert head.count(b"Set-Cookie: ") == 2
    for line in (b'ETag: W/"1"', b"Content-Encoding: odd", b"Content-Length: 256007"):
        assert line in head
    [call] = wire.calls()
    assert call.response.endswith(CUT)
    assert len(call.response) <= LONGEST + len(CUT)
    assert call.response_headers["Set-Cookie"] == "…, …"


def test_a_stream_passes_piece_by_piece(store: ByteStore, wire: Wire, connect: Connect) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    store.answer(head + b"5\r\nfirst\r\n", b"6\r\nsecond\r\n", b"0\r\n\r\n")
    connection = connect()
    connection.sendall(request(wire))

    assert read_until(connection, b"first\r\n").endswith(b"\r\n\r\n5\r\nfirst\r\n")
    assert wire.calls() == ()
    store.go_on.release()
    assert read_until(connection, b"second\r\n") == b"6\r\nsecond\r\n"
    store.go_on.release()
    assert read_until(connection, b"0\r\n\r\n") == b"0\r\n\r\n"
    assert [call.response for call in wire.calls()] == ["firstsecond"]


def test_a_client_of_http_1_0_is_told_the_end_by_the_end(store: ByteStore, wire: Wire, connect: Connect) -> None:
    store.answer(b"HTTP/1.1 200 OK\r\n\r\nas long as it lasts")
    connection = connect()
    connection.sendall(request(wire).replace(b"HTTP/1.1", b"HTTP/1.0"))

    assert read_all(connection).endswith(b"\r\n\r\nas long as it lasts")
    assert [call.response for call in wire.calls()] == ["as long as it lasts"]


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nETag: 1\r\n\r\n"),
        ("DELETE", b"HTTP/1.1 204 No Content\r\n\r\n"),
        ("PUT", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ],
)
def test_answers_without_a_body_end_with_their_head(
    store: ByteStore, wire: Wire, connect: Connect, method: str, answer: bytes
) -> None:
    connection = connect()
    for _ in range(2):  # the connection is kept, and so the second answer is not read as the first's body
        store.answer(answer)
        connection.sendall(request(wire, method=method))
        assert read_until(connection, b"\r\n\r\n") == answer
    assert [call.response for call in wire.calls()] == [None, None]


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        ((), None),
        ((b"not HTTP at all\r\n\r\n",), None),
        ((b'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"half":',), 200),
        ((b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n{"half":',), 200),
    ],
)
def test_what_the_store_breaks_off_is_broken_off(
    store: ByteStore, wire: Wire, connect: Connect, pieces: tuple[bytes, ...], status: int | None
) -> None:
    store.answer(*pieces)
    connection = connect()
    connection.sendall(request(wire))

    assert not read_all(connection).endswith(b"0\r\n\r\n")
    assert [call.status for call in wire.calls()] == [status]


def test_a_profile_that_is_no_profile_passes(store: ByteStore, wire: Wire, connect: Connect) -> None:
    for body in (b"<html>moved</html>", b"[" * 100_000 + b"unfinished"):
        store.answer(ok(body))
        connection = connect()
        connection.sendall(request(wire, path="/.well-known/ucp", method="GET"))
        assert read_until(connection, body[-10:]).partition(b"\r\n\r\n")[2] == body


def test_only_the_stores_own_address_is_rewritten(store: ByteStore, wire: Wire, connect: Connect) -> None:
    profile = f'{{"a": ["{store.url}/v1", "{store.url}", "{store.url}0/v1", "https://ucp.dev/"], "b": 1}}'.encode()
    store.answer(ok(profile))
    connection = connect()
    connection.sendall(request(wire, path="/.well-known/ucp/2026-08-25", method="GET"))

    got = read_until(connection, b"}").partition(b"\r\n\r\n")[2]
    assert got == f'{{"a": ["{wire.url}/v1", "{wire.url}", "{store.url}0/v1", "https://ucp.dev/"], "b": 1}}'.encode()


@pytest.mark.parametrize(
    ("written", "instead", "status"),
    [
        ("Host: 127.0.0.1", "Host: shop.example", b"421"),
        ("Content-Length: 0", "Transfer-Encoding: chunked", b"411"),
        ("Content-Length: 0", "Content-Length: -1", b"400"),
        ("Content-Length: 0", f"Content-Length: {LARGEST_REQUEST + 1}", b"413"),
        ("Content-Length: 0", f"Content-Length: {'9' * 5_000}", b"413"),
    ],
)
def test_what_is_not_for_the_store_does_not_reach_it(
    store: ByteStore, wire: Wire, connect: Connect, written: str, instead: str, status: bytes
) -> None:
    connection = connect()
    connection.sendall(request(wire).replace(written.encode(), instead.encode()))

    assert read_all(connection).startswith(b"HTTP/1.1 " + status)
    assert store.requests == []
    assert wire.calls() == ()


def test_a_wire_remembers_the_latest_calls(store: ByteStore, wire: Wire, connect: Connect) -> None:
    connection = connect()
    for _ in range(KEPT + 3):
        store.answer(ok(b"."))
        connection.sendall(request(wire))
        read_until(connection, b".")
    assert [call.number for call in wire.calls()] == list(range(4, KEPT + 4))
