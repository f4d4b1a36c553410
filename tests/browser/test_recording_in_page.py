"""A conversation on the page becomes a test, which the terminal replays; and the shop's news light the ring."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from processes import PROJECT_ROOT
from simulator.amazon import AlexaApis, Credentials
from tests.browser import accessibility
from tests.browser.alexa import Alexa
from tests.browser.inside import Inside
from tests.browser.looks import DESK, at_both_ends

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(viewport=DESK)]


@pytest.fixture
def alexa(page: Page, inside: Inside) -> Alexa:
    alexa = Alexa(page, inside.page)
    alexa.open()
    return alexa


@at_both_ends
def test_a_recorded_order_is_saved_and_replayed_by_the_terminal(alexa: Alexa, inside: Inside, looks: str) -> None:
    alexa.choose("Device", "Hub")
    alexa.say("ask bluebird coffee for two medium lattes with oat milk", "check out")
    alexa.touch("Yes")
    alexa.hear_order()
    panel = alexa.panel("Test")
    panel.get_by_label("Title of the test").fill("orders by touch")
    panel.get_by_role("button", name="Show as test").click()
    expect(panel.get_by_role("region", name="The test file")).to_contain_text("two medium lattes with oat milk")
    panel.get_by_role("button", name="Save into tests/conversations/recorded").click()
    expect(panel.get_by_role("status")).to_contain_text("Saved as")

    (saved,) = inside.recorded.glob("*.yaml")
    expect(panel).to_contain_text(f".venv/bin/python -m simulator test {saved}")
    expect(panel.get_by_role("button", name="Copy the command")).to_be_visible()
    played = subprocess.run(
        [sys.executable, "-m", "simulator", "test", str(saved)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr


def test_the_same_conversation_is_seen_in_the_other_locales(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee what's on sale")
    panel = alexa.panel("Test")
    panel.get_by_role("button", name="Play it in the other locales").click()
    # A store and a skill are started for it, and four models learnt.
    told = panel.get_by_text("en-GB goes the same way")
    expect(told).to_be_visible(timeout=300_000)
    told.click()
    expect(panel.get_by_role("table", name="The conversation in en-GB")).to_contain_text("what's on sale")
    assert accessibility.violations(alexa.page) == []


def test_a_proactive_event_lights_the_yellow_ring(alexa: Alexa, inside: Inside) -> None:
    alexa.unfold_setting("Permissions")
    alexa.allow("Notifications")
    send_order_update(inside.apis)
    expect(alexa.page.get_by_text("A notification waits")).to_be_visible()
    expect(alexa.panel("Shop")).to_contain_text("Bluebird Coffee")


def send_order_update(apis: AlexaApis) -> None:
    """Tell all customers that their order is on its way, as the skill's service does."""
    ours = Credentials()
    form = {
        "grant_type": "client_credentials",
        "client_id": ours.client_id,
        "client_secret": ours.client_secret,
        "scope": "alexa::proactive_events",
    }
    with urllib.request.urlopen(f"{apis.url}/auth/O2/token", urlencode(form).encode()) as answer:
        token = json.load(answer)["access_token"]
    now = datetime.now(UTC)
    event = {
        "timestamp": now.isoformat(),
        "referenceId": "order1042~shipped",
        "expiryTime": (now + timedelta(hours=1)).isoformat(),
        "event": {
            "name": "AMAZON.OrderStatus.Updated",
            "payload": {"state": {"status": "ORDER_SHIPPED"}, "order": {"seller": {"name": "Bluebird Coffee"}}},
        },
        "relevantAudience": {"type": "Multicast", "payload": {}},
    }
    wish = urllib.request.Request(
        f"{apis.url}/v1/proactiveEvents/stages/development",
        json.dumps(event).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    urllib.request.urlopen(wish).close()
