"""What a conversation file sees of a screen: its texts, what can be touched, and its name."""

from __future__ import annotations

from pathlib import Path

from simulator.conversations.command import load
from simulator.conversations.report import report
from simulator.conversations.runner import Result, play
from simulator.conversations.screens import name, texts, touchables
from simulator.conversations.stage import Stage
from simulator.device import Screen

LINES = [
    {"text": "Remove", "label": "Remove latte", "touch": ["Remove", {"product": "latte"}]},
    {"text": "Remove", "label": "Remove tea", "touch": ["Remove", {"product": "tea"}]},
]
CART = Screen(
    {}, {"data": {"title": "Your cart", "lines": LINES, "count": 2}}, "cart-0f8fad5b-d9cb-469f-a165-70867728950e"
)


def test_every_string_is_a_text_but_not_what_a_touch_sends() -> None:
    assert texts(CART) == ("Your cart", "Remove", "Remove latte", "Remove", "Remove tea")
    assert texts(None) == ()


def test_things_of_the_same_text_are_told_apart_by_what_else_is_on_them() -> None:
    latte, tea = ("Remove", {"product": "latte"}), ("Remove", {"product": "tea"})
    assert list(touchables(CART).items()) == [("Remove", latte), ("Remove latte", latte), ("Remove tea", tea)]
    assert touchables(None) == {}


def test_a_screen_has_the_name_that_its_token_begins_with() -> None:
    assert name(CART) == "cart"
    assert name(Screen({}, {}, "cart")) == "cart"
    assert name(None) == "none"


def played(stage: Stage, tmp_path: Path, turns: str) -> Result:
    file = tmp_path / "talk.yaml"
    file.write_text(f"- title: a test\n  given: {{device: hub, cart: [croissant]}}\n  turns: [{turns}]\n")
    (conversation,) = load(file)
    return play(conversation, stage)


def test_what_cannot_be_touched_is_told_with_what_can(stage: Stage, tmp_path: Path) -> None:
    result = played(stage, tmp_path, "{say: what's in my cart}, {touch: Order now}")

    assert [failure.key for failure in result.failures] == ["touch"]
    assert "missing   Order now" in report(result)
    assert "Check out" in report(result).rpartition("got")[2]


def test_what_is_not_on_the_screen_is_told(stage: Stage, tmp_path: Path) -> None:
    result = played(stage, tmp_path, "{say: what's in my cart, screen: deals, see: [Your cart, Banana...]}")

    assert [failure.key for failure in result.failures] == ["screen", "see"]
    assert "expected  deals\n    got       cart" in report(result)
    assert report(result).endswith("missing   Banana...")


def test_what_was_touched_stands_in_the_script(stage: Stage, tmp_path: Path) -> None:
    result = played(stage, tmp_path, "{say: what's in my cart}, {touch: Check out, session: closed}")
    assert "You:   (touches Checkout)\n" in report(result)
