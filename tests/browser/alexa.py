"""The page as somebody uses it: what is said, heard, seen and chosen there, in the words of conversation files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

_ORDER = re.compile(r"order (\d+)", re.IGNORECASE)


class Alexa:
    """A tab with the simulator's page. Whatever is expected is waited for."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def open(self) -> None:
        """Load the page, and wait until one can talk."""
        self.page.goto(self.url)
        self.is_ready()

    def is_ready(self) -> None:
        """The page has found or made its desk."""
        expect(self.page.get_by_role("button", name="Say", exact=True)).to_be_enabled()

    def say(self, *sentences: str) -> None:
        """Say one sentence after the other, each once the one before is answered."""
        for sentence in sentences:
            with self.answered():
                self.begin_to_say(sentence)

    def talk(self) -> None:
        """Bring the conversation forward, where it hides behind a tab."""
        self.panel("Talk")

    def begin_to_say(self, sentence: str) -> None:
        """Say something without waiting for the answer."""
        self.talk()
        self.words.fill(sentence)
        self.page.get_by_role("button", name="Say", exact=True).click()

    def stay_silent(self) -> None:
        with self.answered():
            self.page.get_by_role("button", name="Stay silent").click()

    @contextmanager
    def answered(self) -> Iterator[None]:
        """The block does something that makes a turn; it ends once that stands in the conversation."""
        self.talk()
        turns = self.turns.count()
        yield
        expect(self.turns).to_have_count(turns + 1)

    def hear(self, *parts: str) -> None:
        """The latest turn says all of these."""
        for part in parts:
            expect(self.turn).to_contain_text(re.compile(part, re.IGNORECASE))

    def hear_order(self) -> str:
        """The latest turn says that an order was placed; its number."""
        self.hear(_ORDER.pattern)
        told = _ORDER.search(self.turn.inner_text())
        assert told
        return told[1]

    @property
    def words(self) -> Locator:
        """Where one types."""
        return self.page.get_by_role("textbox", name="What you say")

    @property
    def turns(self) -> Locator:
        return self.page.get_by_role("list", name="Turns").locator("> li")

    @property
    def turn(self) -> Locator:
        """The latest turn."""
        return self.turns.last

    @property
    def card(self) -> Locator:
        """The card of the latest turn."""
        return self.turn.get_by_role("article", name="Card in the Alexa app")

    @property
    def screen(self) -> Locator:
        """What the device's screen shows; nothing where there is none or it is dark."""
        return self.page.frame_locator("iframe[title='What the screen shows']").locator("#view")

    def touch(self, text: str) -> None:
        """Touch the thing with that text on the screen, and wait for the answer."""
        with self.answered():
            self.tap(text)

    def tap(self, text: str) -> None:
        """Touch the thing with that text on the screen, whatever comes of it."""
        # By finger: the engine ignores a mouse for half a second after it drew. By force: what it draws over a text
        # takes the touch for it.
        self.screen.get_by_text(text, exact=True).first.tap(force=True)

    def see(self, *texts: str) -> None:
        """All of these stand on the screen."""
        for text in texts:
            expect(self.screen).to_contain_text(text)

    @property
    def notices(self) -> Locator:
        """What went wrong, at the top of the page."""
        return self.page.get_by_role("region", name="Notices")

    @property
    def light(self) -> Locator:
        """What the device's light says, in words."""
        return self.page.locator("#light-text")

    @property
    def session(self) -> Locator:
        """Whether a session is open, at the top of the page."""
        return self.page.locator("#session")

    @property
    def settings(self) -> Locator:
        return self.page.locator("#settings")

    @property
    def customer(self) -> Locator:
        """The setting that says who stands before the device."""
        return self.settings.get_by_role("combobox", name="Customer")

    def is_used_by(self, customer: str) -> None:
        """Let a customer of that id stand before the device."""
        self.set("Customer", customer)

    def set(self, setting: str, value: str) -> None:
        """Set one of the settings that are lists, such as Language, to the choice with that id."""
        self.panel("Settings")
        with self.changed():
            self.settings.get_by_role("combobox", name=setting).select_option(value)

    def choose(self, setting: str, choice: str) -> None:
        """Choose one of the buttons that stand side by side for a setting, and wait until it counts."""
        self.panel("Settings")
        with self.changed():
            self.settings.get_by_role("group", name=setting).get_by_label(choice, exact=True).check(force=True)

    def unfold_setting(self, title: str) -> None:
        """Show what lies folded in the settings, such as the permissions."""
        self.panel("Settings").locator("summary", has_text=title).click()

    def allow(self, *permissions: str) -> None:
        """Grant permissions in the Alexa app, once they are unfolded."""
        for permission in permissions:
            with self.changed():
                self.settings.get_by_label(permission, exact=True).check()

    def happen(self, event: str) -> None:
        """Let something happen in the Alexa app, once the skill events are unfolded."""
        with self.answered():
            self.settings.get_by_label("Skill event", exact=True).select_option(event)
            self.settings.get_by_role("button", name="Send").click()

    @contextmanager
    def changed(self) -> Iterator[None]:
        """The block changes a setting; it ends once the page's server has taken it."""
        with self.page.expect_response(lambda answer: answer.request.method in {"PATCH", "PUT"}) as answered:
            yield
        assert answered.value.ok

    def fact(self, name: str) -> Locator:
        """What stands beside a name in the selected turn, such as its dialog state or the time that the store took."""
        term = self.panel("Turn").get_by_role("term").filter(has_text=re.compile(f"^{name}$"))
        return term.locator("xpath=following-sibling::dd[1]")

    def slot(self, name: str) -> Locator:
        """What was heard for a slot in the selected turn, and what it resolved to: two cells."""
        slots = self.panel("Turn").get_by_role("table", name="Slots")
        return slots.get_by_role("row", name=re.compile(f"^{name}")).get_by_role("cell")

    def inspect(self, part: str, *inside: str) -> None:
        """Unfold a part of the selected turn, such as its request, and what lies inside it."""
        fold = self.panel("Turn").locator(
            "details", has=self.page.locator("> summary", has_text=re.compile(f"^{part}$"))
        )
        fold.locator("> summary").click()
        for name in inside:
            fold.locator("summary", has_text=f"{name}: ").first.click()

    def panel(self, name: str) -> Locator:
        """Bring a panel forward where it hides behind a tab; the panel."""
        tab = self.page.get_by_role("tab", name=name, exact=True)
        if tab.is_visible():
            tab.click()
        return self.page.locator(f"#{name.lower()}")
