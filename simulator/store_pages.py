"""A browser small enough to log in with: forms, cookies, and redirects that it shows and does not follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin

import urllib3


class StoreUnreachable(Exception):
    """No usable answer from the store; the message names the cause."""


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, and its fields with the values they came with."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self.forms.append(Form(attributes.get("action") or ""))
            self._open = True
        elif self._open and tag in ("input", "button") and attributes.get("name"):
            self.forms[-1].fields.setdefault(str(attributes["name"]), attributes.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its status, the absolute URL it redirects to (or ""), and its text."""

    url: str
    status: int
    location: str
    text: str

    def form(self) -> Form | None:
        """The first form of the page, with an absolute action."""
        reader = _FormReader()
        reader.feed(self.text)
        if not reader.forms:
            return None
        first = reader.forms[0]
        return Form(urljoin(self.url, first.action or self.url), first.fields)


class Browser:
    """Keeps the cookies of one store.

    Raises:
        StoreUnreachable: from `get` and `post`.
    """

    def __init__(self, seconds: float = 10.0) -> None:
        self._pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(total=seconds))
        self._cookies: dict[str, str] = {}

    def get(self, url: str) -> Page:
        return self._open("GET", url, None)

    def post(self, url: str, fields: dict[str, str]) -> Page:
        return self._open("POST", url, urlencode(fields).encode())

    def _open(self, method: str, url: str, body: bytes | None) -> Page:
        headers = {"Accept": "text/html,application/json"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            answer = self._pool.request(method, url, body=body, headers=headers, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise StoreUnreachable(f"the store cannot be reached at {url}: {error}") from error
        for header in answer.headers.getlist("Set-Cookie"):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        location = answer.headers.get("Location", "")
        text = answer.data.decode("utf-8", errors="replace")
        return Page(url, answer.status, urljoin(url, location) if location else "", text)
