"""`make run`, as the store sees it: it finds our profile, and its own deliverer brings its order events there."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import requests

from processes import reserved_port
from simulator.linking import link
from simulator.surroundings import started
from tests.unit.skill.household import Speaker

PATIENCE_S = 60.0
LOOK_EVERY_S = 0.1


class Distant(Speaker):
    """A speaker whose skill is a server."""

    url: str

    def ask(self, request: dict[str, Any]) -> str:
        document = requests.post(f"{self.url}/alexa", json=request, timeout=PATIENCE_S).json()
        self.attributes = document.get("sessionAttributes") or {}
        return str(document["response"]["outputSpeech"]["ssml"])


def taken(ledger: Path) -> int:
    with closing(sqlite3.connect(ledger)) as database:
        (count,) = database.execute("SELECT count(*) FROM deliveries").fetchone()
    return int(count)


def test_an_order_event_arrives_and_says_nothing_that_was_not_said(tmp_path: Path) -> None:
    with reserved_port() as port, started(tmp_path, port=port) as around:
        speaker = Distant(None, "amzn1.ask.account.ANA", link(around.store_url, "ana", "demo").access_token())  # type: ignore[arg-type]
        speaker.url = around.skill_url
        speaker.say("AddToCartIntent", product="croissant")
        speaker.say("CheckoutIntent")
        assert "Done. Order" in speaker.say("AMAZON.YesIntent")

        give_up = time.monotonic() + PATIENCE_S
        while not taken(tmp_path / "ledger.sqlite3") and time.monotonic() < give_up:
            time.sleep(LOOK_EVERY_S)

        assert taken(tmp_path / "ledger.sqlite3") == 1
        assert "Good news" not in speaker.launch()
        stranger = requests.post(f"{around.skill_url}/webhooks/orders", json={}, timeout=PATIENCE_S)
        assert (stranger.status_code, stranger.json()["code"]) == (401, "webhook_headers_invalid")
