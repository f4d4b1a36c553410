"""HTTP as bytes, written and read by hand."""

from __future__ import annotations

import socket

from simulator.wire import Wire


def port_of(wire: Wire) -> int:
    return int(wire.url.rpartition(":")[2])


def request(
    wire: Wire, body: bytes = b"", path: str = "/ucp/v1/carts", headers: str = "", method: str = "POST"
) -> bytes:
    host = wire.url.removeprefix("http://")
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def read_until(connection: socket.socket, end: bytes) -> bytes:
    data = b""
    while not data.endswith(end):
        piece = connection.recv(65536)
        assert piece, f"the connection was closed after {data!r}"
        data += piece
    return data


def read_all(connection: socket.socket) -> bytes:
    data = b""
    while piece := connection.recv(65536):
        data += piece
    return data


def ok(body: bytes, headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%b\r\n%b" % (len(body), headers, body)
