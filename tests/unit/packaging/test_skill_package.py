"""What Amazon is given beside the interaction model: the manifest, its icons, the account linking."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest

from interactionModels.builder import amazon_schema
from store.oauth import scopes

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "skill-package"
ACCOUNT_LINKING = "v1.skill.accountLinking.AccountLinkingRequest"
# Alexa: "open X" starts the skill; "ask X for ..." and "ask X ..." hand over what follows.
OPENING = re.compile(r"Alexa, (?:open (?P<opened>[^,]+)|ask (?P<asked>bluebird coffee)(?: for)? (?P<rest>.+))")


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((PACKAGE / name).read_text())
    return document


@pytest.fixture
def manifest() -> dict[str, Any]:
    return read("skill.json")["manifest"]


@pytest.fixture(params=sorted(read("skill.json")["manifest"]["publishingInformation"]["locales"]))
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shown(manifest: dict[str, Any], locale: str) -> dict[str, Any]:
    """What the skill's page in Amazon's store shows in a locale."""
    return manifest["publishingInformation"]["locales"][locale]


@pytest.fixture
def model(locale: str) -> dict[str, Any]:
    return read(f"interactionModels/custom/{locale}.json")["interactionModel"]["languageModel"]


@pytest.mark.node
@pytest.mark.parametrize(
    ("name", "definition"), [("skill.json", amazon_schema.MANIFEST), ("accountLinking.json", ACCOUNT_LINKING)]
)
def test_amazons_own_schema_accepts_the_file(name: str, definition: str) -> None:
    assert amazon_schema.problems_in(read(name), definition, name) == []


@pytest.mark.node
def test_the_schema_check_would_see_a_misspelt_key() -> None:
    wrong = read("skill.json")
    wrong["manifest"]["privacyAndCompliance"]["allowPurchases"] = True
    assert amazon_schema.problems_in(wrong, amazon_schema.MANIFEST, "skill.json")


def test_a_skill_that_sells_says_so_and_that_ordering_needs_a_linked_account(
    manifest: dict[str, Any], shown: dict[str, Any]
) -> None:
    assert manifest["privacyAndCompliance"]["allowsPurchases"] is True
    assert "link your Bluebird Coffee account" in shown["description"]


def test_every_model_that_is_shipped_is_presented_and_has_its_policies(manifest: dict[str, Any]) -> None:
    shipped = {path.stem for path in (PACKAGE / "interactionModels/custom").glob("*.json")}
    assert set(manifest["publishingInformation"]["locales"]) == shipped
    assert set(manifest["privacyAndCompliance"]["locales"]) == shipped


def test_a_locale_is_offered_in_its_own_country(manifest: dict[str, Any], locale: str) -> None:
    assert locale.partition("-")[2] in manifest["publishingInformation"]["distributionCountries"]


def test_the_reviewer_is_given_an_account_that_works(manifest: dict[str, Any]) -> None:
    assert "ana, password demo" in manifest["publishingInformation"]["testingInstructions"]


@pytest.mark.parametrize(("kind", "pixels"), [("smallIconUri", 108), ("largeIconUri", 512)])
def test_an_icon_is_a_png_of_the_size_that_amazon_asks_for(shown: dict[str, Any], kind: str, pixels: int) -> None:
    icon = (PACKAGE / shown[kind].removeprefix("file://")).read_bytes()
    assert icon.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", icon[16:24]) == (pixels, pixels)


def test_each_example_phrase_opens_the_skill_or_is_one_of_the_samples(
    shown: dict[str, Any], model: dict[str, Any]
) -> None:
    phrases = [OPENING.fullmatch(phrase) for phrase in shown["examplePhrases"]]
    assert 1 <= len(phrases) <= 3
    for phrase in phrases:
        assert phrase is not None
        assert (phrase["opened"] or phrase["asked"]) == model["invocationName"]
        assert phrase["opened"] or is_a_sample(phrase["rest"], model)


def is_a_sample(words: str, model: dict[str, Any]) -> bool:
    """Whether an intent has these words as a sample, its slots filled with values of their types."""
    values = {entry["name"]: ways_to_say(entry) for entry in model["types"]}
    for intent in model["intents"]:
        types = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        for sample in intent["samples"]:
            found = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(sample)), words)
            if found and all(said in values.get(types[slot], ()) for slot, said in found.groupdict().items()):
                return True
    return False


def ways_to_say(slot_type: dict[str, Any]) -> set[str]:
    names = [value["name"] for value in slot_type["values"]]
    return {text for name in names for text in (name["value"], *name.get("synonyms", ()))}


def test_the_account_is_linked_as_the_client_and_with_the_scopes_that_the_store_knows() -> None:
    request = read("accountLinking.json")["accountLinkingRequest"]
    assert request["type"] == "AUTH_CODE"
    assert request["clientId"] == "voiceshop-alexa"
    assert set(request["scopes"]) == set(scopes.ALL)


def test_no_file_of_the_package_holds_a_secret() -> None:
    assert "clientSecret" not in (PACKAGE / "accountLinking.json").read_text()
