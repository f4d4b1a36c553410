"""What goes wrong is told with its place, and the page goes on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.device import HttpEndpoint
from simulator.device.model import MODELS
from simulator.models import Models
from simulator.page.bodies import LONGEST_SENTENCE
from simulator.page.house import House
from simulator.page.server import running_page
from simulator.page.skill_line import SkillLine
from tests.unit.page.tab import Json, Site, Tab
from tests.unit.simulator.scripted import ScriptedSkill, answer


def model_of(intent: Json) -> Json:
    return {"interactionModel": {"languageModel": {"invocationName": "robin tea", "intents": [intent]}}}


class TestTheSkill:
    @pytest.mark.parametrize(
        ("body", "message"),
        [
            (b"<!doctype html><h1>Bad gateway</h1>", "not JSON"),
            (json.dumps({"version": "1.0", "response": {}, "padding": "x" * 130_000}).encode(), "120,000"),
            (answer("Coffee & cake"), "not valid SSML"),
            (answer("<marquee>Coffee</marquee>"), "<marquee>"),
            (answer("Hello", directives=[{"type": "Alexa.Presentation.APL.RenderDocument"}]), "not supported"),
        ],
    )
    def test_an_answer_that_alexa_would_refuse(self, odd: Tab, skill: ScriptedSkill, body: Any, message: str) -> None:
        skill.script = [body, answer("Welcome back")]
        turn = odd.say("open bluebird coffee")

        assert "There was a problem with the requested skill's response." in turn["heard"]["text"]
        assert [(problem["fault"], problem["where"]) for problem in turn["problems"]] == [("INVALID_RESPONSE", "skill")]
        assert message in turn["problems"][0]["message"]
        assert odd.heard("open bluebird coffee") == "Welcome back"

    def test_a_status_that_is_no_answer(self, odd: Tab, skill: ScriptedSkill) -> None:
        skill.status = 500
        assert "HTTP status 500" in odd.say("open bluebird coffee")["problems"][0]["message"]

    def test_a_skill_that_is_away(self, house: House) -> None:
        line = SkillLine(HttpEndpoint("http://127.0.0.1:9/alexa"), house.wire.calls)
        with running_page(replace(house, line=line)) as url:
            turn = Site(url).tab(user="guest").say("open bluebird coffee")
        assert "cannot be reached" in turn["problems"][0]["message"]
        assert turn["exchanges"][0]["calls"] == []


class TestTheModel:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return Path(shutil.copy(MODELS / "en-US.json", tmp_path))

    @pytest.fixture
    def site(self, house: House, file: Path) -> Iterator[Site]:
        with running_page(replace(house, models=Models(file.parent))) as url:
            yield Site(url)

    @pytest.mark.parametrize(
        ("broken", "reason"),
        [
            ("{", "en-US.json is broken: Expecting property name"),
            ("[]", "en-US.json is broken"),
            ('{"interactionModel": {}}', "lacks 'languageModel'"),
            (json.dumps(model_of({"name": "Order", "samples": 7})), "en-US.json is broken: TypeError"),
        ],
    )
    def test_a_broken_file_is_told_and_once_mended_the_desk_goes_on(
        self, site: Site, file: Path, broken: str, reason: str
    ) -> None:
        tab, good = site.tab(user="guest"), file.read_text()
        before = tab.say("open bluebird coffee")

        file.write_text(broken)
        refused = tab.tried("help")
        assert (refused.status, refused.error["where"]) == (503, "model")
        assert reason in refused.error["message"]
        assert tab.loaded()["model"]["problem"] == refused.error
        assert tab.loaded()["session"]["open"]

        file.write_text(good)
        assert tab.loaded()["model"]["problem"] is None
        turn = tab.say("help")
        assert (
            turn["exchanges"][0]["request"]["session"]["sessionId"]
            == (before["exchanges"][0]["request"]["session"]["sessionId"])
        )

    def test_a_missing_file_is_told_also_to_a_tab_that_comes_then(self, site: Site, file: Path) -> None:
        good = file.read_text()
        file.write_text("{")
        tab = site.tab(user="guest")
        file.unlink()
        assert "en-US.json is not in" in tab.loaded()["model"]["problem"]["message"]
        assert tab.tried("open bluebird coffee").status == 503

        file.write_text(good)
        assert tab.say("open bluebird coffee")["problems"] == []

    def test_a_question_without_words_is_told_when_it_is_asked(self, site: Site, file: Path) -> None:
        slot = {"name": "cups", "type": "AMAZON.NUMBER"}
        broken = model_of({"name": "Brew", "samples": ["brew", "brew {cups}"], "slots": [slot]})
        asked = slot | {"elicitationRequired": True, "prompts": {"elicitation": "how many"}}
        broken["interactionModel"]["dialog"] = {"intents": [{"name": "Brew", "slots": [asked]}]}
        file.write_text(json.dumps(broken))

        refused = site.tab(user="guest").tried("ask robin tea to brew")
        assert (refused.status, refused.error["where"]) == (503, "model")
        assert "no prompt 'how many'" in refused.error["message"]

    def test_what_is_edited_is_understood_at_once(self, site: Site, file: Path) -> None:
        tab = site.tab(user="guest")
        tab.say("open bluebird coffee")
        edited = file.with_suffix(".new")
        edited.write_text(file.read_text().replace('"bluebird coffee"', '"robin tea"'))
        os.replace(edited, file)  # noqa: PTH105 - as editors do

        assert tab.say("open robin tea")["exchanges"][0]["request"]["request"]["type"] == "LaunchRequest"
        assert [turn["kind"] for turn in tab.loaded()["turns"]] == ["said", "left", "said"]


class TestTheBrowser:
    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("POST", "", b"{"),
            ("POST", "", b"\xff"),
            ("POST", "", b"[" * 30_000),
            ("POST", "/ID/touch", b'{"arguments": ["AddToCart", {"product": NaN}]}'),
            ("POST", "", []),
            ("POST", "", {"setting": {}}),
            ("POST", "", {"settings": []}),
            ("POST", "", {"settings": {"user": "nobody"}}),
            ("PATCH", "/ID/settings", {"colour": "blue"}),
            ("PATCH", "/ID/settings", {"device": None}),
            ("PATCH", "/ID/settings", {"device": ["hub"]}),
            ("PATCH", "/ID/settings", {"locale": "../en-US"}),
            ("PATCH", "/ID/settings", {"timeZone": "Mars/Olympus"}),
            ("PATCH", "/ID/settings", {"person": "guest"}),
            ("PATCH", "/ID/settings", {"permissions": "address"}),
            ("PATCH", "/ID/settings", {"permissions": ["everything"]}),
            ("PATCH", "/ID/settings", {"permissions": [{}]}),
            ("POST", "/ID/say", {}),
            ("POST", "/ID/say", {"text": 5}),
            ("POST", "/ID/say", {"text": "x" * (LONGEST_SENTENCE + 1)}),
            ("POST", "/ID/say", {"text": "hello", "loud": True}),
            ("POST", "/ID/touch", {}),
            ("POST", "/ID/touch", {"arguments": "Yes"}),
            ("POST", "/ID/touch", {"arguments": ["Yes"], "source": "button"}),
            ("POST", "/ID/event", {"id": "party"}),
            ("POST", "/ID/event", {"id": ["enabled"]}),
            ("POST", "/ID/resume", {"result": "perhaps"}),
        ],
    )
    def test_a_request_that_makes_no_sense_is_told_why(self, site: Site, method: str, path: str, body: Any) -> None:
        tab = site.tab(user="guest")
        refused = site.ask(method, f"/api/desks{path.replace('ID', tab.desk_id)}", body)
        assert (refused.status, refused.error["where"]) == (400, "page")
        assert refused.error["message"]
        assert tab.loaded()["turns"] == []

    def test_the_network_has_three_states(self, site: Site) -> None:
        assert site.ask("PUT", "/api/network", {"state": "sideways"}).status == 400

    @pytest.mark.parametrize(
        ("method", "path"),
        [("GET", ""), ("POST", "/say"), ("PATCH", "/settings"), ("GET", "/shop"), ("GET", "/now"), ("POST", "/leave")],
    )
    def test_a_desk_that_is_not_there(self, site: Site, method: str, path: str) -> None:
        body = {"text": "hello"} if path == "/say" else {}
        refused = site.ask(method, f"/api/desks/none{path}", None if method == "GET" else body)
        assert (refused.status, refused.error["where"]) == (404, "page")

    def test_a_path_or_method_that_is_not_there(self, site: Site) -> None:
        assert site.ask("GET", "/api/nothing").error["where"] == "page"
        assert site.ask("DELETE", "/api/house", {}).status == 405
