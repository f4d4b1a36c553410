"""A small skill of our own, which answers from a script, behind a real port."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.serving import Handler, serving

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

    class Skill(Handler):
        def do_POST(self) -> None:
            body = scripted.next_body(json.loads(self.body()))
            if scripted.hold:
                scripted.hold.wait()
            self.answer(body, scripted.status)

    with serving(Skill) as url:
        scripted.url = f"{url}/alexa"
        try:
            yield scripted
        finally:
            if scripted.hold:
                scripted.hold.set()
