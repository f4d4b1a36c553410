"""Reads the menu from its YAML files."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from store.catalogue.model import OptionGroup, OptionValue, Product
from store.settings import shop_files


class BadMenu(Exception):
    """The menu files contradict themselves."""


@cache
def products() -> dict[str, Product]:
    """Every product by id, in the menu's order.

    Raises:
        BadMenu: a product names a kind that does not exist, or two of its option values share an id.
    """
    menu = yaml.safe_load((shop_files() / "menu.yaml").read_text())
    options = yaml.safe_load((shop_files() / "options.yaml").read_text())
    kinds = {name: _groups_of_kind(kind, options) for name, kind in menu["kinds"].items()}
    return {entry["id"]: _product(entry, menu["kinds"], kinds) for entry in menu["products"]}


@cache
def currency() -> str:
    """The ISO 4217 currency that every price of the menu is in."""
    return str(yaml.safe_load((shop_files() / "menu.yaml").read_text())["currency"])


def _groups_of_kind(kind: dict[str, Any], options: dict[str, Any]) -> tuple[OptionGroup, ...]:
    shared = [
        OptionGroup(
            name=options["groups"][key]["name"],
            values=tuple(_value(value) for value in options["groups"][key]["values"]),
            phrase=options["groups"][key]["phrase"],
            must=key in kind["must"],
        )
        for key in [*kind["must"], *kind["may"]]
    ]
    addons = options["addons"] if kind["addons"] == "all" else {key: options["addons"][key] for key in kind["addons"]}
    return (*shared, *(_addon(key, addon) for key, addon in addons.items()))


def _addon(key: str, addon: dict[str, Any]) -> OptionGroup:
    return OptionGroup(addon["label"].capitalize(), (_value({**addon, "id": key}),), addon["phrase"])


def _value(value: dict[str, Any]) -> OptionValue:
    return OptionValue(value["id"], value["label"], value["price"], tuple(value.get("spoken", ())))


def _product(entry: dict[str, Any], kinds: dict[str, Any], groups: dict[str, tuple[OptionGroup, ...]]) -> Product:
    if entry["kind"] not in kinds:
        raise BadMenu(f"{entry['id']} is of the unknown kind {entry['kind']!r}")
    ids = [value.id for group in groups[entry["kind"]] for value in group.values]
    if len(ids) != len(set(ids)):
        raise BadMenu(f"two option values of {entry['id']} share an id")
    rating, ratings = entry["rating"]
    return Product(
        id=entry["id"],
        title=entry["title"],
        description=entry["description"],
        category=kinds[entry["kind"]]["category"],
        price=entry["price"],
        stock=entry["stock"],
        rating=rating,
        ratings=ratings,
        contains=tuple(entry["contains"]),
        spoken=tuple(entry["spoken"]),
        groups=groups[entry["kind"]],
        taxed=not kinds[entry["kind"]].get("untaxed", False),
    )
