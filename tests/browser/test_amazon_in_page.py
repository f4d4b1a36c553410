"""What stands at Alexa herself is set on the page: a skill hears of it in requests, and asks her own APIs for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3
from playwright.sync_api import Page, expect

from simulator.amazon import Scope
from tests.browser.alexa import Alexa
from tests.browser.strange import StrangeHouse, spoken

pytestmark = [pytest.mark.browser, pytest.mark.browser_context_args(viewport={"width": 1440, "height": 900})]
ADDRESS = "/v1/devices/{device}/settings/address"
REMINDERS = "/v1/alerts/reminders"
TIME_ZONE = "/v2/devices/{device}/settings/System.timeZone"


@pytest.fixture
def alexa(page: Page, strange: StrangeHouse) -> Alexa:
    alexa = Alexa(page, strange.page)
    alexa.open()
    return alexa


def told(strange: StrangeHouse) -> Any:
    """The latest request that the skill got."""
    return strange.skill.asked[-1]


def scopes(strange: StrangeHouse) -> set[str]:
    """What the latest request says to be granted."""
    user = told(strange)["context"]["System"]["user"]
    return {scope for scope, state in user["permissions"]["scopes"].items() if state == {"status": "GRANTED"}}


def ask(strange: StrangeHouse, path: str) -> tuple[int, Any]:
    """Alexa's answer to the skill's question, put with what its latest request brought: status and body."""
    system = told(strange)["context"]["System"]
    answer = urllib3.request(
        "GET",
        system["apiEndpoint"] + path.format(device=system["device"]["deviceId"]),
        headers={"Authorization": f"Bearer {system['apiAccessToken']}"},
    )
    return answer.status, json.loads(answer.data)


def test_what_happens_in_the_alexa_app_is_told_to_the_skill_and_nothing_is_said(
    alexa: Alexa, strange: StrangeHouse
) -> None:
    alexa.unfold_setting("Permissions")
    alexa.allow("Address")
    alexa.unfold_setting("Skill events")
    alexa.say("open bluebird coffee")
    allowed = {"acceptedPermissions": [{"scope": Scope.ADDRESS}]}
    for name, label, kind, body in [
        ("enabled", "Enabled", "SkillEnabled", {}),
        ("account linked", "Account linked", "SkillAccountLinked", None),
        ("permissions accepted", "Permissions accepted", "SkillPermissionAccepted", allowed),
        ("permissions changed", "Permissions changed", "SkillPermissionChanged", allowed),
        ("account unlinked", "Account unlinked", "SkillAccountUnlinked", {}),
        ("disabled", "Disabled for good", "SkillDisabled", {"userInformationPersistenceStatus": "NOT_PERSISTED"}),
    ]:
        alexa.happen(name)
        expect(alexa.turn).to_contain_text(f"In the Alexa app: {label}")
        expect(alexa.turn).to_contain_text("the settings here stay as they are")
        expect(alexa.turn.locator(".heard")).to_have_count(0)
        expect(alexa.session).to_have_text("Session open")
        alexa.inspect("Request", "request")
        expect(alexa.panel("Turn")).to_contain_text(f'type: "AlexaSkillEvent.{kind}"')
        request = told(strange)["request"]
        assert request["type"] == f"AlexaSkillEvent.{kind}"
        assert request.get("body", {}) == body or request["body"]["accessToken"]


def test_permissions_are_granted_and_withdrawn_one_by_one(alexa: Alexa, strange: StrangeHouse) -> None:
    alexa.say("open bluebird coffee")
    assert (ask(strange, ADDRESS)[0], ask(strange, REMINDERS)[0]) == (403, 401)
    alexa.unfold_setting("Permissions")
    alexa.allow("Address", "Reminders", "Notifications")
    expect(alexa.settings).to_contain_text("3 granted")
    alexa.say("open bluebird coffee")
    assert scopes(strange) == {Scope.ADDRESS, Scope.REMINDERS, Scope.NOTIFICATIONS}
    alexa.inspect("Request", "context", "System", "user", "permissions", "scopes", Scope.ADDRESS)
    expect(alexa.panel("Turn")).to_contain_text('status: "GRANTED"')
    assert (ask(strange, ADDRESS)[0], ask(strange, REMINDERS)[0]) == (200, 200)
    with alexa.changed():
        alexa.settings.get_by_label("Address", exact=True).uncheck()
    alexa.say("open bluebird coffee")
    assert scopes(strange) == {Scope.REMINDERS, Scope.NOTIFICATIONS}
    assert (ask(strange, ADDRESS)[0], ask(strange, REMINDERS)[0]) == (403, 200)


def test_a_card_that_wants_permissions_grants_them_beside_those_there_were(alexa: Alexa, strange: StrangeHouse) -> None:
    alexa.unfold_setting("Permissions")
    alexa.allow("Reminders")
    card = {"type": "AskForPermissionsConsent", "permissions": [Scope.ADDRESS, Scope.NOTIFICATIONS]}
    strange.skill.script = [spoken("<speak>May I?</speak>", card=card)]
    alexa.say("open bluebird coffee")
    with alexa.changed():
        alexa.card.get_by_role("button", name="Grant these").click()
    expect(alexa.settings.get_by_label("Address", exact=True)).to_be_checked()
    alexa.say("open bluebird coffee")
    assert scopes(strange) == {Scope.ADDRESS, Scope.REMINDERS, Scope.NOTIFICATIONS}


def test_the_time_zone_is_that_of_the_device_and_outlives_a_reload(alexa: Alexa, strange: StrangeHouse) -> None:
    alexa.page.clock.set_fixed_time(datetime(2026, 6, 1, 12, 30, tzinfo=UTC))
    alexa.choose("Device", "Hub")
    clock = alexa.page.locator(".ambient .time")
    expect(clock).to_have_text("5:30 AM")
    alexa.set("Time zone", "Asia/Tokyo")
    expect(clock).to_have_text("9:30 PM")
    alexa.page.reload()
    alexa.is_ready()
    expect(clock).to_have_text("9:30 PM")
    alexa.say("open bluebird coffee")
    assert ask(strange, TIME_ZONE) == (200, "Asia/Tokyo")


def test_a_document_knows_the_time_where_the_device_is(alexa: Alexa, strange: StrangeHouse) -> None:
    alexa.choose("Device", "Hub")
    alexa.set("Time zone", "Asia/Kolkata")
    text = {"type": "Text", "text": "${(localTime - utcTime) / 60000} minutes ahead"}
    document = {"type": "APL", "version": "1.4", "mainTemplate": {"items": [text]}}
    render = {"type": "Alexa.Presentation.APL.RenderDocument", "token": "clock", "document": document}
    strange.skill.answer = spoken("<speak>Look.</speak>", directives=[render])
    alexa.say("open bluebird coffee")
    alexa.see("330 minutes ahead")
    alexa.page.wait_for_timeout(1_500)  # each second the engine looks at the clock of its own machine
    alexa.see("330 minutes ahead")
