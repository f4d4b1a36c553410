"""A store that sends the very bytes it is told to, and keeps the very bytes it is sent."""

from __future__ import annotations

import re
import socket
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class ByteStore:
    """Answers one request a connection, then closes it.

    `answers` are what is sent, in their order, each as pieces; the store waits before each piece but the first until
    `go_on` is released once more. Without an answer left it closes the connection at once.
    """

    def __init__(self) -> None:
        self.answers: deque[Sequence[bytes]] = deque()
        self.requests: list[bytes] = []
        self.go_on = threading.Semaphore(0)
        self.asked = threading.Semaphore(0)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def answer(self, *pieces: bytes) -> None:
        self.answers.append(pieces)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.go_on.release(100)
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, suppress(OSError):  # whoever asked may hang up
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        self.requests.append(_request(connection))
        self.asked.release()
        for number, piece in enumerate(self.answers.popleft() if self.answers else ()):
            if number:
                self.go_on.acquire()
            connection.sendall(piece)


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _piece(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    whole = len(data) - len(body) + int(length[1]) if length else len(data)
    while len(data) < whole:
        data += _piece(connection)
    return data


def _piece(connection: socket.socket) -> bytes:
    if piece := connection.recv(65536):
        return piece
    raise ConnectionError("whoever asked hung up")
