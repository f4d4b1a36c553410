"""What is answered is gathered from the language files, and every language says the same things."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from interactionModels.builder.errors import ModelError
from interactionModels.builder.source import ROOT, read_contract
from interactionModels.builder.texts import Texts, read_texts


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the project's own source with a second language, to be spoilt."""
    root = tmp_path / "interactionModels"
    shutil.copytree(ROOT / "en", root / "en")
    shutil.copytree(ROOT / "en", root / "de")
    contract = (ROOT / "intents.yaml").read_text("utf-8")
    (root / "intents.yaml").write_text(contract.replace("  en-US: en\n", "  en-US: en\n  de-DE: de\n"), "utf-8")
    return root


def texts(root: Path) -> dict[str, Texts]:
    return read_texts(read_contract(root), root)


def problems(root: Path) -> list[str]:
    with pytest.raises(ModelError) as error:
        texts(root)
    return [str(problem) for problem in error.value.problems]


def spoil(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), "utf-8")


def speech(root: Path, file: str, lines: str) -> None:
    (root / file).parent.mkdir(exist_ok=True)
    (root / file).write_text(f"sentences: |\n  undo\nspeech:\n{lines}", encoding="utf-8")


def test_texts_stand_where_their_intent_does(source: Path) -> None:
    found = texts(source)
    assert found["en"]["undo.nothing"] == "There's nothing to take back."
    assert found["en"] == found["de"]


def test_a_text_that_a_language_lacks(source: Path) -> None:
    spoil(source, "de/Undo.yaml", '  undo.nothing: "There\'s nothing to take back."\n', "")
    assert problems(source) == ["interactionModels/de: lacks the text 'undo.nothing'"]


def test_a_text_that_only_one_language_has(source: Path) -> None:
    speech(source, "de/Sing.yaml", '  sing.song: "La."\n')
    assert problems(source) == ["interactionModels/de: has the text 'sing.song', which nobody else has"]


def test_a_text_that_names_what_nobody_gives_it(source: Path) -> None:
    spoil(source, "de/Undo.yaml", "{total}", "{summe}")
    assert problems(source) == ["interactionModels/de: the text 'undo.done' names summe, which nobody gives it"]


def test_a_text_that_stands_twice(source: Path) -> None:
    speech(source, "en/Sing.yaml", '  undo.empty: "Empty."\n')
    assert "interactionModels/en/Undo.yaml: the text 'undo.empty' stands in another file too" in problems(source)


def test_a_text_that_is_a_block(source: Path) -> None:
    speech(source, "en/Sing.yaml", "  sing.song: |\n    La\n")
    (problem,) = problems(source)
    assert problem == "interactionModels/en/Sing.yaml: the text 'sing.song' should be one line: no '|' after the colon"


def test_a_region_changes_only_what_differs(source: Path) -> None:
    speech(source, "en-GB/Undo.yaml", '  undo.empty: "Done. Your basket is empty again."\n')
    assert texts(source)["en-GB"] == {"undo.empty": "Done. Your basket is empty again."}


def test_a_region_s_word_stands_in_every_text_and_in_no_placeholder_or_tag(source: Path) -> None:
    path = source / "intents.yaml"
    path.write_text(path.read_text("utf-8").replace("  en-US: en\n", "  en-US: en\n  en-NZ: en\n"), "utf-8")
    speech(source, "en/Sing.yaml", '  sing.song:\n    one: "Cart, <b cart=\\"1\\">carts</b>, my cart: {cart}."\n')
    speech(source, "de/Sing.yaml", '  sing.song: "Wagen {cart}"\n')
    (source / "en-NZ").mkdir()
    (source / "en-NZ/words.yaml").write_text("cart: trundler\n", "utf-8")
    found = texts(source)["en-NZ"]
    assert found["sing.song"] == {"one": 'Trundler, <b cart="1">carts</b>, my trundler: {cart}.'}
    assert found["undo.empty"] == "Done. Your trundler is empty again."
    assert "undo.nothing" not in found
