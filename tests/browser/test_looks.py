"""How the page looks and loads: on phone and desk, light and dark, for everybody, without anybody else's help."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from simulator.page.bodies import LONGEST_SENTENCE
from tests.browser import accessibility
from tests.browser.alexa import Alexa
from tests.browser.house import House
from tests.browser.looks import at_both_ends, everywhere
from tests.browser.watch import Watch

MOST_FILES = 40
MOST_BYTES = 130_000  # without the APL engine, which is loaded when a screen is first lit

pytestmark = pytest.mark.browser
PLACEHOLDER_FITS = """
(field) => {
  const [style, pen] = [getComputedStyle(field), document.createElement("canvas").getContext("2d")];
  pen.font = style.font;
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(field.placeholder).width <= room;
}
"""


@everywhere
def test_every_state_is_for_everybody(alexa: Alexa, looks: str) -> None:
    assert accessibility.violations(alexa.page) == []
    alexa.choose("Device", "Hub")
    assert accessibility.violations(alexa.page) == []
    alexa.say("ask bluebird coffee for a croissant", "check out")
    alexa.see("Shall I place the order?")
    for panel in ("Turn", "Shop", "Test"):
        alexa.panel(panel)
        assert accessibility.violations(alexa.page) == [], panel


@everywhere
def test_what_unfolds_or_is_told_is_for_everybody(alexa: Alexa, looks: str) -> None:
    alexa.page.get_by_role("button", name="SSML").click()
    alexa.say("ask bluebird coffee for a croissant")
    alexa.inspect("Request", "context", "System")
    alexa.panel("Turn").locator(".call > summary").first.click()
    assert accessibility.violations(alexa.page) == [], "unfolded details, SSML"
    panel = alexa.panel("Test")
    panel.get_by_label("Title of the test").fill("a croissant")
    panel.get_by_role("button", name="Show as test").click()
    expect(panel.get_by_role("region", name="The test file")).to_be_visible()
    assert accessibility.violations(alexa.page) == [], "the test file"
    alexa.unfold_setting("Permissions")
    alexa.unfold_setting("Skill events")
    assert accessibility.violations(alexa.page) == [], "settings"


@at_both_ends
def test_linking_is_for_everybody(alexa: Alexa, watch: Watch, looks: str) -> None:
    watch.forgiven.append("409")
    alexa.panel("Settings")
    alexa.customer.select_option("browser")
    expect(alexa.notices).to_contain_text("Nobody has linked")
    alexa.is_used_by("guest")
    alexa.say("ask bluebird coffee for a croissant")
    with alexa.page.expect_popup() as opened:
        alexa.card.get_by_role("button", name="Link account").click()
    expect(opened.value.get_by_role("button", name="Log in and link")).to_be_visible()
    assert accessibility.violations(alexa.page) == [], "card and notice"
    assert accessibility.violations(opened.value) == [], "login window"


@everywhere
def test_nothing_sticks_out_at_the_side(alexa: Alexa, looks: str) -> None:
    alexa.say("ask bluebird coffee for two large lattes with oat milk", "check out")
    for panel in ("Turn", "Shop", "Test", "Settings"):
        alexa.panel(panel)
        assert sticking_out(alexa.page) == [], panel


@pytest.mark.browser_context_args(viewport={"width": 360, "height": 640})
def test_a_small_phone_cuts_no_words(alexa: Alexa) -> None:
    assert alexa.session.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert alexa.words.evaluate(PLACEHOLDER_FITS)
    alexa.say("ask bluebird coffee for a croissant", "check out", "yes")
    expect(alexa.card).to_be_visible()
    expect(alexa.turn.locator(".heard").first).to_be_in_viewport(ratio=0.2)
    log, answer = (alexa.page.locator("#log").bounding_box(), alexa.turn.locator(".bubble.alexa").first.bounding_box())
    assert log
    assert answer
    assert log["y"] <= answer["y"] < log["y"] + log["height"]


def test_nothing_sticks_out_where_the_layout_changes(alexa: Alexa) -> None:
    alexa.say("ask bluebird coffee for two large lattes with oat milk", "check out")
    for width in (320, 767, 768, 1199, 1200, 1900):
        alexa.page.set_viewport_size({"width": width, "height": 800})
        assert sticking_out(alexa.page) == [], width


def sticking_out(page: Page) -> list[str]:
    """What can be pressed or typed into, and is partly beyond the left or right side of the window."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, a, summary")]
            .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.closest(".unseen, .skip"))
            .filter((one) => {
              const {left, right, width} = one.getBoundingClientRect();
              return width > 1 && (left < -1 || right > innerWidth + 1);
            })
            .map((one) => one.outerHTML.slice(0, 120))"""
    )
    return found


def test_the_theme_can_be_chosen_and_is_kept(alexa: Alexa) -> None:
    theme = alexa.page.get_by_role("button", name="Dark theme")
    expect(theme).to_have_attribute("aria-pressed", "false")
    theme.click()
    expect(alexa.page.locator("html")).to_have_attribute("data-theme", "dark")
    alexa.page.reload()
    expect(theme).to_have_attribute("aria-pressed", "true")


def test_the_page_is_light_to_load(page: Page, house: House, watch: Watch) -> None:
    Alexa(page, house.page).open()
    files = [request for request in watch.requests if "/api/" not in request.url]
    sizes = [request.sizes()["responseBodySize"] for request in files]
    assert len(files) <= MOST_FILES
    assert sum(sizes) <= MOST_BYTES


def test_the_keyboard_reaches_panels_and_skips_to_the_words(alexa: Alexa) -> None:
    alexa.page.get_by_role("tab", name="Turn").focus()
    alexa.page.keyboard.press("ArrowRight")
    expect(alexa.page.get_by_role("tab", name="Shop")).to_be_focused()
    expect(alexa.page.get_by_role("tabpanel", name="Shop")).to_be_visible()
    alexa.page.get_by_role("link", name="Skip to what you say").press("Enter")
    expect(alexa.words).to_be_focused()


def test_what_is_typed_is_no_longer_than_the_server_takes(alexa: Alexa) -> None:
    expect(alexa.words).to_have_attribute("maxlength", str(LONGEST_SENTENCE))


def test_what_is_said_before_anybody_is_there_is_said_once_there_is(page: Page, house: House) -> None:
    held: list[Route] = []
    page.route("**/api/house", lambda route: held.append(route))
    alexa = Alexa(page, house.page)
    page.goto(house.page)
    expect(alexa.light).to_have_text("Starting…")
    alexa.words.fill("open bluebird coffee")
    alexa.words.press("Enter")
    expect(alexa.words).to_have_value("open bluebird coffee")
    held[0].continue_()
    alexa.hear("welcome")
    expect(alexa.turns).to_have_count(1)
    expect(alexa.words).to_have_value("")


def test_escape_dismisses_what_is_told(alexa: Alexa, watch: Watch) -> None:
    watch.forgiven.append("409")
    alexa.customer.select_option("browser")
    expect(alexa.notices).to_contain_text("Nobody has linked")
    alexa.page.keyboard.press("Escape")
    expect(alexa.notices).to_be_empty()
