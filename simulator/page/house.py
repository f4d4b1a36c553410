"""What all desks share: where the servers are, the line to the skill, the models and the people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from simulator.device import Json
from simulator.models import Models
from simulator.page.line import Line
from simulator.page.settings import BROWSER, GUEST, REVOKED, Allowed
from simulator.people import DEMO_CUSTOMERS, Household

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
    """The servers of one `make run`, and what is kept for all tabs. `data` is where the skill's Ledger lies."""

    skill_url: str
    store_url: str
    data: Path
    line: Line
    models: Models
    household: Household

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
            "networks": ["normal", "slow", "down"],
            "timeZones": sorted(time_zones()),
            "screens": _screens(),
            "addresses": {"skill": f"{self.skill_url}/alexa", "store": self.store_url, "page": page_url},
        }


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
