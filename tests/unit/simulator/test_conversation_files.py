"""Conversation files: what they may say, and how a mistake in one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.conversations.format import find_files, load_file
from simulator.conversations.lines import StoredLine, tell_the_same
from simulator.conversations.pattern import ExpectedIntent, Hearing, Pattern
from simulator.conversations.script import (
    Conversation,
    Event,
    ExpectedOrder,
    Line,
    Meanwhile,
    Say,
    Shelf,
    Touch,
)
from simulator.conversations.source import FormatError
from simulator.wire import Network

WHOLE = """
- title: thinks again about the muffin
  locale: en-GB
  given:
    customer: ben
    device: hub
    time zone: America/Chicago
    permissions: [address]
    card: "4444"
    cart: [latte, 2 blueberry muffins]
    ordered: [[banana bread], {lines: [latte], state: preparing}]
    store: {latte: {price: 450, stock: 3}}
  turns:
    - say: take the muffin out
      intent: RemoveFromCart(product = blueberry muffin, ordinal = 1)
      hear: Blueberry muffin is out...
      unheard: [sorry]
      reprompt: Anything else?
      card: none
      asks: quantity
      session: open
    - meanwhile: {store: {latte: {stock: 0}}, order: advances, network: slow}
    - say: ""
      hear: [Anything, else]
    - touch: Check out
      progress: [One moment]
      screen: checkout
      see: [Latte, "$4..."]
    - event: disabled
  then:
    cart: [latte]
    orders:
      - [latte]
      - {lines: [latte], total: 450, state: received}
"""


def read(tmp_path: Path, text: str) -> Conversation:
    path = tmp_path / "talk.yaml"
    path.write_text(text)
    (conversation,) = load_file(path)
    return conversation


def test_everything_a_file_can_say(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE)

    assert (found.title, found.locale, found.line) == ("thinks again about the muffin", "en-GB", 2)
    assert (found.given.customer, found.given.card) == ("ben", "4444")
    assert found.given.cart == ("latte", "2 blueberry muffins")
    assert (found.given.device, found.given.time_zone) == ("hub", "America/Chicago")
    assert found.given.permissions == ("address",)
    assert found.given.ordered == (ExpectedOrder(("banana bread",)), ExpectedOrder(("latte",), None, "preparing"))
    assert found.given.store == (Shelf("latte", 450, 3),)
    first, second, third, fourth, fifth = found.steps
    assert isinstance(first, Line)
    assert first.expected.intent == ExpectedIntent("RemoveFromCart", {"product": "blueberry muffin", "ordinal": "1"})
    assert (first.expected.asks, first.expected.session) == ("quantity", "open")
    assert second == Meanwhile(22, (Shelf("latte", None, 0),), advance=True, network=Network.SLOW)
    assert isinstance(third, Line)
    assert third.deed == Say("")
    assert isinstance(fourth, Line)
    assert fourth.deed == Touch("Check out")
    assert fourth.expected.screen == "checkout"
    assert [seen.text for seen in fourth.expected.see] == ["Latte", "$4..."]
    assert fourth.expected.progress == Hearing((Pattern("One moment"),), whole=False)
    assert isinstance(fifth, Line)
    assert fifth.deed == Event("disabled")
    assert found.outcome is not None
    assert found.outcome.cart == ("latte",)
    assert found.outcome.orders == (ExpectedOrder(("latte",)), ExpectedOrder(("latte",), 450, "received"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- title: a\n  turns:\n    - sya: hello\n", "talk.yaml:3: unknown 'sya'; known here: say, touch"),
        ("- title: a\n  turns:\n    - hear: hello\n", "talk.yaml:3: a turn needs one of say"),
        ("- title: a\n  turns:\n    - {say: hello, touch: hello}\n", "talk.yaml:3: a turn needs one of say"),
        ("- title: a\n  turns:\n    - event: rain\n", "talk.yaml:3: should be enabled or disabled"),
        ("- title: a\n  given: {device: toaster}\n  turns: []", "talk.yaml:2: should be speaker or round or hub or tv"),
        ("- title: a\n  given: {time zone: Mars/Olympus}\n  turns: []", "talk.yaml:2: should be a time zone such as"),
        ("- title: a\n  given: {permissions: [flight]}\n  turns: []", "talk.yaml:2: should be name or given name"),
        ("- turns: []\n", "talk.yaml:1: a conversation needs title"),
        ("- title: a\n  title: b\n", "talk.yaml:2: 'title' stands here twice"),
        ("- title: a\n  given: {customer: eve}\n  turns: []", "talk.yaml:2: should be ana or ben"),
        ("- title: a\n  turns:\n    - {say: x, intent: Add(product)}", "talk.yaml:3: a slot should read name = value"),
        ("- title: a\n  turns:\n    - {say: x, intent: Add Cart}", "talk.yaml:3: should read Name(slot = value"),
        ("- title: a\n  turns: []\n  then: {orders: [{total: 3}]}", "talk.yaml:3: an order needs lines"),
        ("- title: a\n  turns: []\n  given: {store: {latte: {price: 4.50}}}", "should be a whole number, not '4.50'"),
        ("- title: [a]\n  turns: []\n", "talk.yaml:1: should be a text"),
        ("title: a\n", "talk.yaml:1: should be a list"),
        ("- title: a\n  turns: {}\n", "talk.yaml:2: should be a list"),
        ("- [a\n", "talk.yaml:2: not YAML"),
        ("", "talk.yaml:1: the file is empty"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(tmp_path, text)

    assert message in str(caught.value)


def test_a_folder_without_files_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no conversation files"):
        find_files(tmp_path)
    with pytest.raises(FormatError, match="no conversation files"):
        find_files(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("pattern", "heard", "fits"),
    [
        ("It is out.", "It is out.", True),
        ("It is out.", "It is out. More?", False),
        ("It  is\n out.", "It is out.", True),
        ("It is ...", "It is out. More?", True),
        ("...$4.70...", "That's $4.70. More?", True),
        ("It ... More?", "It is out. More?", True),
        ("It (is) out.", "It is out.", False),
        ("...", "", True),
        ("", "words", False),
    ],
)
def test_a_pattern(pattern: str, heard: str, fits: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert Pattern(pattern).matches(heard) is fits


def test_several_patterns_are_heard_in_their_order() -> None:
    wanted = Hearing((Pattern("latte"), Pattern("$4...")), whole=False)

    assert wanted.satisfied_by("One latte, $4.70.")
    assert not wanted.satisfied_by("For $4.70 a latte.")


LARGE = StoredLine(2, "latte", "large latte with oat milk, extra hot")
PLAIN = StoredLine(1, "latte", "medium latte")
MUFFIN = StoredLine(1, "blueberry-muffin", "blueberry muffin")


@pytest.mark.parametrize(
    ("entries", "same"),
    [
        (["latte", "2 lattes", "blueberry muffin"], True),
        (["2 large lattes with oat milk", "a medium latte", "blueberry muffin"], True),
        (["latte", "2 lattes"], False),
        (["latte", "2 lattes", "muffin"], False),
        (["latte", "2 lattes with almond milk", "blueberry muffin"], False),
        (["latte", "latte", "blueberry muffin"], False),
        (["latte", "2 lattes", "blueberry muffin", "banana bread"], False),
    ],
)
def test_lines_are_told_in_words(entries: list[str], same: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert tell_the_same(entries, [LARGE, PLAIN, MUFFIN]) is same
