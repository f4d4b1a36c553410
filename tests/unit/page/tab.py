"""A browser tab without a browser: it asks the page's API as the page does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import urllib3

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """An answer of the page's server."""

    status: int
    headers: Any
    text: str

    @property
    def json(self) -> Json:
        document: Json = json.loads(self.text)
        return document

    @property
    def error(self) -> Json:
        error: Json = self.json["error"]
        return error


@dataclass
class Site:
    """The page at its URL."""

    url: str
    _pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False, timeout=120.0))

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send JSON, or bytes as they are; a header's name has `_` for `-`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent = {"Content-Type": "application/json"} | sent
        raw = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        answer = self._pool.request(method, self.url + path, body=raw, headers=sent, redirect=False)
        return Answer(answer.status, answer.headers, answer.data.decode())

    def tab(self, **settings: Any) -> Tab:
        """A new tab with a desk of its own."""
        made = self.ask("POST", "/api/desks", {"settings": settings})
        assert made.status == 201, made.text
        return Tab(self, made.json["id"])


@dataclass
class Tab:
    """One tab and its desk."""

    site: Site
    desk_id: str

    @property
    def path(self) -> str:
        return f"/api/desks/{self.desk_id}"

    def loaded(self) -> Json:
        """The desk as a reload finds it."""
        return self._asked("GET", "")

    def now(self) -> Json:
        return self._asked("GET", "/now")

    def shop(self) -> Json:
        return self._asked("GET", "/shop")

    def set(self, **settings: Any) -> Json:
        return self._asked("PATCH", "/settings", settings)

    def say(self, text: str) -> Json:
        return self.do("say", text=text)

    def do(self, deed: str, **body: Any) -> Json:
        return self._asked("POST", f"/{deed}", body)

    def tried(self, text: str) -> Answer:
        """Say something that may not be possible."""
        return self.site.ask("POST", f"{self.path}/say", {"text": text})

    def heard(self, text: str) -> str:
        """Say something; what is heard."""
        return str(self.say(text)["heard"]["text"])

    def _asked(self, method: str, path: str, body: Any = None) -> Json:
        answer = self.site.ask(method, self.path + path, body)
        assert answer.status == 200, answer.text
        return answer.json


def request_of(turn: Json) -> Json:
    """The request that a turn sent to the skill."""
    request: Json = turn["exchanges"][-1]["request"]
    return request
