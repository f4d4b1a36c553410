"""What an APL device shows: the document that a skill rendered, until another takes its place.

Source: Amazon's "Alexa.Presentation.APL Interface Reference".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator.device.response import InvalidResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.device.account import Json

APL = "Alexa.Presentation.APL"
RENDER = f"{APL}.RenderDocument"
EXECUTE = f"{APL}.ExecuteCommands"


@dataclass(frozen=True, slots=True)
class Screen:
    """The document on the screen, the data it shows, and the token that touches name it by."""

    document: Mapping[str, Any]
    datasources: Mapping[str, Any] = field(default_factory=dict)
    token: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What a response leaves on the screen, and the commands that are to run on it."""

    screen: Screen | None
    commands: tuple[Json, ...] = ()


def view_after(screen: Screen | None, directives: Iterable[Json]) -> View:
    """What is shown after the directives of a response; commands for another token than the one shown are lost.

    Raises:
        InvalidResponse: a document that is none.
    """
    commands: tuple[Json, ...] = ()
    for directive in directives:
        if directive["type"] == RENDER:
            screen, commands = _rendered(directive), ()
        elif directive["type"] == EXECUTE and screen and directive.get("token") == screen.token:
            commands += tuple(directive.get("commands") or ())
    return View(screen, commands)


def _rendered(directive: Json) -> Screen:
    document = directive.get("document")
    if not isinstance(document, dict):
        raise InvalidResponse(f"{RENDER} needs a document")
    if document.get("type") != "APL":
        raise InvalidResponse(f"{RENDER}: the document's type must be 'APL', not {document.get('type')!r}")
    if not isinstance(document.get("version"), str):
        raise InvalidResponse(f"{RENDER}: the document names no version of APL")
    if not isinstance(document.get("mainTemplate"), dict):
        raise InvalidResponse(f"{RENDER}: the document has no mainTemplate")
    return Screen(document, directive.get("datasources") or {}, directive.get("token") or "")


def visual_context(screen: Screen, viewport: Mapping[str, Any]) -> Json:
    """What a request says of the screen, `Alexa.Presentation.APL` of its context: all of the viewport is in sight."""
    context: Json = {"token": screen.token, "version": "APL_WEB_RENDERER_GANDALF", "componentsVisibleOnScreen": []}
    if viewport:
        size = f"{viewport['currentPixelWidth']}x{viewport['currentPixelHeight']}+0+0:0"
        root = {
            "uid": ":1000",
            "position": size,
            "type": "mixed",
            "tags": {"viewport": {}},
            "children": [],
            "entities": [],
        }
        context["componentsVisibleOnScreen"] = [root]
    return context


def user_event(screen: Screen, arguments: Sequence[object], source: Mapping[str, Any]) -> Json:
    """The fields of an `Alexa.Presentation.APL.UserEvent`: what a touch on the screen sends."""
    return {"token": screen.token, "arguments": list(arguments), "source": dict(source), "components": {}}
