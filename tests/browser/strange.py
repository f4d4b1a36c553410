"""A page whose skill answers whatever a test wants, and whose interaction models a test may break."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread
from typing import Any

from werkzeug import Request, Response
from werkzeug.serving import make_server

from simulator.device import HttpEndpoint
from simulator.device.model import MODELS
from simulator.models import Models
from simulator.page.house import open_house
from simulator.page.line import Line
from simulator.page.server import running_page


def spoken(ssml: str, **response: Any) -> Response:
    """A skill's answer: speech, and whatever else its response should hold."""
    speech = {"outputSpeech": {"type": "SSML", "ssml": ssml}, "shouldEndSession": False}
    return _json({"version": "1.0", "response": {**speech, **response}})


@dataclass
class StrangeHouse:
    """The page, and what is strange behind it.

    Attributes:
        answer: what the skill answers to everything.
        models: the folder of the interaction models that the page understands speech with.
    """

    models: Path
    page: str = ""
    answer: Response = field(default_factory=lambda: spoken("<speak>Hello.</speak>"))


@contextmanager
def strange_house(data: Path) -> Iterator[StrangeHouse]:
    """Like `make run`, but with a skill of our own behind the page, until the block ends."""
    strange = StrangeHouse(shutil.copytree(MODELS, data / "models"))
    with (
        _serving(strange) as skill_url,
        open_house(data, models=Models(strange.models)) as house,
        running_page(replace(house, line=Line(HttpEndpoint(skill_url), house.wire.calls))) as page,
    ):
        strange.page = page
        yield strange


@contextmanager
def _serving(strange: StrangeHouse) -> Iterator[str]:
    @Request.application
    def answer(request: Request) -> Response:
        is_end = json.loads(request.get_data())["request"]["type"] == "SessionEndedRequest"
        return _json({"version": "1.0", "response": {}}) if is_end else strange.answer

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/alexa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _json(body: Any) -> Response:
    return Response(json.dumps(body), mimetype="application/json")
