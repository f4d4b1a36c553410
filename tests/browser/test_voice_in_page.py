"""Speech in and out: offered where the browser has it, and never in the way where it has not."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.alexa import Alexa
from tests.browser.house import House

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


def opened(context: BrowserContext, house: House, browser: str) -> Alexa:
    """The page in a browser that was changed by a script before."""
    context.add_init_script(browser)
    alexa = Alexa(context.new_page(), house.page)
    alexa.open()
    return alexa


def test_what_the_microphone_hears_is_said(context: BrowserContext, house: House) -> None:
    alexa = opened(context, house, A_MICROPHONE)
    alexa.page.get_by_role("button", name="Speak", exact=True).click()
    alexa.hear("one croissant")


def test_a_microphone_that_is_not_allowed_is_told_and_typing_goes_on(context: BrowserContext, house: House) -> None:
    alexa = opened(context, house, A_DEAF_MICROPHONE)
    alexa.page.get_by_role("button", name="Speak", exact=True).click()
    expect(alexa.notices).to_contain_text("not-allowed")
    alexa.say("open bluebird coffee")
    alexa.hear("welcome")


def test_without_speech_nothing_of_it_is_offered(context: BrowserContext, house: House) -> None:
    alexa = opened(context, house, NO_VOICE)
    expect(alexa.page.get_by_role("button", name="Speak", exact=True)).to_be_hidden()
    expect(alexa.page.get_by_role("button", name="Speak aloud")).to_be_hidden()
    alexa.say("open bluebird coffee")
    alexa.hear("welcome")


def test_answers_are_spoken_aloud_once_that_is_wanted(alexa: Alexa) -> None:
    aloud = alexa.page.get_by_role("button", name="Speak aloud")
    expect(aloud).to_have_attribute("aria-pressed", "false")
    aloud.click()
    expect(aloud).to_have_attribute("aria-pressed", "true")
    alexa.say("open bluebird coffee")
    alexa.hear("welcome")
    alexa.page.reload()
    expect(aloud).to_have_attribute("aria-pressed", "true")
