"""A voice that Alexa knows is a person's; whoever speaks, it is the account that shops."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.linking import link
from tests.unit.skill.household import Household, Json, Speaker
from voiceshop.alexa.entry import answer
from voiceshop.shop.customer import Customer

BENS_VOICE = "amzn1.ask.person.BEN"


@pytest.fixture(scope="module")
def bens_token(shop: tuple[str, Path, str]) -> str:
    return link(shop[0], "ben", "demo").access_token() or ""


def spoken_by(speaker: Speaker, intent: str, token: str | None, **slots: str) -> str:
    """What is heard when Ben, whose voice is known and who may have linked an account of his own, says this."""
    request: Json = speaker.request(intent, slots)
    person = {"personId": BENS_VOICE, "authenticationConfidenceLevel": {"level": 300}}
    request["context"]["System"]["person"] = person | ({"accessToken": token} if token else {})
    return speaker.ask(request)


@pytest.mark.parametrize("person", ["with an account", "without one"])
def test_whoever_speaks_the_cart_the_cards_and_the_row_are_the_accounts(
    home: Household, bens_token: str, person: str
) -> None:
    speaker, his = home.speaker(), bens_token if person == "with an account" else None
    orders = len(home.orders())

    spoken_by(speaker, "AddToCartIntent", his, product="croissant")
    quoted = spoken_by(speaker, "CheckoutIntent", his)
    spoken_by(speaker, "AMAZON.YesIntent", his)

    assert "Visa ending in 4242" in quoted
    (placed,) = home.orders()[: len(home.orders()) - orders]
    assert placed["customer"] == "ana"
    assert [order.label for order in home.ledger.customer(home.user).orders] == [placed["label"]]
    assert home.ledger.customer(BENS_VOICE) == Customer(BENS_VOICE)


def test_a_person_with_an_account_does_not_link_the_speakers(home: Household, bens_token: str) -> None:
    speaker = home.speaker()
    request = speaker.request("AddToCartIntent", {"product": "croissant"})
    request["context"]["System"]["person"] = {"personId": BENS_VOICE, "accessToken": bens_token}
    for place in (request["context"]["System"], request["session"]):
        place["user"] = {"userId": home.user}
    response = answer(speaker.skill, request)["response"]
    assert response["card"] == {"type": "LinkAccount"}
    assert home.ledger.customer(home.user).cart_id is None


def test_what_two_voices_say_at_one_speaker_is_one_conversation(home: Household, bens_token: str) -> None:
    speaker = home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    assert "croissant" in spoken_by(speaker, "ViewCartIntent", bens_token)
