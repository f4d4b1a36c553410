"""The menu and the places of a shop that changes them: each change is read as by a store that was started anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from store.catalogue.loader import products
from store.settings import DATA
from store.shop import shop


@dataclass(frozen=True)
class Menu:
    """The files of the menu and of the places, as a shop edits them."""

    files: Path

    def change(self, name: str, edit: Callable[[dict[str, Any]], object]) -> None:
        """Edits what one of the files holds."""
        path = self.files / name
        content = yaml.safe_load(path.read_text("utf-8"))
        edit(content)
        path.write_text(yaml.safe_dump(content), "utf-8")
        read_anew()

    def as_before(self) -> None:
        """Takes every change back."""
        shutil.copytree(DATA, self.files, dirs_exist_ok=True)
        read_anew()


def read_anew() -> None:
    """Forgets what was read of the files."""
    products.cache_clear()
    shop.cache_clear()


def without_lattes(menu: Menu) -> None:
    """Takes a product off."""

    def edit(content: dict[str, Any]) -> None:
        content["products"] = [product for product in content["products"] if product["id"] != "latte"]

    menu.change("menu.yaml", edit)


def without_medium(menu: Menu) -> None:
    """Takes an option value off."""

    def edit(content: dict[str, Any]) -> None:
        size = content["groups"]["size"]
        size["values"] = [value for value in size["values"] if value["id"] != "medium"]

    menu.change("options.yaml", edit)


def with_a_choice_of_milk(menu: Menu) -> None:
    """Makes a group a must."""

    def edit(content: dict[str, Any]) -> None:
        kind = content["kinds"]["espresso drink"]
        kind["may"].remove("milk")
        kind["must"].append("milk")

    menu.change("menu.yaml", edit)


def without_harbor_street(menu: Menu) -> None:
    """Closes a place."""

    def edit(content: dict[str, Any]) -> None:
        content["places"] = [place for place in content["places"] if place["id"] != "harbor-street"]

    menu.change("shop.yaml", edit)


Change = Callable[[Menu], None]
changes = pytest.mark.parametrize("change", [without_lattes, without_medium, with_a_choice_of_milk])
"""All that can happen to a medium latte."""


@contextmanager
def changing_menu(folder: Path) -> Iterator[Menu]:
    """The shipped menu, copied to a folder that does not exist yet, for the store of this process."""
    shutil.copytree(DATA, folder)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("VOICESHOP_SHOP", str(folder))
        yield Menu(folder)
    read_anew()
