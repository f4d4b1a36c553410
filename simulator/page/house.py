"""What all desks share: where the servers are, the line to the skill, the models and the people."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from simulator.amazon import AlexaApis
from simulator.conversations.acting import EVENTS
from simulator.conversations.recording import RECORDED
from simulator.conversations.script import PERMISSIONS
from simulator.conversations.shop import Shop
from simulator.device import PIN_COMPLETIONS, BrokenModel, HttpEndpoint, Json
from simulator.hardware import KINDS, Kind
from simulator.models import SHIPPED, Models
from simulator.page.happenings import label
from simulator.page.settings import BROWSER, GUEST, REVOKED, Allowed
from simulator.page.settings import Settings as DeskSettings
from simulator.page.shop import Ledger
from simulator.page.skill_line import SkillLine
from simulator.page.time_zones import time_zones
from simulator.people import DEMO_CUSTOMERS, DemoAccounts
from simulator.recogniser.language import UnknownLanguage
from simulator.storefront import Storefront
from simulator.surroundings import Server, started
from simulator.wire import Network, Wire
from voiceshop.bootstrap import Settings

NODE_MODULES = Path(__file__).parent / "node_modules"
SCREENS = NODE_MODULES / "apl-viewhost-web" / "index.js"
_USERS = {
    GUEST: ("Guest", "no account is linked"),
    "ana": (DEMO_CUSTOMERS["ana"], "linked; four saved cards, the Visa ending in 4242 pays"),
    "ben": (DEMO_CUSTOMERS["ben"], "linked; one saved card"),
    "cara": (DEMO_CUSTOMERS["cara"], "linked; no saved card"),
    REVOKED: ("Revoked", "linked once, but the store does not take the token any more"),
    BROWSER: ("Linked in the browser", "whoever logged in on the store's own page"),
}
_LANGUAGES = {"de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "pt": "Portuguese"}


@dataclass(frozen=True, slots=True)
class House:
    """The servers of one `make run`, and what is kept for all tabs.

    `recorded` is where conversations are saved, `processes` are the store's and the skill's.
    """

    skill_url: str
    store_url: str
    storefront: Storefront
    ledger: Ledger
    shop: Shop
    wire: Wire
    line: SkillLine
    apis: AlexaApis
    models: Models
    accounts: DemoAccounts
    recorded: Path
    processes: tuple[Server, ...]

    def allowed(self) -> Allowed:
        """What the settings of a desk may be."""
        return Allowed(
            devices=KINDS.keys(),
            locales=frozenset(self.models.locales()),
            time_zones=time_zones(),
            users=_USERS.keys(),
            people=DEMO_CUSTOMERS.keys(),
            permissions=PERMISSIONS.keys(),
        )

    def as_json(self) -> Json:
        """What a browser can choose from."""
        return {
            "locales": [{"id": locale, "name": _language(locale)} for locale in self.models.locales()],
            "devices": [_device(kind) for kind in KINDS.values()],
            "users": [{"id": name, "name": shown, "note": note} for name, (shown, note) in _USERS.items()],
            "people": [{"id": name, "name": shown} for name, shown in DEMO_CUSTOMERS.items()],
            "permissions": [
                {"id": name, "name": name.capitalize(), "scope": PERMISSIONS[name]} for name in PERMISSIONS
            ],
            "events": [{"id": name, "name": label(name)} for name in EVENTS],
            "results": [{"id": name, "name": name.capitalize()} for name in PIN_COMPLETIONS],
            "networks": [str(network) for network in Network],
            "timeZones": sorted(time_zones()),
            "screens": _screens(),
        }


@contextmanager
def open_house(data: Path, port: int = 0, store_port: int = 0, models: Models = SHIPPED) -> Iterator[House]:
    """A store, the wire, a skill and Alexa's APIs, for as long as the block lasts.

    Args:
        data: the folder of the store's and the skill's data.
        port, store_port: where the skill and the store listen; 0 takes any free port.
        models: what desks understand speech with.

    Raises:
        ServerDidNotStart: the skill or the store ended early; the message says why.
    """
    Thread(target=_learn, args=(models,), daemon=True).start()  # meanwhile: the first tab shall not wait for it
    with started(data, port, store_port) as around:
        yield House(
            skill_url=around.skill_url,
            store_url=around.store_url,
            storefront=Storefront(around.store_url),
            ledger=Ledger(_ledger_in(data)),
            shop=around.shop,
            wire=around.wire,
            line=SkillLine(HttpEndpoint(f"{around.skill_url}/alexa"), around.wire.calls),
            apis=around.apis,
            models=models,
            accounts=DemoAccounts(around.store_url),
            recorded=RECORDED,
            processes=around.processes,
        )


def _learn(models: Models) -> None:
    with suppress(BrokenModel, UnknownLanguage):  # each desk tells what is wrong
        models.of(DeskSettings().locale)


def _ledger_in(data: Path) -> str:
    """Where the skill, which inherits this process's settings, keeps its Ledger."""
    settings = {**os.environ, "VOICESHOP_DATA": str(data), "VOICESHOP_STORE_URL": ""}
    return Settings.from_environment(settings).ledger


def _device(kind: Kind) -> Json:
    shown = kind.display
    viewport = shown and {
        "width": shown.width,
        "height": shown.height,
        "shape": shown.shape,
        "dpi": shown.dpi,
        "mode": shown.mode,
    }
    return {"id": kind.id, "name": kind.name, "screen": shown is not None, "viewport": viewport}


def _screens() -> Json:
    if SCREENS.is_file():
        return {"available": True, "hint": ""}
    return {"available": False, "hint": "`make screens` fetches what draws them: Amazon's APL engine, from npm."}


def _language(locale: str) -> str:
    language, _, region = locale.partition("-")
    return f"{_LANGUAGES.get(language, language)} ({region})"
