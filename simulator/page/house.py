"""What all desks share: where the servers are, the line to the skill, the models and the people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from simulator.device import HttpEndpoint, Json
from simulator.models import SHIPPED, Models
from simulator.page.line import Line
from simulator.page.settings import BROWSER, GUEST, REVOKED, Allowed
from simulator.people import DEMO_CUSTOMERS, Household
from simulator.servers import Server
from simulator.wire import Network, Wire, wire_to
from store.launch import running_store
from webservice.launch import running_skill

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

    `data` is where the skill's Ledger lies, `processes` are the store's and the skill's.
    """

    skill_url: str
    store_url: str
    data: Path
    wire: Wire
    line: Line
    models: Models
    household: Household
    processes: tuple[Server, ...]

    def allowed(self) -> Allowed:
        """What the settings of a desk may be."""
        return Allowed(
            devices={"speaker"},
            locales=frozenset(self.models.locales()),
            time_zones=time_zones(),
            users=_USERS.keys(),
            people=DEMO_CUSTOMERS.keys(),
            permissions=(),
        )

    def as_json(self, page_url: str) -> Json:
        """What a browser can choose from."""
        return {
            "locales": [{"id": locale, "name": _language(locale)} for locale in self.models.locales()],
            "devices": [{"id": "speaker", "name": "Smart speaker", "screen": False, "viewport": None}],
            "users": [{"id": name, "name": shown, "note": note} for name, (shown, note) in _USERS.items()],
            "people": [{"id": name, "name": shown} for name, shown in DEMO_CUSTOMERS.items()],
            "permissions": [],
            "events": [],
            "networks": [str(network) for network in Network],
            "timeZones": sorted(time_zones()),
            "screens": _screens(),
            "addresses": {"skill": f"{self.skill_url}/alexa", "store": self.store_url, "page": page_url},
        }


@contextmanager
def open_house(data: Path, port: int = 0, store_port: int = 0, models: Models = SHIPPED) -> Iterator[House]:
    """A store, the wire and a skill, for as long as the block lasts.

    Args:
        data: the folder of the store's and the skill's data.
        port, store_port: where the skill and the store listen; 0 takes any free port.
        models: what desks understand speech with.

    Raises:
        ServerDidNotStart, DidNotStart: the skill or the store ended early; the message says why.
    """
    with (
        running_store(port=store_port, data_dir=data) as store,
        wire_to(store.url) as wire,
        running_skill(wire.url, port=port, data_dir=data) as skill,
    ):
        yield House(
            skill_url=skill.url,
            store_url=store.url,
            data=data,
            wire=wire,
            line=Line(HttpEndpoint(f"{skill.url}/alexa"), wire.calls),
            models=models,
            household=Household(store.url),
            processes=(store, skill),
        )


@cache
def time_zones() -> frozenset[str]:
    """The time zones that are named by a place, as a device's is."""
    return frozenset(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


def _screens() -> Json:
    if SCREENS.is_file():
        return {"available": True, "hint": ""}
    return {"available": False, "hint": "`make screens` fetches what draws them: Amazon's APL engine, from npm."}


def _language(locale: str) -> str:
    language, _, region = locale.partition("-")
    return f"{_LANGUAGES.get(language, language)} ({region})"
