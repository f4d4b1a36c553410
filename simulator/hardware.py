"""The devices on the developer's desk: one without a screen, and three kinds of screens as Amazon describes them.

Sources: Amazon's "Alexa.Presentation.APL Interface Reference"; ask_sdk_model.interfaces.viewport (Viewport, Viewports).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.device import Hardware

if TYPE_CHECKING:
    from simulator.device import Json

# The newest APL that apl-viewhost-web draws.
_APL_VERSION = "2024.3"
_CODECS = ["H_264_42", "H_264_41"]


@dataclass(frozen=True, slots=True)
class Display:
    """A screen: its size in pixels, its density, and in arc minutes how large it looks from where people stand."""

    width: int
    height: int
    dpi: int
    shape: str
    mode: str
    arcs: tuple[int, int] | None = None
    touch: tuple[str, ...] = ("SINGLE",)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of device that the simulator stands in for; `display` is None where there is no screen."""

    id: str
    name: str
    display: Display | None = None

    @property
    def interfaces(self) -> Mapping[str, Json]:
        """`supportedInterfaces` of its requests."""
        return {"Alexa.Presentation.APL": {"runtime": {"maxVersion": _APL_VERSION}}} if self.display else {}

    @property
    def viewport(self) -> Mapping[str, Any]:
        """`Viewport` of its requests; empty without a screen."""
        return _viewport(self.display) if self.display else {}

    @property
    def viewports(self) -> tuple[Json, ...]:
        """`Viewports` of its requests; empty without a screen."""
        return (_typed_viewport(self.display),) if self.display else ()


KINDS: Mapping[str, Kind] = {
    kind.id: kind
    for kind in (
        Kind("speaker", "Speaker"),
        Kind("round", "Small round hub", Display(480, 480, 160, "ROUND", "HUB", (144, 144))),
        Kind("hub", "Hub", Display(1280, 800, 213, "RECTANGLE", "HUB", (346, 216))),
        Kind("tv", "TV", Display(1920, 1080, 320, "RECTANGLE", "TV", touch=())),
    )
}


def hardware(kind: str, *, locale: str, time_zone: str, device_id: str, api_endpoint: str) -> Hardware:
    """A device of a kind that has its place in KINDS, with an access token of its own.

    Args:
        kind: an id of KINDS.
        locale: such as "en-US"; `time_zone`: such as "America/Chicago".
        device_id: stays the same for the same device.
        api_endpoint: where the skill finds Alexa's own APIs.

    Raises:
        KeyError: there is no such kind.
    """
    chosen = KINDS[kind]
    return Hardware(
        device_id=device_id,
        locale=locale,
        time_zone=time_zone,
        interfaces=chosen.interfaces,
        viewport=chosen.viewport,
        viewports=chosen.viewports,
        api_endpoint=api_endpoint,
    )


def _viewport(display: Display) -> Json:
    return {
        "experiences": [_experience(*display.arcs)] if display.arcs else [],
        "mode": display.mode,
        "shape": display.shape,
        "pixelWidth": display.width,
        "pixelHeight": display.height,
        "dpi": display.dpi,
        "currentPixelWidth": display.width,
        "currentPixelHeight": display.height,
        "touch": list(display.touch),
        "video": {"codecs": list(_CODECS)},
    }


def _experience(width: int, height: int) -> Json:
    return {"arcMinuteWidth": width, "arcMinuteHeight": height, "canRotate": False, "canResize": False}


def _typed_viewport(display: Display) -> Json:
    size = {"type": "DISCRETE", "pixelWidth": display.width, "pixelHeight": display.height}
    return {
        "type": "APL",
        "id": "main",
        "shape": display.shape,
        "dpi": display.dpi,
        "presentationType": "STANDARD",
        "canRotate": False,
        "configuration": {"current": {"mode": display.mode, "video": {"codecs": list(_CODECS)}, "size": size}},
    }
