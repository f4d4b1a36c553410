"""What is written is read again as it was, and reads like the files that people write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies

from simulator.conversations.format import find_files, load_file
from simulator.conversations.pattern import Hearing, Pattern
from simulator.conversations.script import Conversation, Expected, Given, Line, Outcome, Say
from simulator.conversations.writing import Remark, to_yaml

WRITTEN = Path(__file__).resolve().parents[2] / "conversations"


def reread(conversation: Conversation, folder: Path) -> Conversation:
    file = folder / "written.yaml"
    file.write_text(to_yaml(conversation), encoding="utf-8")
    (found,) = load_file(file)
    return found


def anywhere(conversation: Conversation) -> Conversation:
    """The same, wherever it stands in whatever file; how a pattern is broken into lines does not matter."""
    steps = tuple(replace(step, line=0) for step in conversation.steps)
    outcome = conversation.outcome and replace(conversation.outcome, line=0)
    return replace(conversation, file="", line=0, steps=steps, outcome=outcome)


def talk(*lines: Line, title: str = "a test") -> Conversation:
    return Conversation("", 0, title, "en-US", Given(), lines, Outcome(0, (), ()))


@pytest.mark.parametrize("file", find_files(WRITTEN), ids=lambda file: file.stem)
def test_every_file_of_the_project_can_be_written_anew(file: Path, tmp_path: Path) -> None:
    for conversation in load_file(file):
        assert anywhere(reread(conversation, tmp_path)) == anywhere(conversation)


TRAPS = [
    *("yes", "no", "on", "off", "null", "~", "true", "12", "1e3", "12:30", "0x1f", "2026-11-22", "=", "<<", "", " "),
    *("a: b", "a #b", "#a", "- a", "? a", "[a", "{a}", "a, b", "&a", "*a", "!a", "%a", "@a", "`a", "|", ">", "'a'"),
    *('"a"', 'say "yes"', "a\\b", "a\nb", "a\tb", "...", "---", "käse", "…", "\U0001f9c0", "\x07", "\x7f", "\ufeff"),
    *("  two  spaces  ", "Alexa: yes", "$4.70", "don't", "word " * 60 + "end", "x" * 300, "a  b " * 50 + ": #"),
]


@pytest.mark.parametrize("text", TRAPS)
def test_a_text_stays_what_it_is(text: str, tmp_path: Path) -> None:
    heard = Hearing((Pattern(text),), whole=True)
    parts = Hearing((Pattern(text), Pattern("more")), whole=False)
    wanted = talk(
        Line(0, Say(text), Expected(hear=heard, reprompt=parts, unheard=(text,), see=(Pattern(text),))), title=text
    )
    wanted = replace(wanted, outcome=Outcome(0, (text,), ()))
    assert anywhere(reread(wanted, tmp_path)) == wanted


@given(strategies.text(strategies.characters(codec="utf-8"), max_size=200))
def test_any_text_stays_what_it_is(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    wanted = talk(Line(0, Say(text), Expected(unheard=(text,))))
    assert anywhere(reread(wanted, tmp_path_factory.getbasetemp())) == wanted


SCRIPT = """\
- title: a test
  turns:
    - say: check out
      hear: "From Bluebird Coffee: two medium lattes with oat milk. Pick-up at Harbor Street in ... With tax that's
        $11.76, on your Visa ending in 4242."
    # The network was slow here.
    - say: "no"
      session: closed
  then: {cart: [], orders: []}
"""


def test_it_reads_like_a_script(tmp_path: Path) -> None:
    file = tmp_path / "script.yaml"
    file.write_text(SCRIPT, encoding="utf-8")
    (said,) = load_file(file)
    assert to_yaml(said, [Remark(1, "The network was slow here.")]) == SCRIPT
