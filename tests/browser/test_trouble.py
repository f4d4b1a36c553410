"""Bad input from behind the page: it says what is wrong and where, and goes on."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from werkzeug import Response

from simulator.page.server import running_page
from tests.browser.alexa import Alexa
from tests.browser.inside import Inside
from tests.browser.strange import HELLO, StrangeHouse, spoken
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
MODEL = "en-US.json"


@pytest.fixture
def alexa(page: Page, strange: StrangeHouse) -> Alexa:
    alexa = Alexa(page, strange.page)
    alexa.open()
    return alexa


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(Response("nothing works", status=500), "500", id="the skill fails"),
        pytest.param(Response("<h1>Gateway</h1>", mimetype="text/html"), "JSON", id="HTML"),
        pytest.param(spoken(f"<speak>{'so much ' * 20_000}</speak>"), "120", id="more than 120 kB"),
        pytest.param(spoken("<speak>one <break</speak>"), "SSML|XML", id="invalid SSML"),
        pytest.param(Response(b"\xff\xfe\x00", mimetype="application/json"), "JSON", id="bytes that are no text"),
    ],
)
def test_an_answer_that_alexa_would_refuse_is_told(
    alexa: Alexa, strange: StrangeHouse, answer: Response, told: str
) -> None:
    strange.skill.answer = answer
    alexa.say("open bluebird coffee")
    alexa.hear(told)
    problems = alexa.panel("Turn").get_by_role("heading", name="Problems").locator("+ ul > li")
    expect(problems).to_contain_text(re.compile(f"^In the skill, .*({told})"))
    strange.skill.answer = spoken(HELLO)
    alexa.say("open bluebird coffee")
    alexa.hear("hello")
    expect(problems).to_have_count(0)


def test_a_skill_that_is_down_is_told_and_found_again(page: Page, started_strange: StrangeHouse) -> None:
    started_strange.tidy()
    alexa = Alexa(page, started_strange.page)
    alexa.open()
    alexa.say("open bluebird coffee")
    alexa.hear("did not answer|refused|reach")
    with started_strange.skill.up():
        alexa.say("open bluebird coffee")
        alexa.hear("hello")


def test_a_simulator_that_stops_is_told_and_a_new_desk_is_found_once_it_is_back(
    page: Page, inside: Inside, watch: Watch
) -> None:
    watch.forgiven += ["ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "404"]
    with running_page(inside.house) as url:
        alexa = Alexa(page, url)
        alexa.open()
        alexa.choose("Device", "Hub")
        alexa.say("open bluebird coffee")
    expect(alexa.notices).to_contain_text("The simulator stopped. Start it with “make run”")
    expect(alexa.light).to_have_text("Not connected")
    expect(page.get_by_role("button", name="Say", exact=True)).to_be_disabled()
    with running_page(inside.house, port=urlsplit(url).port or 0):
        expect(alexa.notices).to_contain_text("this is a new desk")
        expect(alexa.notices).not_to_contain_text("stopped")
        expect(alexa.turns).to_have_count(0)
        alexa.say("open bluebird coffee")
        alexa.see("Bluebird Coffee")


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(
            {
                "type": "APL",
                "version": "1.4",
                "import": [{"name": "alexa-layouts", "version": "1.4.0"}],
                "mainTemplate": {"items": [{"type": "Text", "text": "hello"}]},
            },
            id="with an import",
        ),
        pytest.param(
            {"type": "APL", "version": "1.4", "mainTemplate": {"items": [{"type": "Nonsense"}]}}, id="nonsense"
        ),
    ],
)
def test_a_document_that_does_not_render_is_told_and_the_next_one_is_drawn(
    alexa: Alexa, strange: StrangeHouse, document: dict[str, object]
) -> None:
    alexa.choose("Device", "Hub")
    strange.skill.answer = showing(document)
    alexa.say("open bluebird coffee")
    expect(alexa.page.get_by_text("The screen stays dark")).to_be_visible()
    strange.skill.answer = showing(
        {"type": "APL", "version": "1.4", "mainTemplate": {"items": [{"type": "Text", "text": "All is well"}]}}
    )
    alexa.say("open bluebird coffee")
    alexa.see("All is well")
    expect(alexa.page.get_by_text("The screen stays dark")).to_have_count(0)


def test_a_document_that_alexa_would_refuse_is_told(alexa: Alexa, strange: StrangeHouse) -> None:
    alexa.choose("Device", "Hub")
    strange.skill.answer = showing({"type": "APL", "version": "1.4"})
    alexa.say("open bluebird coffee")
    alexa.hear("INVALID_RESPONSE", "mainTemplate")


def showing(document: dict[str, object]) -> Response:
    """A skill's answer that shows a document."""
    render = {"type": "Alexa.Presentation.APL.RenderDocument", "token": "one", "document": document}
    return spoken("<speak>Look.</speak>", directives=[render])


def test_markup_in_speech_stays_text(alexa: Alexa, strange: StrangeHouse) -> None:
    strange.skill.answer = spoken("<speak>Tom &amp; &lt;img src=x onerror=alert(1)&gt;</speak>")
    alexa.say("open bluebird coffee")
    expect(alexa.turn).to_contain_text("Tom & <img src=x onerror=alert(1)>")
    assert alexa.turn.locator("img").count() == 0


def test_a_broken_model_is_told_with_its_file_and_found_mended(
    alexa: Alexa, strange: StrangeHouse, watch: Watch
) -> None:
    watch.forgiven.append("503")
    model = strange.models / MODEL
    whole = model.read_bytes()
    model.write_bytes(whole[:1000])
    alexa.begin_to_say("open bluebird coffee")
    expect(alexa.notices).to_contain_text("The interaction model")
    expect(alexa.notices).to_contain_text(MODEL)
    model.write_bytes(whole)
    alexa.say("open bluebird coffee")
    alexa.hear("hello")
    expect(alexa.notices).to_be_empty()
