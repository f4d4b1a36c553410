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
from simulator.page.server import running_page
from simulator.page.skill_line import SkillLine

HELLO = "<speak>Hello.</speak>"


def spoken(ssml: str, **response: Any) -> Response:
    """A skill's answer: speech, and whatever else its response should hold."""
    speech = {"outputSpeech": {"type": "SSML", "ssml": ssml}, "shouldEndSession": False}
    return answered(**{**speech, **response})


def answered(**response: Any) -> Response:
    """A skill's answer with that response, which says nothing unless told to."""
    return _json({"version": "1.0", "response": response})


@dataclass
class StrangeSkill:
    """A skill that gives one answer to everything, for as long as it is up; the end of a session it takes quietly.

    `script` are answers that it gives before that one, each once. `asked` are the requests that it answered.
    """

    answer: Response = field(default_factory=lambda: spoken(HELLO))
    script: list[Response] = field(default_factory=list)
    port: int = 0
    asked: list[Any] = field(default_factory=list)

    @contextmanager
    def up(self) -> Iterator[str]:
        """It listens until the block ends, at the same address each time; the address."""

        @Request.application
        def respond(request: Request) -> Response:
            asked = json.loads(request.get_data())
            if asked["request"]["type"] == "SessionEndedRequest":
                return answered()
            self.asked.append(asked)
            return self.script.pop(0) if self.script else self.answer

        server = make_server("127.0.0.1", self.port, respond, threaded=True)
        self.port = server.port
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{self.port}/alexa"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@dataclass(frozen=True)
class StrangeHouse:
    """The page, the skill behind it, and the folder of the interaction models that it understands speech with."""

    page: str
    skill: StrangeSkill
    models: Path

    def tidy(self) -> None:
        """The skill says hello and has been asked nothing yet, and the models are those that ship."""
        self.skill.answer = spoken(HELLO)
        self.skill.script.clear()
        self.skill.asked.clear()
        for shipped in MODELS.glob("*.json"):
            self.learn(shipped.stem, shipped.read_bytes())

    def learn(self, locale: str, model: bytes) -> None:
        """What the page understands speech with, in that locale, from now on."""
        file = self.models / f"{locale}.json"
        if file.read_bytes() != model:
            file.write_bytes(model)


@contextmanager
def strange_house(data: Path) -> Iterator[StrangeHouse]:
    """Like `make run`, but with a skill of our own behind the page, which is not up yet."""
    skill, models = StrangeSkill(), shutil.copytree(MODELS, data / "models")
    with skill.up() as skill_url:
        pass  # it has a port now
    with (
        open_house(data, models=Models(models)) as house,
        running_page(replace(house, line=SkillLine(HttpEndpoint(skill_url), house.wire.calls))) as page,
    ):
        yield StrangeHouse(page, skill, models)


def _json(body: Any) -> Response:
    return Response(json.dumps(body), mimetype="application/json")
