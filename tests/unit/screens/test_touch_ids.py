"""What a touch carries are ids that Alexa would have resolved, and they mean the thing that was touched."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from interactionModels.builder.cli import MODELS
from tests.unit.screens.conftest import World
from voiceshop.adapters.ucp import UcpStores
from voiceshop.conversation import answering  # noqa: F401 - its topics register what intents take
from voiceshop.conversation.registry import intent_handler
from voiceshop.conversation.slots import Spoken
from voiceshop.screens.touches import slots_of
from voiceshop.shop.catalogue import Product
from voiceshop.shop.deadline import Deadline

LOCALES = sorted(file.stem for file in MODELS.glob("*.json"))


@pytest.fixture(scope="module")
def products(world: World) -> tuple[Product, ...]:
    """The whole catalogue, each product with the variants that the store names."""
    store = UcpStores(world.url).open(world.token, Deadline.after(60.0), "en-US")
    page = store.search()
    found = list(page.items)
    while page.next:
        page = store.search(cursor=page.next)
        found += page.items
    assert found
    return tuple(store.product(product.id) for product in found)


def ids_of(locale: str) -> Mapping[str, set[str]]:
    """By slot of AddToCart, the ids of its values in the shipped model."""
    model = json.loads((MODELS / f"{locale}.json").read_text("utf-8"))["interactionModel"]["languageModel"]
    values = {entry["name"]: {value.get("id") for value in entry["values"]} for entry in model["types"]}
    (intent,) = (intent for intent in model["intents"] if intent["name"] == "AddToCartIntent")
    return {slot["name"]: values.get(slot["type"], set()) for slot in intent["slots"]}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_variant_is_named_in_ids_of_the_shipped_model(locale: str, products: tuple[Product, ...]) -> None:
    ids = ids_of(locale)
    for variant in (variant for product in products for variant in product.variants):
        assert [(slot, value) for slot, value in slots_of(variant).items() if value not in ids[slot]] == []


def test_what_is_touched_is_read_as_that_variant_and_no_other(products: tuple[Product, ...]) -> None:
    for product in products:
        touched = [slots_of(variant) for variant in product.variants]
        assert len({frozenset(slots.items()) for slots in touched}) == len(touched)
        for variant, slots in zip(product.variants, touched, strict=True):
            options = {Spoken(slot, value, value).option for slot, value in slots.items()} - {None}
            assert (slots["product"], options) == (variant.product_id, set(variant.options))


@pytest.mark.parametrize("intent", ["AddToCart", "RemoveFromCart"])
def test_who_answers_takes_every_slot(intent: str, products: tuple[Product, ...]) -> None:
    handler = intent_handler(intent)
    assert handler
    assert {slot for product in products for variant in product.variants for slot in slots_of(variant)} <= handler.slots
