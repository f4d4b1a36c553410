"""Imports point one way, so that each room can be read, tested and replaced without the ones that stand on it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SKILL = ROOT / "lambda" / "voiceshop"

# What each room of the skill may import of the others, besides itself.
ALLOWED = {
    "shop": set(),
    "conversation": {"shop"},
    "speech": {"shop", "trace"},
    "adapters": {"shop"},
    "screens": {"conversation", "shop", "speech"},
    "alexa": {"conversation", "screens", "shop", "speech"},
    "webhooks": {"shop"},
    "bootstrap": {"adapters", "alexa", "conversation", "shop", "trace", "webhooks"},
    "metrics": set(),
    "trace": set(),
}
# What a LaunchRequest must not have paid for by the time it is answered.
HEAVY = ("boto3", "botocore", "cryptography", "requests", "flask", "pydantic", "sqlalchemy", "yaml", "urllib3", "ssl")


def imports_of(file: Path) -> Iterator[str]:
    """The absolute names of all modules that a file imports, also inside functions."""
    package = file.relative_to(ROOT / "lambda").parent.parts if ROOT / "lambda" in file.parents else ()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield from ([module] if node.module else [f"{module}.{name.name}" for name in node.names])


def files_of(room: str) -> list[Path]:
    return sorted((SKILL / room).rglob("*.py")) if (SKILL / room).is_dir() else [SKILL / f"{room}.py"]


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    for file in files_of(room):
        used = {name.split(".")[1] for name in imports_of(file) if name.startswith("voiceshop.")}
        assert used - {room} <= ALLOWED[room], f"{file.relative_to(ROOT)} imports {used - ALLOWED[room] - {room}}"


def test_every_room_has_a_rule() -> None:
    rooms = {path.stem for path in SKILL.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert rooms - {"__init__"} == set(ALLOWED)


def test_the_domain_imports_nothing_foreign() -> None:
    for file in files_of("shop"):
        foreign = {name.split(".")[0] for name in imports_of(file)} - set(sys.stdlib_module_names) - {"voiceshop"}
        assert not foreign, f"{file.relative_to(ROOT)} imports {foreign}"


def test_only_the_alexa_room_and_what_wires_it_know_the_sdk() -> None:
    for file in sorted(SKILL.rglob("*.py")):
        knows = any(name.startswith("ask_sdk") for name in imports_of(file))
        assert not knows or file.parent.name == "alexa" or file.name == "bootstrap.py", file


def test_what_ships_imports_nothing_that_stays_behind() -> None:
    behind = {"store", "simulator", "webservice", "interactionModels", "tests"}
    for file in sorted((ROOT / "lambda").rglob("*.py")):
        used = {name.split(".")[0] for name in imports_of(file)}
        assert not used & behind, f"{file.relative_to(ROOT)} imports {used & behind}"


def test_a_launch_is_answered_before_anything_heavy_is_imported() -> None:
    script = (
        "import json, sys\n"
        "import lambda_function\n"
        "event = json.load(open(sys.argv[1]))\n"
        "answer = lambda_function.handler(event, None)\n"
        "assert 'ssml' in answer['response']['outputSpeech'], answer\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    event = ROOT / "tests" / "events" / "launch.json"
    done = subprocess.run(
        [sys.executable, "-c", script, str(event)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT / "lambda"), "VOICESHOP_STORE_URL": "http://127.0.0.1:1"},
    )
    assert done.stdout.strip() == "[]", done.stderr or done.stdout
