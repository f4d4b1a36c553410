"""The speech report: what it measures, what it finds at fault, and where it says that is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from processes import PROJECT_ROOT
from simulator.conversations.difference import Failure, Plain
from simulator.conversations.runner import Result
from simulator.conversations.script import Conversation, Expected, Given, Line, Meanwhile, Say
from simulator.device import Exchange, Speech, Step, Turn, deeds
from simulator.speech_report.listening import WentWrong, heard_in
from simulator.speech_report.measure import questions_in, words_in
from simulator.speech_report.printed import printed
from simulator.speech_report.rules import LONGEST, Spoken, faults_of
from simulator.speech_report.texts import unsaid


def turn(said: str, heard: str, *keys: str, session_open: bool) -> Turn:
    exchange = Exchange({}, {}, 1.0, tuple(Step("speech", key, 0.0) for key in keys))
    speech = Speech(f"<speak>{heard}</speak>", heard)
    return Turn(said, deeds.Said(said), exchanges=(exchange,), speech=speech, session_open=session_open)


def conversation(*turns: Turn) -> Result:
    """A conversation that opens the skill first, and then says one thing a line from line 10 on."""
    lines = [Line(10 + number, Say(turn.said), Expected()) for number, turn in enumerate(turns[1:])]
    steps = (Meanwhile(9), *lines)
    return Result(Conversation("made_up.yaml", 7, "a made-up talk", "en-US", Given(), steps, None), turns, ())


def report(*replies: Spoken) -> str:
    return printed(replies, [fault for reply in replies for fault in faults_of(reply)], [])


WELCOME = turn("", "Welcome. What would you like?", "launch", "ask.what", session_open=True)


@pytest.mark.parametrize(
    ("faulty", "told"),
    [
        (turn("x", "Here is your cart.", "cart", session_open=True), "listens without having asked"),
        (turn("x", "More? Or less?", "cart", "ask.more", session_open=True), "asks 2 questions at once"),
        (turn("x", "好吗？行吗？", "cart", session_open=True), "asks 2 questions at once"),
        (turn("x", "More or less", "ask.more", "ask.less", session_open=True), "asks 2 questions at once"),
        (turn("x", "Goodbye. Anything else?", "bye", session_open=False), "asks, and does not listen"),
        (turn("x", "so " * (LONGEST + 1), session_open=False), "takes 46 words (17 s) where 45 are allowed"),
    ],
)
def test_each_fault_is_told_with_its_conversation_file_and_line(faulty: Turn, told: str) -> None:
    text = report(*heard_in(conversation(WELCOME, faulty, WELCOME)))

    assert f"made_up.yaml:10: a made-up talk: {told}" in text
    assert text.count("made_up.yaml:10: ") == 1
    assert "made_up.yaml:7: " not in text
    assert "made_up.yaml:11: " not in text


def test_a_talk_without_fault_is_told_by_its_longest_replies() -> None:
    goodbye = turn("stop", "Goodbye.", "bye", session_open=False)
    quote = turn("check out", f"{'so ' * 50} Shall I?", "checkout.quote", "ask.place_order", session_open=True)
    lines = report(*heard_in(conversation(WELCOME, quote, goodbye))).splitlines()

    assert lines[0].startswith("The longest of 3 replies, at 160 words a minute")
    assert [line.split()[0] for line in lines[1:]] == ["52", "5", "1"]
    assert "  52 words, 20 s  made_up.yaml:10  so so" in lines[1]


def test_a_talk_that_went_wrong_is_not_judged() -> None:
    good = conversation(WELCOME)
    failed = Result(good.conversation, good.turns, (Failure(10, "given", Plain("", "the store is closed")),))
    with pytest.raises(WentWrong, match="the store is closed"):
        list(heard_in(failed))


@pytest.mark.parametrize(
    ("text", "words"),
    [("Your cart is $15.79.", 7), ("I've taken out the half-caf latte.", 6), ("Está bien, ¿qué más?", 4), ("", 0)],
)
def test_words_are_counted_as_they_are_spoken(text: str, words: int) -> None:
    assert words_in(text) == words


def test_a_question_without_a_mark_is_known_by_its_key() -> None:
    assert questions_in("ご注文は", ["ask.what_to_order"]) == 1
    assert questions_in("Really?!", ["ask.what_to_order", "ask.what_to_order"]) == 1


def test_a_text_that_is_never_said_is_told_with_the_place_where_it_is_written(tmp_path: Path) -> None:
    written, shipped = tmp_path / "interactionModels", tmp_path / "locales"
    for folder in (written / "xx", shipped):
        folder.mkdir(parents=True)
    (written / "xx" / "Cart.yaml").write_text(
        "speech:\n  cart.said: a\n  cart.unsaid:\n    one: b\n    other: c\n", "utf-8"
    )
    (shipped / "xx.json").write_text('{"cart.said": "a", "cart.unsaid": {"one": "b"}, "phrase.and": "d"}', "utf-8")

    [text] = unsaid({"cart.said"}, shipped, written)
    assert (text.key, text.place) == ("cart.unsaid", "interactionModels/xx/Cart.yaml:3")
    assert unsaid({"cart.said", "cart.unsaid"}, shipped, written) == []


def test_it_fails_while_texts_are_unsaid_and_hears_what_tests_say(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(
        "from datetime import UTC, datetime\n"
        "from voiceshop.speech.speaker import Speaker, texts_of\n"
        "def test_one() -> None:\n"
        "    Speaker(texts_of('en-US'), {}, datetime.now(UTC)).speak('trouble', {})\n",
        "utf-8",
    )
    (tmp_path / "hello.yaml").write_text("- title: leaves\n  turns:\n    - say: stop\n", "utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "simulator.speech_report", str(tmp_path), "--skill-tests", str(tmp_path)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    assert re.search(r"^  interactionModels/en/Checkout\.yaml:\d+: order\.unknown$", done.stdout, re.MULTILINE)
    for said in ("trouble", "launch.first_time", "goodbye"):
        assert f": {said}\n" not in done.stdout
