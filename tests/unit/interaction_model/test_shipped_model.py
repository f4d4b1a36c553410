"""What is shipped is what the source and the running store say, and what Amazon accepts."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from interactionModels.builder.amazon_schema import INTERACTION_MODEL, SPEC, SchemaMissing, problems_in
from interactionModels.builder.catalogue import read_catalogue
from interactionModels.builder.cli import MODELS, build_models, main, shipped_files
from interactionModels.builder.errors import StoreUnreachable
from interactionModels.builder.limits import broken_limits
from interactionModels.builder.source import read_contract
from interactionModels.builder.texts import read_texts
from store.launch import running_store
from voiceshop.alexa.names import in_conversation
from voiceshop.conversation import answering  # noqa: F401 - registers the functions
from voiceshop.conversation.registry import intent_names


@pytest.fixture(scope="module")
def store_url() -> Iterator[str]:
    with running_store() as store:
        yield store.url


@pytest.fixture
def model() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((MODELS / "en-US.json").read_text(encoding="utf-8"))
    return copy.deepcopy(content)


def values_of(model: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    types = model["interactionModel"]["languageModel"]["types"]
    return {value["id"]: value["name"] for entry in types if entry["name"] == kind for value in entry["values"]}


def test_the_shipped_files_are_what_the_source_says_now(store_url: str) -> None:
    contract = read_contract()
    files = shipped_files(build_models(contract, store_url), read_texts(contract))
    assert {path.stem for path in files if path.parent == MODELS} == set(contract.locales)
    for path, content in files.items():
        assert path.read_text(encoding="utf-8") == content, "run 'make models'"


def test_every_intent_has_a_function_and_every_function_an_intent(model: dict[str, Any]) -> None:
    names = {in_conversation(i["name"]) for i in model["interactionModel"]["languageModel"]["intents"]}
    assert intent_names() - {"Launch"} == names


def test_products_and_options_carry_the_store_s_ids(store_url: str, model: dict[str, Any]) -> None:
    catalogue = read_catalogue(store_url)
    assert set(values_of(model, "PRODUCT")) == {product.id for product in catalogue.products}
    assert set(values_of(model, "PICKUP_PLACE")) == {place.id for place in catalogue.places}
    options = {f"{group.name}:{value.id}" for group in catalogue.groups for value in group.values}
    assert set(values_of(model, "OPTION")) | set(values_of(model, "SIZE")) == options


def test_names_are_as_they_are_spoken(model: dict[str, Any]) -> None:
    milk = values_of(model, "OPTION")["Milk:two-percent-milk"]
    assert milk["value"] == "two percent milk"
    tea = values_of(model, "PRODUCT")["english-breakfast-tea"]
    assert "english breakfast" in tea["synonyms"]
    assert "english breakfast teas" in tea["synonyms"]


def test_every_intent_with_slots_can_be_asked_for_them(model: dict[str, Any]) -> None:
    content = model["interactionModel"]
    slots = {i["name"]: {s["name"] for s in i["slots"]} for i in content["languageModel"]["intents"] if "slots" in i}
    dialogs = {i["name"]: {s["name"] for s in i["slots"]} for i in content["dialog"]["intents"]}
    assert dialogs == slots


def test_check_finds_nothing(store_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--store", store_url]) == 0
    assert capsys.readouterr().err == ""


def test_a_store_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--store", "http://127.0.0.1:9"]) == 1
    assert "http://127.0.0.1:9/.well-known/ucp" in capsys.readouterr().err


def test_a_store_that_does_not_speak_ucp_is_named(store_url: str) -> None:
    with pytest.raises(StoreUnreachable):
        read_catalogue(f"{store_url}/healthz")


def test_amazon_accepts_the_shipped_model(model: dict[str, Any]) -> None:
    assert problems_in(model, INTERACTION_MODEL, "en-US.json") == []


def test_amazon_s_schema_finds_mistakes(model: dict[str, Any]) -> None:
    content = model["interactionModel"]
    content["languageModel"]["invocationName"] = ""
    content["languageModel"]["intents"][0]["sample"] = []
    content["languageModel"]["types"][0]["values"][0]["name"]["synonyms"] = []
    content["dialog"]["intents"][0]["delegationStrategy"] = "SOMETIMES"
    found = "\n".join(map(str, problems_in(model, INTERACTION_MODEL, "en-US.json")))
    for place in ("invocationName", "intents[0]", "synonyms", "delegationStrategy"):
        assert place in found


def test_a_missing_schema_says_how_to_get_it(model: dict[str, Any]) -> None:
    with pytest.raises(SchemaMissing, match="make tools"):
        problems_in(model, INTERACTION_MODEL, "en-US.json", SPEC.with_name("nothing.json"))


def test_limits_that_the_schema_does_not_state(model: dict[str, Any]) -> None:
    language = model["interactionModel"]["languageModel"]
    language["intents"] = language["intents"] * 10
    language["types"] = language["types"][:1]
    language["types"][0]["values"] = []
    found = "\n".join(map(str, broken_limits(model)))
    for problem in ("bytes are more than", "intents are more than", "is defined twice", "not defined", "has no values"):
        assert problem in found
