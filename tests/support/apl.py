"""Checks an APL document against the format, as far as ours use it.

Source: Amazon's APL reference for version 1.4: document, resources, styles, layouts, and the components' own pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]

_DOCUMENT = set(
    """type version theme background description resources styles layouts mainTemplate import graphics commands onMount
    settings environment extensions handleKeyDown handleKeyUp""".split()
)
_RESOURCES = set("colors dimensions strings numbers booleans description when".split())
_EVERYWHERE = set(
    """type when id style inheritParentState accessibilityLabel checked disabled display opacity bind onMount
    description
    width height minWidth maxWidth minHeight maxHeight paddingLeft paddingRight paddingTop paddingBottom
    grow shrink alignSelf spacing left right top bottom position""".split()
)
_COMPONENTS = {
    "Text": set("text textAlign textAlignVertical color fontFamily fontSize fontWeight lineHeight maxLines".split()),
    "Container": set("item items data direction alignItems justifyContent firstItem lastItem numbered wrap".split()),
    "Frame": set("item items backgroundColor borderColor borderWidth borderRadius".split()),
    "ScrollView": set("item items onScroll".split()),
    "TouchWrapper": set("item items onPress".split()),
}
_REFERENCE = re.compile(r"@(\w+)")
_EXPRESSION = re.compile(r"\$\{[^}]*\}")
_OF_SCREEN = re.compile(r"\$\{screen\.(\w+)\}")
_DIMENSION = re.compile(r"\d+dp")


def problems_in(document: Json, screen: Json) -> Iterator[str]:
    """What is wrong with a document that shows this data; nothing where it is right."""
    if (document["type"], document["version"]) != ("APL", "1.4"):
        yield "it is no APL of version 1.4"
    if document["mainTemplate"]["parameters"] != ["screen"]:
        yield "its data has another name"
    yield from (f"a document has no {key}" for key in document.keys() - _DOCUMENT)
    yield from _in_resources(document)
    yield from _in_styles(document)
    yield from _unknown_references(document)
    for layout in (*document["layouts"].values(), document["mainTemplate"]):
        for component in _inner(layout):
            yield from _in_component(component, document, screen)


def _in_resources(document: Json) -> Iterator[str]:
    for block in document["resources"]:
        yield from (f"resources have no {key}" for key in block.keys() - _RESOURCES)
        sizes = block.get("dimensions", {}).values()
        yield from (f"{size} is no dimension" for size in sizes if not _DIMENSION.fullmatch(size))


def _in_styles(document: Json) -> Iterator[str]:
    for name, style in document["styles"].items():
        if style.get("extends") not in (None, *document["styles"]):
            yield f"the style {name} extends none"


def _unknown_references(document: Json) -> Iterator[str]:
    known = {
        name for block in document["resources"] for kind in block.values() if isinstance(kind, dict) for name in kind
    }
    for text in _strings(document):
        yield from (f"there is no resource {name}" for name in _REFERENCE.findall(text) if name not in known)
        if text.count("${") != len(_EXPRESSION.findall(text)):
            yield f"{text} is not closed"


def _in_component(component: Json, document: Json, screen: Json) -> Iterator[str]:
    kind = component["type"]
    if kind not in _COMPONENTS:
        if kind not in document["layouts"]:
            yield f"there is no component or layout {kind}"
        return
    yield from (f"a {kind} has no {key}" for key in component.keys() - _COMPONENTS[kind] - _EVERYWHERE)
    if component.get("style") not in (None, *document["styles"]):
        yield f"there is no style {component['style']}"
    if "when" not in component:
        # An empty list draws its items once, and an empty text a gap.
        shown = _OF_SCREEN.fullmatch(component.get("data") or component.get("text") or "")
        if shown and not screen.get(shown[1], "elsewhere" if kind == "Container" else ""):
            yield f"a {kind} shows {shown[1]}, and there is none"
    for inner in _inner(component):
        yield from _in_component(inner, document, screen)


def _inner(component: Json) -> list[Json]:
    found = component.get("items", component.get("item", []))
    return found if isinstance(found, list) else [found]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _strings(inner)
