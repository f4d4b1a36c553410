"""A store that answers what a test tells it to, well or badly, over real HTTP on 127.0.0.1."""

from __future__ import annotations

import contextlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl

VERSION = "2026-08-25"
DRIP_SECONDS = 0.01


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class Reply:
    """An HTTP response; a body that is not bytes is sent as JSON."""

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wire:
    """Bytes put on the wire as they are, after which the connection is closed."""

    data: bytes = b""


@dataclass(frozen=True)
class Silence:
    """No answer for as long as the store runs; `first` is sent before that."""

    first: bytes = b""


@dataclass(frozen=True)
class Drip:
    """Bytes of which those between `first` and `last` come one by one, with a pause after each."""

    first: bytes
    slow: bytes
    last: bytes = b""


@dataclass(frozen=True)
class Last:
    """An answer before which the store has stopped listening, so that no more connection can be made."""

    reply: Reply


Answer = Reply | Wire | Silence | Drip | Last


def ok(**fields: object) -> Reply:
    """What a UCP store answers when all is well."""
    return Reply({"ucp": {"version": VERSION, "status": "success"}, **fields})


def refused(code: str, content: str = "No.", status: int = 200, **more: object) -> Reply:
    """What a UCP store answers in place of what was asked for."""
    message = {"type": "error", "code": code, "content": content, "severity": "unrecoverable", **more}
    return Reply({"ucp": {"version": VERSION, "status": "error"}, "messages": [message]}, status)


class ScriptedStore:
    """Answers to be told by `on`, and what was asked."""

    def __init__(self, url: str, stopping: Event) -> None:
        self.url = url
        self.stopping = stopping
        self.connections = 0
        self.drips_finished = 0
        self.asked: list[Asked] = []
        self._answers: dict[str, list[Answer]] = defaultdict(list)
        self.on("GET /.well-known/ucp", Reply(self.profile()))

    def profile(self, version: str = VERSION, **more: object) -> dict[str, Any]:
        """A profile that offers both services over REST at `/ucp`."""
        service = {"version": version, "transport": "rest", "endpoint": f"{self.url}/ucp"}
        services = {"dev.ucp.shopping": [service], "dev.ucp.common": [service]}
        return {"ucp": {"version": version, "services": services, "payment_handlers": {}, **more}}

    def on(self, request: str, *answers: Answer) -> None:
        """Answer `METHOD path`, one after another, the last one for ever; `*` is any request without its own."""
        self._answers[request] = list(answers)

    def calls(self) -> list[str]:
        """`METHOD path` of all that was asked after the profile, without the REST base."""
        made = (f"{asked.method} {asked.path.removeprefix('/ucp')}" for asked in self.asked)
        return [call for call in made if not call.endswith("/.well-known/ucp")]

    def next_answer(self, request: str) -> Answer:
        answers = self._answers.get(request) or self._answers["*"]
        if not answers:
            return refused("not_found", status=404)
        return answers.pop(0) if len(answers) > 1 else answers[0]


@contextlib.contextmanager
def scripted_store() -> Iterator[ScriptedStore]:
    """A scripted store on a free port, stopped when the block is left."""
    server = _Server(("127.0.0.1", 0), _Handler)
    store = ScriptedStore(f"http://127.0.0.1:{server.server_port}", Event())
    _Handler.stores[server.server_port] = store
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield store
    finally:
        store.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
        del _Handler.stores[server.server_port]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # with the five of the standard library, many calls at once wait for seconds


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    stores: dict[int, ScriptedStore] = {}  # noqa: RUF012 - one table for the class, filled by `scripted_store`

    def setup(self) -> None:
        super().setup()
        self.store.connections += 1

    @property
    def store(self) -> ScriptedStore:
        return self.stores[self.server.server_address[1]]

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length)
        form = self.headers.get("Content-Type") == "application/x-www-form-urlencoded"
        body = (dict(parse_qsl(sent.decode())) if form else json.loads(sent)) if length else None
        self.store.asked.append(Asked(self.command, self.path, dict(self.headers), body))
        self._send(self.store.next_answer(f"{self.command} {self.path.removeprefix('/ucp')}"))

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _send(self, answer: Answer) -> None:
        match answer:
            case Reply():
                self._reply(answer)
                return
            case Wire():
                self.wfile.write(answer.data)
            case Silence():
                self.wfile.write(answer.first)
                self.store.stopping.wait()
            case Drip():
                self._drip(answer)
            case Last():
                self.server.shutdown()
                self.server.server_close()
                self._reply(answer.reply)
        self.close_connection = True

    def _reply(self, answer: Reply) -> None:
        data = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _drip(self, answer: Drip) -> None:
        with contextlib.suppress(OSError):
            self.wfile.write(answer.first)
            for drop in answer.slow:
                if self.store.stopping.wait(DRIP_SECONDS):
                    return
                self.wfile.write(bytes([drop]))
            self.wfile.write(answer.last)
            self.store.drips_finished += 1
