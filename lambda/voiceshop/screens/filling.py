"""From a Reply to what is drawn: the document of its screen, and the data that fills it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from ..conversation.turn import Reply, Said, Screen
from ..speech.speaker import Speaker, inert
from .documents import Document, document
from .touches import Data
from .views import VIEWS, Page

_SAID = Screen("said")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Filled:
    """A document with the data that it shows, and the name of the view that filled it."""

    name: str
    document: Document
    data: Data


def fill(reply: Reply, said: Said, speaker: Speaker) -> Filled:
    """What is shown with a reply; where it has no screen of its own, its words. `said` is what is heard.

    Raises:
        KeyError: there is no such view, or a text lacks a value.
    """
    screen = reply.screen or _SAID
    view, name = VIEWS[screen.name]
    data = dict(view(Page(speaker, reply.question, _sentences(reply, said, speaker)), **screen.values))
    if reply.screen:
        data["prompt"] = _plain(said.reprompt)
    return Filled(screen.name, document(name), data)


def _sentences(reply: Reply, said: Said, speaker: Speaker) -> tuple[str, ...]:
    if reply.screen is None:
        return (_plain(said.speech),)
    return tuple(speaker.write(part.key, part.values) for part in (*reply.before, reply))


def _plain(ssml: str) -> str:
    return inert(html.unescape(_TAG.sub("", ssml)))
