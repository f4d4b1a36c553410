"""Whatever is wrong in the source is told with its place, before Amazon sees it."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from interactionModels.builder.assemble import build
from interactionModels.builder.catalogue import Catalogue, OptionGroup, Value
from interactionModels.builder.errors import ModelError
from interactionModels.builder.limits import broken_limits
from interactionModels.builder.source import ROOT, read_contract, read_speech

CATALOGUE = Catalogue(
    products=(Value("latte", "Latte", ("caffè",)), Value("rooibos", "Rooibos tea")),
    groups=(
        OptionGroup("Size", (Value("small", "small"), Value("large", "large"))),
        OptionGroup("Milk", (Value("low-fat", "2% milk"), Value("oat", "oat milk"))),
    ),
    categories=(Value("Drinks > Tea", "Tea"), Value("deals", "deals")),
    places=(Value("p1", "Harbor Street", ("the harbor",)),),
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the project's own source, to be spoilt."""
    root = tmp_path / "interactionModels"
    for name in ("intents.yaml", "en"):
        origin = ROOT / name
        (shutil.copytree if origin.is_dir() else shutil.copy)(origin, _made(root) / name)
    return root


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def built(root: Path, locale: str = "en-US", catalogue: Catalogue = CATALOGUE) -> dict[str, Any]:
    contract = read_contract(root)
    return build(contract, read_speech(contract, locale, root), catalogue)


def problems(root: Path, catalogue: Catalogue = CATALOGUE) -> list[str]:
    with pytest.raises(ModelError) as error:
        built(root, catalogue=catalogue)
    return [str(problem) for problem in error.value.problems]


