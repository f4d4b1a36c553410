"""The embedded store, selling the same in another currency and by other rules."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from store.launch import RunningStore, running_store
from store.settings import DATA

Change = Callable[[dict[str, Any]], object]


@contextmanager
def other_shop(folder: Path, currency: str, change: Change = lambda _shop: None) -> Iterator[RunningStore]:
    """A running store whose prices are in minor units of that currency.

    Args:
        folder: an empty one, for the shop's files and the store's data.
        change: changes what `shop.yaml` holds.
    """
    files = shutil.copytree(DATA, folder / "shop")
    menu = files / "menu.yaml"
    menu.write_text(menu.read_text("utf-8").replace("currency: USD", f"currency: {currency}"), "utf-8")
    shop = yaml.safe_load((files / "shop.yaml").read_text("utf-8"))
    change(shop)
    (files / "shop.yaml").write_text(yaml.safe_dump(shop), "utf-8")
    data = folder / "data"
    data.mkdir()
    with running_store(data_dir=data, env={"VOICESHOP_SHOP": str(files)}) as store:
        yield store
