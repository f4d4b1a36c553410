"""Speech in and out: offered where the browser has it, and never in the way where it has not."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.alexa import Alexa
from tests.browser.house import House
from tests.browser.inside import Inside

pytestmark = pytest.mark.browser

# What a browser with a microphone would hear. Ours has none; everything behind it is real.
A_MICROPHONE = """
window.SpeechRecognition = class {
  start() {
    setTimeout(() => {
      this.onresult({results: [[{transcript: "ask bluebird coffee for a croissant"}]]});
      this.onend();
    });
  }
  abort() { this.onend(); }
};
"""
A_DEAF_MICROPHONE = """
window.SpeechRecognition = class {
  start() { setTimeout(() => { this.onerror({error: "not-allowed"}); this.onend(); }); }
  abort() { this.onend(); }
};
"""
NO_VOICE = """
for (const name of ["SpeechRecognition", "webkitSpeechRecognition", "speechSynthesis"]) {
  Object.defineProperty(window, name, {value: undefined});
}
"""
# Nobody hears a browser that is driven; this one writes down what it should speak.
A_MOUTH = """
window.spoken = [];
speechSynthesis.speak = ({text, lang}) => void window.spoken.push([text, lang]);
"""


def opened(context: BrowserContext, url: str, browser: str) -> Alexa:
    """The page in a browser that was changed by a script before."""
    context.add_init_script(browser)
    alexa = Alexa(context.new_page(), url)
    alexa.open()
    return alexa


def test_what_the_microphone_hears_is_said(context: BrowserContext, house: House) -> None:
    alexa = opened(context, house.page, A_MICROPHONE)
    alexa.page.get_by_role("button", name="Speak", exact=True).click()
    alexa.hear("one croissant")


def test_a_microphone_that_is_not_allowed_is_told_and_typing_goes_on(context: BrowserContext, house: House) -> None:
    alexa = opened(context, house.page, A_DEAF_MICROPHONE)
    alexa.page.get_by_role("button", name="Speak", exact=True).click()
    expect(alexa.notices).to_contain_text("not-allowed")
    alexa.say("open bluebird coffee")
    alexa.hear("welcome")


def test_without_speech_nothing_of_it_is_offered(context: BrowserContext, house: House) -> None:
    alexa = opened(context, house.page, NO_VOICE)
    expect(alexa.page.get_by_role("button", name="Speak", exact=True)).to_be_hidden()
    expect(alexa.page.get_by_role("button", name="Speak aloud")).to_be_hidden()
    alexa.say("open bluebird coffee")
    alexa.hear("welcome")


def test_answers_are_spoken_aloud_once_that_is_wanted(context: BrowserContext, house: House) -> None:
    alexa = opened(context, house.page, A_MOUTH)
    aloud = alexa.page.get_by_role("button", name="Speak aloud")
    expect(aloud).to_have_attribute("aria-pressed", "false")
    alexa.say("open bluebird coffee")
    assert spoken(alexa) == []
    aloud.click()
    alexa.say("what's on sale")
    assert spoken(alexa) == [(heard(alexa), "en-US")]
    alexa.page.reload()
    alexa.is_ready()
    expect(aloud).to_have_attribute("aria-pressed", "true")
    alexa.set("Language", "en-GB")
    alexa.say("open bluebird coffee")
    aloud.click()
    alexa.say("what's on sale")
    assert [language for _, language in spoken(alexa)] == ["en-GB"]


def test_what_is_heard_while_the_store_is_slow_is_spoken_before_the_answer(
    context: BrowserContext, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.wire.wire.SECONDS_WHEN_SLOW", 60)
    alexa = opened(context, inside.page, A_MOUTH)
    alexa.page.get_by_role("button", name="Speak aloud").click()
    alexa.say("ask bluebird coffee for a croissant", "check out")
    alexa.choose("Network to the store", "Slow")
    alexa.begin_to_say("yes")
    expect(alexa.page.locator("#pending")).to_contain_text("moment")
    assert "moment" in spoken(alexa)[-1][0]
    before = len(spoken(alexa))
    alexa.choose("Network to the store", "Normal")
    alexa.hear("moment", "done. order")
    assert spoken(alexa)[before:] == [(heard(alexa), "en-US")]


def spoken(alexa: Alexa) -> list[tuple[str, str]]:
    """What the browser was given to speak since the page was loaded: texts, each with its language."""
    given: list[list[str]] = alexa.page.evaluate("window.spoken")
    return [(text, language) for text, language in given]


def heard(alexa: Alexa) -> str:
    """The answer of the latest turn, as text."""
    return alexa.turn.locator(".heard").last.inner_text()
