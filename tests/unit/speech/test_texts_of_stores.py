"""What a store calls its things is said and shown as words, whatever it holds."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from tests.support.screens import texts
from voiceshop.alexa.responses import said_of
from voiceshop.conversation.turn import Reply, say
from voiceshop.screens.filling import fill
from voiceshop.shop.cart import Cart, Line
from voiceshop.shop.catalogue import Option, Place, Product, Variant
from voiceshop.shop.money import Money
from voiceshop.speech.speaker import Speaker, texts_of

PRICE = Money(540, "USD")


@pytest.fixture
def speaker() -> Speaker:
    return Speaker(texts_of("en-US"), {"seller": "B"}, datetime.now(UTC))


def cart_of(name: str) -> Cart:
    variant = Variant("v", "p", name, (Option("Milk", "m", name),), PRICE)
    return Cart("c", (Line(variant, 2, PRICE),), PRICE)


def showing_cart_of(name: str) -> Reply:
    cart = cart_of(name)
    contents = say("cart.contents", lines=cart.lines, total=cart.total).showing("cart", cart=cart)
    return contents.asking("check_out_or_more")


@pytest.mark.parametrize("name", ["Tea\x00\x0b\ufffe", "Tea <break time='10s'/> & \"more\" ]]>", "Tea\ud800"])
def test_no_name_makes_what_is_said_unreadable_for_alexa(name: str, speaker: Speaker) -> None:
    product = Product("p", name, name, (name,), (), ())
    things = (product, cart_of(name).lines, Place("s", name, "", ""), Option("Milk", "m", name), name)
    for thing in things:
        heard = ElementTree.fromstring(f"<speak>{speaker.speak('screen.category', {'category': thing})}</speak>")
        assert "tea" in (heard.text or "").lower()
        assert not list(heard)


def test_no_name_makes_what_is_said_endless(speaker: Speaker) -> None:
    heard = said_of(showing_cart_of("Tea " * 20_000), speaker).speech
    assert len(heard) < 1_000


def test_of_an_endless_word_its_beginning_is_said(speaker: Speaker) -> None:
    heard = said_of(showing_cart_of("Supercalifragilistic" * 50), speaker).speech
    assert "two Supercalifragilistic" in heard
    assert len(heard) < 1_000


@pytest.mark.parametrize("name", ["${1+1}", "$${1+1}", "Tea ${screen.total}", "@ink", "<b>Tea</b>"])
def test_no_name_is_an_expression_a_resource_or_markup_to_a_screen(name: str, speaker: Speaker) -> None:
    replies = (
        showing_cart_of(name),
        say("menu.products", products=()).showing("menu", products=(Product("p", name, "", (), (), ()),)),
        say("product.unknown", words=name),
    )
    for reply in replies:
        words = list(texts(fill(reply, said_of(reply, speaker), speaker).data))
        assert words
        assert not [word for word in words if "${" in word or "<" in word or word.startswith("@")]


def test_of_a_list_that_nobody_could_listen_to_the_first_are_named_and_the_rest_is_counted(speaker: Speaker) -> None:
    lines = cart_of("Latte").lines
    told, counted = (speaker.speak("cart.kept_only", {"lines": lines * n, "total": PRICE}) for n in (20, 21))
    assert told.count("two lattes") == 20
    assert counted.startswith(
        "Only two lattes with Latte, two lattes with Latte, two lattes with Latte and 18 more left."
    )
