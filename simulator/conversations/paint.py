"""Colours for a terminal, and none elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

_RESET = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Paint:
    """How three kinds of text look; each is an ANSI escape sequence (ECMA-48), or nothing."""

    missed: str = ""
    extra: str = ""
    quiet: str = ""

    def on(self, colour: str, text: str) -> str:
        return f"{colour}{text}{_RESET}" if colour and text.strip() else text


PLAIN = Paint()
COLOURS = Paint(missed="\x1b[31m", extra="\x1b[32m", quiet="\x1b[2m")


def paint_for(stream: TextIO, environment: Mapping[str, str]) -> Paint:
    """Colours on a terminal, unless NO_COLOR is set (no-color.org: present and not empty) or it is a dumb one."""
    wanted = stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    return COLOURS if wanted else PLAIN
