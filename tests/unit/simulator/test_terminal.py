"""The commands of `python -m simulator`, and the prompt."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from simulator.cli import main
from simulator.conversations.command import load
from simulator.conversations.notebook import Notebook
from simulator.conversations.recording import RECORDED
from simulator.conversations.runner import play
from simulator.conversations.script import Line, Say
from simulator.conversations.stage import Stage
from simulator.people import device_for, guest
from simulator.prompt import Prompt
from tests.unit.simulator.scripted import ScriptedSkill, answer


def where(stage: Stage) -> list[str]:
    return ["--url", stage.skill_url, "--store-url", stage.store_url]


def test_say_prints_a_script(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["ask bluebird coffee for two small lattes", "what's on sale", "stop"]

    assert main(["say", *words, "--as", "ana", *where(stage)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"You:   {words[0]}"
    assert "two small lattes" in lines[1].lower()
    assert lines[-1].strip() == "(the session is over)"


def test_say_prints_json(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*where(stage), "say", "ask bluebird coffee what's on sale", "--json"]) == 0

    turn = json.loads(capsys.readouterr().out)
    assert turn["recognition"]["intent"] == "DealsIntent"
    assert turn["recognition"]["reason"]
    assert turn["exchanges"][0]["request"]["request"]["type"] == "IntentRequest"
    assert turn["exchanges"][0]["response"]["response"]["shouldEndSession"] is False
    assert turn["speech"]["ssml"].startswith("<speak>")
    assert turn["milliseconds"] > 0


def test_say_starts_servers_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("VOICESHOP_DATA", str(tmp_path))

    assert main(["say", "open bluebird coffee", "--url", "http://127.0.0.1:9"]) == 0
    printed = capsys.readouterr()
    assert "starting a store and the skill" in printed.err
    assert "Alexa: " in printed.out


def test_a_problem_is_an_exit_code(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", "open bluebird coffee", "--locale", "xx-XX", *where(stage)]) == 1
    assert "xx-XX" in capsys.readouterr().err
    assert main(["say", "open bluebird coffee", "--as", "nobody", *where(stage)]) == 1
    assert "refused the login of nobody" in capsys.readouterr().err


def test_link_prints_a_token(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", "--as", "ben", "--store-url", stage.store_url]) == 0
    assert len(capsys.readouterr().out.strip()) > 20


def test_recognise_prints_a_frame_a_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("what's on sale\ncheck out\n"))

    assert main(["recognise", "--locale", "en-US"]) == 0
    frames = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [frame["intent"] for frame in frames] == ["Deals", "Checkout"]


def typed(stage: Stage, *lines: str, folder: Path = RECORDED) -> str:
    """What the prompt prints when these lines are typed at it."""
    waiting, printed = iter(lines), []

    def read(_: str) -> str:
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    device = device_for(guest(), stage.skill_url)
    notebook = Notebook(device, stage.shop, folder)
    notebook.begin(None)
    Prompt(device, stage.store_url, read, printed.append, notebook).run()
    return "\n".join(printed)


def test_the_prompt_tells_what_was_understood_and_said(stage: Stage) -> None:
    printed = typed(stage, "ask bluebird coffee what's on sale", "/quit", "never typed")

    assert "Deals" in printed
    assert "Alexa: " in printed


def test_the_prompt_links_and_unlinks(stage: Stage) -> None:
    ask = "ask bluebird coffee for a small latte"

    assert "You are ana" in (printed := typed(stage, "/as ana", ask, "/json", "/unlink", ask))
    assert '"accessToken"' in printed
    assert printed.count("[LinkAccount]") == 1
    assert "Not linked: the store refused" in typed(stage, "/as eve")
    assert "Who?" in typed(stage, "/as")


def test_the_prompts_other_commands(stage: Stage) -> None:
    assert "/unlink" in typed(stage, "/help")
    assert "no such command" in typed(stage, "/dance")
    assert "Nothing was sent" in typed(stage, "/json")
    assert "I don't know that one" in typed(stage, "open bluebird coffee", "/new", "what's on sale")


def test_the_prompt_saves_what_was_said(stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "recorded"
    lines = ["what's on sale", "/as cara", "ask bluebird coffee for a small latte", "empty my cart", "yes"]
    printed = typed(stage, *lines, "/save A latte, and none", "/save", folder=folder)

    file = folder / "a-latte-and-none.yaml"
    assert f"Saved as {file}" in printed
    assert "Which title?" in printed
    (conversation,) = load(file)
    assert (conversation.title, conversation.given.customer) == ("A latte, and none", "cara")
    assert [step.deed for step in conversation.steps if isinstance(step, Line)] == [Say(line) for line in lines[2:]]
    assert not play(conversation, stage).failures


def test_the_prompt_tells_why_nothing_was_saved(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "Not saved: " in typed(stage, "open bluebird coffee", "/save it", folder=tmp_path / "file")


def test_say_writes_down_what_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VOICESHOP_DATA", str(tmp_path / "data"))
    file = tmp_path / "a-croissant.yaml"
    words = ["ask bluebird coffee for a croissant", "no thanks", "stop"]

    assert main(["say", *words, "--as", "ana", "--url", "http://127.0.0.1:9", "--record", str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith("- title: a croissant\n  turns:\n    - say: ask bluebird coffee for a croissant\n")
    assert text.endswith("  then: {cart: [croissant], orders: []}\n")


def test_a_broken_skill_is_told_at_once(skill: ScriptedSkill, stage: Stage) -> None:
    skill.script = [answer("M&M")]
    printed: list[str] = []
    lines = iter(["open bluebird coffee", "/quit"])
    device = device_for(guest(), skill.url.removesuffix("/alexa"))
    Prompt(device, stage.store_url, lambda _: next(lines), printed.append, Notebook(device, None)).run()

    assert "! INVALID_RESPONSE: outputSpeech is not valid SSML" in "\n".join(printed)
