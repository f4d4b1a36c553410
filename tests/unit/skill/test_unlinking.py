"""Whoever leaves in the Alexa app leaves the store, too, as far as anybody can tell it."""

from __future__ import annotations

import json
import logging
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
import urllib3

from simulator.linking import link
from tests.unit.skill.household import Household, Json
from voiceshop.alexa.entry import answer
from voiceshop.shop.customer import Customer
from voiceshop.shop.errors import LedgerTrouble, Stale
from voiceshop.shop.voice_code import VoiceCode

NOBODY_LISTENS = "http://127.0.0.1:9"


@pytest.fixture
def leaving(shop: tuple[str, Path, str]) -> Household:
    """A household with a link of its own, which ends in the test, and something in the cart."""
    url, data, _ = shop
    household = Household(url, data, link(url, "ana", "demo").access_token() or "")
    household.speaker().say("AddToCartIntent", product="croissant")
    return household


def told(house: Household, kind: str, token: str | None, **body: str) -> Json:
    """The event as Alexa sends it: of an account, outside of any session."""
    user = {"userId": house.user, **({"accessToken": token} if token else {})}
    event = {
        "version": "1.0",
        "context": {"System": {"application": {"applicationId": "amzn1.ask.skill.test"}, "user": user}},
        "request": {
            "type": f"AlexaSkillEvent.{kind}",
            "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
            "timestamp": "2026-11-22T12:00:00Z",
            "eventCreationTime": "2026-11-22T12:00:00Z",
            "eventPublishingTime": "2026-11-22T12:00:00Z",
            **({"body": body} if body else {}),
        },
    }
    return answer(house.speaker().skill, event)["response"]


def disable(house: Household, token: str | None, status: str = "NOT_PERSISTED") -> Json:
    return told(house, "SkillDisabled", token, userInformationPersistenceStatus=status)


def works(house: Household) -> bool:
    """Whether the store still takes the household's token."""
    headers = {"UCP-Agent": 'profile="https://platform.example/profile"', "Authorization": f"Bearer {house.token}"}
    status = urllib3.request("GET", f"{house.store_url}/ucp/v1/carts/none", headers=headers).status
    assert status in {401, 404}
    return status == 404


def remembers(house: Household) -> bool:
    return house.ledger.customer(house.user) != Customer(house.user)


def test_who_disables_the_skill_is_unlinked_at_the_store(leaving: Household) -> None:
    assert works(leaving)
    assert disable(leaving, leaving.token).get("outputSpeech") is None
    assert (works(leaving), remembers(leaving)) == (False, False)


def test_who_unlinks_the_account_is_unlinked_at_the_store_and_remembered(leaving: Household) -> None:
    assert told(leaving, "SkillAccountUnlinked", leaving.token).get("outputSpeech") is None
    assert (works(leaving), remembers(leaving)) == (False, True)


def test_whose_link_amazon_keeps_keeps_it_here(leaving: Household) -> None:
    disable(leaving, leaving.token, "PERSISTED")
    assert (works(leaving), remembers(leaving)) == (True, True)


@pytest.mark.parametrize("kind", ["SkillDisabled", "SkillAccountUnlinked"])
def test_an_event_without_a_token_is_carried_out_as_far_as_it_can_be(leaving: Household, kind: str) -> None:
    told(leaving, kind, None, userInformationPersistenceStatus="NOT_PERSISTED")
    assert (works(leaving), remembers(leaving)) == (True, kind != "SkillDisabled")


@pytest.mark.parametrize("token", ["a-token-of-nobodys", "no token at all \u2615\n"])
def test_any_token_may_come_along(leaving: Household, token: str) -> None:
    disable(leaving, token)
    assert (works(leaving), remembers(leaving)) == (True, False)


def test_a_store_that_cannot_be_told_keeps_nobody_from_being_forgotten(
    leaving: Household, caplog: pytest.LogCaptureFixture
) -> None:
    away = Household(NOBODY_LISTENS, leaving.data, leaving.token, leaving.user)
    with caplog.at_level(logging.INFO, "voiceshop"):
        disable(away, leaving.token)
    assert not remembers(leaving)
    lines = [json.loads(record.message) for record in caplog.records if record.name == "voiceshop"]
    assert [line["event"] for line in lines] == ["forgotten", "failure"]
    assert leaving.token not in caplog.text


def test_a_link_whose_reset_of_the_code_was_overtaken_each_time_is_told_again(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken for carried out, it would leave the code locked: Alexa tells an event again only if it failed."""
    home.ledger.save(Customer(home.user, code=VoiceCode("s", tries=3, set_at=datetime(2026, 1, 1, tzinfo=UTC))))

    def overtaken(*_: object) -> None:
        raise Stale

    monkeypatch.setattr(home.ledger, "save", overtaken, raising=False)
    with pytest.raises(LedgerTrouble):
        told(home, "SkillAccountLinked", home.token, accessToken=home.token)
