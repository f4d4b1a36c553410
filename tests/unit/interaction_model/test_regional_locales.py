"""Each region of a language is understood and answered in its own words, and costs the others nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from interactionModels.builder.source import read_contract
from simulator.device.hearing import heard
from simulator.models import SHIPPED
from voiceshop.shop.money import Money
from voiceshop.speech.speaker import Speaker, texts_of

LOCALES = sorted(read_contract().locales)
FILES_READ = """
import sys
names = []
sys.addaudithook(lambda event, args: names.append(str(args[0])) if event == "open" else None)
from voiceshop.speech.speaker import texts_of
texts_of("en-GB")
print(*sorted(name.rpartition("/")[2] for name in names if name.endswith(".json")))
"""


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_understands_its_commonest_sentences(locale: str) -> None:
    trained = SHIPPED.of(locale)
    for words, intent in {
        "two medium lattes with oat milk": "AddToCartIntent",
        "what's in my cart": "ViewCartIntent",
        "what's on sale": "DealsIntent",
        "check out": "CheckoutIntent",
    }.items():
        found = heard(trained.recogniser.recognise(words), trained.model)
        assert found is not None
        assert found.intent == intent


@pytest.mark.parametrize(
    ("locale", "words", "option"),
    [
        ("en-GB", "a small latte to take away", "to go"),
        ("en-GB", "a small latte to drink in", "for here"),
        ("en-AU", "a small latte for takeaway", "to go"),
        ("en-CA", "a small latte for takeout", "to go"),
        ("en-IN", "a small latte as a parcel", "to go"),
    ],
)
def test_a_region_says_to_go_in_its_own_way(locale: str, words: str, option: str) -> None:
    slots = SHIPPED.of(locale).recogniser.recognise(words).slots
    assert slots["product"].values[0].id == "latte"
    assert option in {value.name for slot in slots.values() for value in slot.values}


def test_a_region_s_own_word_for_the_cart() -> None:
    assert SHIPPED.of("en-GB").recogniser.recognise("what's in my trolley").intent == "ViewCartIntent"


def speaker(locale: str) -> Speaker:
    return Speaker(texts_of(locale), {}, datetime.now(UTC))


def test_britain_has_a_basket_and_nobody_else_does() -> None:
    said = {locale: speaker(locale).speak("undo.empty", {}) for locale in LOCALES}
    assert said.pop("en-GB") == "Done. Your basket is empty again."
    assert set(said.values()) == {"Done. Your cart is empty again."}


def test_no_british_text_has_a_cart() -> None:
    assert [key for key, text in texts_of("en-GB").items() if "cart" in str(text).lower().split()] == []


@pytest.mark.parametrize(
    ("locale", "price"),
    [("en-US", "$3.40"), ("en-GB", "$3.40"), ("en-IN", "$3.40"), ("en-AU", "US$3.40"), ("en-CA", "US$3.40")],
)
def test_an_amount_is_the_store_s_where_dollars_could_be_one_s_own(locale: str, price: str) -> None:
    said = speaker(locale).speak("cart.kept", {"total": Money(340, "USD")})
    assert price in said.split(" ")[-1]


def test_a_region_that_does_not_ship_gets_its_language() -> None:
    assert texts_of("en-NZ") == texts_of("en-US")


def test_only_the_locale_asked_for_is_read() -> None:
    done = subprocess.run([sys.executable, "-c", FILES_READ], capture_output=True, text=True, check=True, cwd="lambda")
    assert done.stdout.split() == ["en-GB.json", "en.json"]
