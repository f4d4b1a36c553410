"""A small skill of our own behind a real port, and the device that talks to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from simulator.amazon import AlexaApis, alexa_apis
from simulator.conversations.stage import Stage, open_stage
from simulator.device import Customer, Device, Hardware, HttpEndpoint, InteractionModel
from tests.unit.simulator.sample import MODEL
from tests.unit.simulator.sample_recogniser import SampleRecogniser
from tests.unit.simulator.scripted import ScriptedSkill


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """The real store and the real skill, for what concerns more than the device."""
    with open_stage() as opened:
        yield opened


@pytest.fixture
def skill() -> Iterator[ScriptedSkill]:
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
    yield scripted
    if scripted.hold:
        scripted.hold.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def device(skill: ScriptedSkill) -> Device:
    return Device(InteractionModel(MODEL), SampleRecogniser, HttpEndpoint(skill.url, seconds=5), Customer(), Hardware())


@pytest.fixture
def apis() -> Iterator[AlexaApis]:
    """Alexa's own APIs, for the skill to call."""
    with alexa_apis() as running:
        yield running