def write(root: Path, intent: str, *sentences: str) -> None:
    text = "sentences: |\n" + "".join(f"  {sentence}\n" for sentence in sentences)
    (root / "en" / f"{intent}.yaml").write_text(text, encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_source_as_it_is_has_no_problem(source: Path) -> None:
    assert list(broken_limits(built(source))) == []


def test_a_built_in_without_a_file(source: Path) -> None:
    (source / "en/Help.yaml").unlink()
    assert problems(source) == ["interactionModels/en/Help.yaml: is missing; every language needs it"]


def test_an_intent_that_one_language_has_and_another_lacks(source: Path) -> None:
    path = source / "intents.yaml"
    path.write_text(path.read_text("utf-8").replace("  en-US: en\n", "  en-US: en\n  de-DE: de\n"), "utf-8")
    shutil.copytree(source / "en", source / "de")
    write(source, "Sing", "sing")
    with pytest.raises(ModelError, match=r"interactionModels/de/Sing.yaml: is missing; every language needs it"):
        built(source, "de-DE")


def test_a_new_intent_is_one_file(source: Path) -> None:
    write(source, "PriceCheck", "how dear is the {size} {product}")
    language = built(source)["interactionModel"]["languageModel"]
    (new,) = [intent for intent in language["intents"] if intent["name"] == "PriceCheckIntent"]
    assert [slot["name"] for slot in new["slots"]] == ["product", "size"]


def test_a_sample_of_two_intents(source: Path) -> None:
    write(source, "Undo", "undo", "check out")
    (problem,) = problems(source)
    assert problem.startswith("interactionModels/en/Undo.yaml:3: 'check out' belongs to Checkout already") or (
        problem.startswith("interactionModels/en/Checkout.yaml:") and "belongs to Undo already" in problem
    )


def test_an_unknown_placeholder(source: Path) -> None:
    write(source, "Undo", "undo", "undo the {flavour}")
    assert problems(source) == [
        "interactionModels/en/Undo.yaml:3: unknown placeholder {flavour}: "
        "no type under 'slots' of interactionModels/intents.yaml lists it"
    ]


def test_a_slot_in_one_of_amazon_s_intents(source: Path) -> None:
    write(source, "Help", "help", "help with {product}")
    (problem,) = problems(source)
    assert problem.startswith("interactionModels/en/Help.yaml:3: unknown placeholder {product}")


def test_an_unknown_rule(source: Path) -> None:
    write(source, "Undo", "<undoing> it")
    assert "interactionModels/en/Undo.yaml:2: no rule <undoing> in rules.yaml" in problems(source)


def test_rules_in_a_circle(source: Path) -> None:
    append(source / "en/rules.yaml", "\none way: |\n  <other way>\nother way: |\n  <one way>\n")
    assert problems(source) == ["rules.yaml: these rules refer to each other in a circle: one way, other way"]


def test_a_sentence_that_does_not_follow_the_notation(source: Path) -> None:
    write(source, "Undo", "undo", "(take|put it back")
    assert problems(source) == ["interactionModels/en/Undo.yaml:3: '(' is not closed by ')', in '(take|put it back'"]


def test_characters_that_cannot_be_said(source: Path) -> None:
    write(source, "Undo", "undo 2 times")
    (problem,) = problems(source)
    assert problem.startswith("interactionModels/en/Undo.yaml:2: only letters, spaces, apostrophes")


def test_the_same_slot_twice_in_a_sentence(source: Path) -> None:
    path = source / "en/Choose.yaml"
    text = path.read_text(encoding="utf-8").replace("  {ordinal} one\n", "  {ordinal} or {ordinal}\n", 1)
    path.write_text(text, encoding="utf-8")
    assert any("{ordinal} stands twice" in problem for problem in problems(source))


def test_an_intent_of_which_nothing_is_said(source: Path) -> None:
    (source / "en/Undo.yaml").write_text("speech: {}\n", encoding="utf-8")
    assert problems(source) == ["interactionModels/en/Undo.yaml: has no sentences for Undo"]


def test_an_answer_for_a_slot_without_a_type(source: Path) -> None:
    append(source / "en/Undo.yaml", "answers:\n  flavour: |\n    sweet\n")
    assert problems(source) == [
        "interactionModels/en/Undo.yaml: 'answers' names the slot 'flavour', "
        "which no type under 'slots' of interactionModels/intents.yaml lists"
    ]


def test_a_type_without_values(source: Path) -> None:
    empty = Catalogue(CATALOGUE.products, CATALOGUE.groups, CATALOGUE.categories, places=())
    assert problems(source, catalogue=empty) == ["type PICKUP_PLACE: has no values in en-US"]


def test_a_name_that_cannot_be_spoken(source: Path) -> None:
    odd = Catalogue((Value("x", "Latte #5"),), CATALOGUE.groups, CATALOGUE.categories, CATALOGUE.places)
    assert any("'latte #5' cannot be spoken" in problem for problem in problems(source, catalogue=odd))


def test_sentences_that_are_a_list_and_not_a_block(source: Path) -> None:
    (source / "en/Undo.yaml").write_text("sentences:\n  - undo\n", encoding="utf-8")
    assert problems(source) == [
        "interactionModels/en/Undo.yaml: the sentences should be a block: write '|' after the colon"
    ]


def test_a_file_that_is_not_yaml(source: Path) -> None:
    (source / "en/Undo.yaml").write_text("sentences: [undo\n", encoding="utf-8")
    assert problems(source)[0].startswith("interactionModels/en/Undo.yaml:2: not YAML")


def test_a_name_that_stands_twice(source: Path) -> None:
    """YAML would take the last of two texts of one key."""
    append(source / "en/Undo.yaml", "  undo.none: again\n  undo.none: and again\n")
    assert problems(source)[0].endswith("not YAML: 'undo.none' stands here twice")


def test_a_regional_locale_overrides_only_what_differs(source: Path) -> None:
    _made(source / "en-GB")
    (source / "en-GB/rules.yaml").write_text("cart: |\n  trolley\n", encoding="utf-8")
    british, american = str(built(source, "en-GB")), str(built(source))
    assert "what's in my trolley" in british
    assert "what's in my cart" not in british
    assert "what's in my cart" in american
    assert "where's my order" in british
