"""What a page must never do in any test: complain on its console, or ask another machine for something."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

_WITHOUT_NETWORK = frozenset({"data", "blob", "about"})


@dataclass
class Watch:
    """What the pages of a context have asked for and complained about.

    Attributes:
        forgiven: parts of complaints that belong to a test, such as the status of an answer that is meant to be bad.
    """

    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of the context, windows that they open included."""
        context.on("request", lambda request: self.requests.append(request))
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))

    def foreign(self) -> list[str]:
        """The requests that left this machine or tried to."""
        return [request.url for request in self.requests if not _stays_here(request.url)]

    def unforgiven(self) -> list[str]:
        return [told for told in self.complaints if not any(part in told for part in self.forgiven)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")


def _stays_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in _WITHOUT_NETWORK or parts.hostname == "127.0.0.1"
