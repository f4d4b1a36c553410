"""`docs/reliability.md` promises nothing whose proof does not exist, and no drill stands for nothing."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from tools.drills.drills import DRILLS

PROJECT = Path(__file__).parents[3]
PROOFS = [
    row.split("|")[2].strip()
    for row in (PROJECT / "docs" / "reliability.md").read_text("utf-8").splitlines()
    if row.count("|") == 3 and ("tests/" in row or re.search(r"drills? \*", row))
]


def drills_in(proof: str) -> set[str]:
    return set(re.findall(r"\*([^*]+)\*", proof))


@cache
def proofs_in(file: str) -> set[str]:
    """What a row may name of a file: its tests, titles of conversations, or what a tool says of a broken promise."""
    text = (PROJECT / file).read_text("utf-8")
    if file.endswith(".yaml"):
        return {conversation["title"] for conversation in yaml.safe_load(text)}
    if file.startswith("tests/"):
        functions = (node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
        return {name for name in functions if name.startswith("test_")}
    return {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}


def test_there_are_promises() -> None:
    assert len(PROOFS) > 20


@pytest.mark.parametrize("proof", PROOFS)
def test_a_promise_is_proved_by_what_exists(proof: str) -> None:
    file = ""
    for quoted in re.findall(r"`([^`]+)`", proof):
        named, _, name = quoted.rpartition(": ")
        file = named or file
        assert name in proofs_in(file), quoted
    assert drills_in(proof) <= {drill.name for drill in DRILLS}


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("tests/unit/skill/test_limits.py", "test_to_the_cent"),
        ("tests/conversations/limits.yaml", "a limit for one order"),
        ("tools/properties/money.py", "an order was placed to which nobody said yes"),
    ],
)
def test_the_beginning_of_a_name_or_a_word_of_the_file_proves_nothing(file: str, name: str) -> None:
    assert name in proofs_in(file)
    assert not {name[:-1], name.split()[-1][:4], "", "import", "say"} & proofs_in(file)


def test_every_drill_proves_a_promise() -> None:
    assert {drill.name for drill in DRILLS} == {name for proof in PROOFS for name in drills_in(proof)}
