"""Speech in and out: offered where the browser has it, and never in the way where it has not."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from processes import PROJECT_ROOT
from tests.browser.alexa import Alexa
from tests.browser.house import House
from tests.browser.inside import Inside

pytestmark = pytest.mark.browser
README = PROJECT_ROOT / "README.md"

# What a browser with a microphone would hear. Ours has none; everything behind it is real.
A_MICROPHONE = """
window.toHear = [];
window.SpeechRecognition = class {
  start() {
    setTimeout(() => {
      this.onresult({results: [[{transcript: window.toHear.shift()}]]});
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


def test_a_newcomer_speaks_the_sentences_of_the_readme_and_has_ordered(context: BrowserContext, house: House) -> None:
    alexa = opened(context, house.page, A_MICROPHONE)
    sentences = the_readmes_sentences()
    for sentence in sentences:
        speak(alexa, sentence)
    alexa.hear("done")
    order = house.order(alexa.hear_order())
    assert (order["customer"], order["payment"], order["summary"]) == ("ana", "paid", "2 x medium latte with oat milk")
    expect(alexa.turns).to_have_count(len(sentences))
    expect(alexa.turns.locator(".bubble.you")).to_have_text(sentences)
    expect(alexa.panel("Shop")).to_contain_text(f"Order {order['label']}")


def the_readmes_sentences() -> list[str]:
    """What README.md tells to say on the page until the order stands under Shop."""
    told = re.search(
        r"On the page, type\s+(.+?): the order stands under \*Shop\*", README.read_text(encoding="utf-8"), re.DOTALL
    )
    assert told
    return re.findall("`(.+?)`", told[1])


def speak(alexa: Alexa, sentence: str) -> None:
    """Say something into the microphone, and wait for the answer."""
    with alexa.answered():
        alexa.page.evaluate("sentence => window.toHear.push(sentence)", sentence)
        alexa.page.get_by_role("button", name="Speak", exact=True).click()


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
