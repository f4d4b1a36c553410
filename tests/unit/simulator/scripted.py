"""A small skill of our own, which answers from a script, behind a real port."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
Script = Callable[[Json], Json | bytes]


def answer(speech: str | None = None, *, end: Any = False, **response: Any) -> Json:
    """A skill's answer: speech in SSML, and whatever else the response should hold."""
    body: Json = dict(response)
    if speech is not None:
        body["outputSpeech"] = {"type": "SSML", "ssml": f"<speak>{speech}</speak>"}
    if end is not None:
        body["shouldEndSession"] = end
    attributes = body.pop("attributes", {})
    return {"version": "1.0", "sessionAttributes": attributes, "response": body}


def reprompt(speech: str) -> Json:
    return {"outputSpeech": {"type": "PlainText", "text": speech}}


@dataclass
class ScriptedSkill:
    """Answers each request with the next line of its script, and keeps what it was asked."""

    url: str = ""
    script: list[Json | bytes | Script] = field(default_factory=list)
    requests: list[Json] = field(default_factory=list)
    farewell: Json = field(default_factory=lambda: {"version": "1.0", "response": {}})
    status: int = 200
    hold: threading.Event | None = None

    def next_body(self, request: Json) -> bytes:
        self.requests.append(request)
        if request["request"]["type"] == "SessionEndedRequest":
            return json.dumps(self.farewell).encode()
        if not self.script:
            return json.dumps({"version": "1.0", "response": {}}).encode()
        line = self.script.pop(0)
        line = line(request) if callable(line) else line
        return line if isinstance(line, bytes) else json.dumps(line).encode()

    @property
    def last(self) -> Json:
        return self.requests[-1]

    @property
    def last_intent(self) -> Json:
        intent: Json = self.last["request"]["intent"]
        return intent


@contextmanager
def scripted_skill() -> Iterator[ScriptedSkill]:
    """A skill without a script yet, at its URL for as long as the block lasts."""
    scripted = ScriptedSkill()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = scripted.next_body(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if scripted.hold:
                scripted.hold.wait()
            self.send_response(scripted.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A device that hung up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    scripted.url = f"http://127.0.0.1:{server.server_port}/alexa"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield scripted
    finally:
        if scripted.hold:
            scripted.hold.set()
        server.shutdown()
        server.server_close()
        thread.join()
