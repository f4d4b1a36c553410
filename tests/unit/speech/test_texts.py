"""Every key that is said has a text, every text is said somewhere, and every question can be explained."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from voiceshop.alexa import log
from voiceshop.conversation import answering, registry
from voiceshop.screens import views
from voiceshop.shop import errors
from voiceshop.shop.purchase import OrderState
from voiceshop.speech.speaker import texts_of

CONVERSATION = Path(answering.__file__).parent
ALEXA = Path(log.__file__).parent
SCREENS = Path(views.__file__).parent
KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+")
TEXTS = texts_of("en-US")


def trees(room: Path = CONVERSATION) -> list[ast.Module]:
    return [ast.parse(file.read_text("utf-8")) for file in sorted(room.glob("*.py"))]


def literals_of(node: ast.AST) -> list[str]:
    """The texts that an expression may be: of a condition, both."""
    if isinstance(node, ast.IfExp):
        return literals_of(node.body) + literals_of(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def calls(method: str, room: Path = CONVERSATION) -> Iterator[list[str]]:
    """The literal arguments of every call of that method in a room; that of the conversation functions as a rule."""
    for tree in trees(room):
        for node in ast.walk(tree):
            name = getattr(node.func, "attr", getattr(node.func, "id", None)) if isinstance(node, ast.Call) else None
            if name == method:
                yield [text for arg in node.args for text in literals_of(arg)]


def error_types() -> Iterator[type[errors.ShopError]]:
    for found in vars(errors).values():
        if isinstance(found, type) and issubclass(found, errors.ShopError) and hasattr(found, "key"):
            yield found


def questions() -> set[str]:
    asked = {name for literals in calls("asking") for name in literals}
    # Where only the slot is a literal, the question is an argument, and known by who answers it.
    elicited = {literals[-1] for literals in calls("eliciting") if len(literals) > 1}
    return asked | elicited | {error.asks for error in error_types()} | set(registry.question_names())


def keys_said() -> set[str]:
    said = {error.key for error in error_types()} | {"checkout.refused_plainly"}
    said |= {literal for literals in calls("say") for literal in literals if KEY.match(f"{literal}.x")}
    for tree in trees():
        said |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and KEY.fullmatch(str(n.value))}
    said |= {
        f"status.{state}{suffix}"
        for state in OrderState
        for suffix in ("", "_no_time")
        if not suffix or not state.is_over
    }
    said |= {f"ask.{question}" for question in questions()}
    said |= {f"help.{question}" for question in questions() - {"anything_else", "what_to_order"}}
    said |= {literal for literals in calls("speak", ALEXA) for literal in literals}
    return said | {f"card.{literals[0]}.title" for literals in calls("with_card")}


def keys_written() -> set[str]:
    """The keys of the texts that stand on screens."""
    texts = {node.value for tree in trees(SCREENS) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {text for text in texts if str(text).startswith("screen.")}


def test_every_key_that_is_said_has_a_text() -> None:
    assert sorted(key for key in keys_said() | keys_written() if key not in TEXTS) == []


def test_every_text_is_said_somewhere() -> None:
    families = re.compile(r"phrase\.|card\.\w+\.text$")
    known = keys_said() | keys_written()
    assert sorted(key for key in TEXTS if key not in known and not families.match(key)) == []


@pytest.mark.parametrize("key", [key for key in TEXTS if key.startswith("ask.")])
def test_a_question_is_one_question(key: str) -> None:
    assert TEXTS[key].count("?") == 1
    assert TEXTS[key].endswith("?")


def test_only_questions_ask() -> None:
    asking = [
        key for key, text in TEXTS.items() if not key.startswith(("ask.", "card.", "phrase.")) and "?" in str(text)
    ]
    assert asking == []
