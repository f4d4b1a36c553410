"""The APL documents, read from their files when they are first shown.

`shared.json` holds what they have in common: colours, sizes, styles, layouts, and a page around what each calls
`Content`. Every other file is one document, with a layout of that name; a layout that is in both is its own. They keep
to what APL 1.4 knows, which old devices draw as well, and the last engine that runs offline (apl-viewhost-web 1.4.0).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "apl"
_SHARED = "shared"

Document = Mapping[str, Any]


@cache
def document(name: str) -> Document:
    """The whole document of that name. Raises FileNotFoundError where there is none."""
    shared, own = _read(_SHARED), _read(name)
    return {
        **shared,
        **own,
        "resources": [*shared["resources"], *own.get("resources", ())],
        "styles": {**shared["styles"], **own.get("styles", {})},
        "layouts": {**shared["layouts"], **own["layouts"]},
    }


def names() -> frozenset[str]:
    """The names of all documents."""
    return frozenset(file.stem for file in _FOLDER.glob("*.json")) - {_SHARED}


def _read(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))
    return loaded
