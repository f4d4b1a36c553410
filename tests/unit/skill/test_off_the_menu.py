"""A shop takes lattes off its menu, and starts its store anew, while a customer has one in the cart."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from simulator.linking import link
from store.launch import running_store
from store.settings import DATA
from tests.unit.skill.household import Household, Speaker


def without_lattes(menu: Path) -> None:
    content = yaml.safe_load(menu.read_text("utf-8"))
    content["products"] = [product for product in content["products"] if product["id"] != "latte"]
    menu.write_text(yaml.safe_dump(content), "utf-8")


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[Speaker]:
    """Of a customer who has a latte and a croissant in the cart."""
    files, data = shutil.copytree(DATA, tmp_path / "shop"), tmp_path / "data"
    env = {"VOICESHOP_SHOP": str(files)}
    with running_store(data_dir=data, env=env) as store:
        url = store.url
        speaker = Household(url, data, link(url, "ana", "demo").access_token() or "").speaker()
        speaker.say("AddToCartIntent", product="latte", size="medium", quantity="1")
        speaker.say("AddToCartIntent", product="croissant", quantity="1")
    without_lattes(files / "menu.yaml")
    with running_store(urlsplit(url).port or 0, data, env):
        yield speaker


def test_it_is_told_by_its_name_and_nothing_else_is_said_to_be_gone(speaker: Speaker) -> None:
    assert "Latte, medium is not on the menu any more." in speaker.say("CheckoutIntent")
    assert "one croissant" in speaker.say("ViewCartIntent")


def test_what_is_left_is_bought_once_the_cart_has_been_changed(speaker: Speaker) -> None:
    speaker.say("CheckoutIntent")
    speaker.say("AddToCartIntent", product="croissant", quantity="1")
    assert "From B: two croissants. Pick-up" in speaker.say("CheckoutIntent")
