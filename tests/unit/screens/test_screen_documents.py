"""Every document, filled from real conversations, is one that a device can draw and a customer can use."""

from __future__ import annotations

import json

import pytest

from interactionModels.builder.cli import MODELS
from tests.support.apl import problems_in
from tests.support.screens import Json, texts, touchables
from voiceshop.alexa.names import in_conversation
from voiceshop.screens import documents
from voiceshop.screens.views import VIEWS

LARGEST_RESPONSE = 120_000


@pytest.fixture(scope="module")
def model() -> Json:
    whole = json.loads((MODELS / "en-US.json").read_text("utf-8"))
    language: Json = whole["interactionModel"]["languageModel"]
    return language


def test_every_view_was_seen_and_every_document_is_shown_by_a_view(screens: dict[str, Json]) -> None:
    assert set(screens) == set(VIEWS)
    assert {name for _, name in VIEWS.values()} == documents.names()


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_a_filled_document_is_valid_apl(view: str, screens: dict[str, Json]) -> None:
    shown = screens[view]
    assert list(problems_in(shown["document"], shown["datasources"]["screen"])) == []


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_a_screen_has_words_and_no_word_is_missing(view: str, screens: dict[str, Json]) -> None:
    words = list(texts(screens[view]["datasources"]))
    assert words
    assert all(text.strip() and "{" not in text and "<" not in text for text in words)


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_what_is_touched_names_an_intent_its_slots_and_their_values(
    view: str, screens: dict[str, Json], model: Json
) -> None:
    slots = {in_conversation(i["name"]): {s["name"]: s["type"] for s in i.get("slots", ())} for i in model["intents"]}
    values = {entry["name"]: {value.get("id") for value in entry["values"]} for entry in model["types"]}
    for thing in touchables(screens[view]["datasources"]):
        intent, touched = (*thing["touch"], {})[:2]
        assert thing["text"]
        assert touched.keys() <= slots[intent].keys()
        for name, value in touched.items():
            assert value in values.get(slots[intent][name], {value}), thing


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_a_screen_leaves_room_in_the_response(view: str, screens: dict[str, Json]) -> None:
    assert len(json.dumps(screens[view])) < LARGEST_RESPONSE / 10


def test_a_document_that_is_wrong_is_told(screens: dict[str, Json]) -> None:
    shown = screens["cart"]
    broken = json.loads(
        json.dumps(shown["document"]).replace('"@gap"', '"@gape"').replace('"textAlign"', '"textalign"')
    )
    found = list(problems_in(broken, {**shown["datasources"]["screen"], "title": ""}))
    assert "there is no resource gape" in found
    assert "a Text has no textalign" in found
    assert "a Text shows title, and there is none" in found


def test_documents_are_read_when_first_shown_and_once() -> None:
    assert documents.document("cart") is documents.document("cart")
