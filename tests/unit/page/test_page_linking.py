"""Linking an account in the browser: over the store's own pages, and back to the desk that asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from simulator.page.house import House
from simulator.page.server import running_page
from simulator.store_pages import Browser
from tests.unit.page.tab import Answer, Site, Tab, request_of


class Window:
    """The window that the page opens to link an account, up to the store's answer, which the test may spoil."""

    def __init__(self, tab: Tab) -> None:
        self._site = tab.site
        self._browser = Browser()
        self.opened = tab.site.ask("GET", f"/link?desk={tab.desk_id}")
        self.login = self.opened.headers["Location"]

    def log_in(self, username: str = "ben", password: str = "demo", decision: str = "allow") -> dict[str, str]:
        """Fill in the store's page; the store's answer to the page."""
        form = self._browser.get(self.login).form()
        assert form
        fields = form.fields | {"username": username, "password": password, "decision": decision}
        back = self._browser.post(form.action, fields).location
        assert back.startswith(f"{self._site.url}/linked?")
        return dict(parse_qsl(urlsplit(back).query))

    def come_back(self, answer: dict[str, str]) -> Answer:
        """Follow the store's answer."""
        return self._site.ask("GET", f"/linked?{urlencode(answer)}")


def test_a_guest_links_an_account_and_orders(site: Site) -> None:
    tab = site.tab(user="guest")
    assert tab.say("ask bluebird coffee for a small latte")["card"] == {"type": "LinkAccount"}

    window = Window(tab)
    closed = window.come_back(window.log_in("ben"))
    assert closed.status == 200
    assert f'"desk": "{tab.desk_id}", "problem": null, "type": "linked"' in closed.text
    assert f'"{site.url}"' in closed.text

    desk = tab.loaded()
    assert (desk["settings"]["user"], desk["linked"]) == ("browser", "ben")
    turn = tab.say("ask bluebird coffee for a small latte")
    assert turn["heard"]["text"].startswith("One small latte")
    assert request_of(turn)["session"]["user"]["accessToken"]


def test_two_tabs_that_link_are_two_alexa_accounts(site: Site) -> None:
    users = set()
    for name in ("ana", "ben"):
        tab = site.tab(user="guest")
        window = Window(tab)
        window.come_back(window.log_in(name))
        users.add(request_of(tab.say("open bluebird coffee"))["session"]["user"]["userId"])
    assert len(users) == 2


def test_linking_again_ends_the_session_of_the_account_before(site: Site) -> None:
    tab = site.tab(user="guest")
    for name in ("ana", "ben"):
        window = Window(tab)
        window.come_back(window.log_in(name))
        tab.say("open bluebird coffee")
    assert [turn["kind"] for turn in tab.loaded()["turns"]] == ["said", "left", "said"]


def test_before_anybody_linked_nobody_can_be_chosen_who_did(site: Site) -> None:
    tab = site.tab(user="guest")
    refused = site.ask("PATCH", f"{tab.path}/settings", {"user": "browser"})
    assert (refused.status, refused.error["where"]) == (409, "page")
    assert tab.loaded()["settings"]["user"] == "guest"


def test_a_customer_who_says_no_stays_a_guest(site: Site) -> None:
    tab = site.tab(user="guest")
    window = Window(tab)
    told = window.come_back(window.log_in(decision="deny"))
    assert "the store refused" in told.text
    assert re.search(r'"problem": "the store refused', told.text)
    assert tab.loaded()["settings"]["user"] == "guest"


@pytest.mark.parametrize("spoilt", [{"iss": "https://evil.example"}, {"code": "guessed"}])
def test_an_answer_against_the_rules_links_nothing(site: Site, spoilt: dict[str, str]) -> None:
    tab = site.tab(user="guest")
    window = Window(tab)
    told = window.come_back(window.log_in() | spoilt)
    assert "Your account is not linked" in told.text
    assert tab.loaded()["settings"]["user"] == "guest"


def test_an_answer_counts_once(site: Site) -> None:
    tab = site.tab(user="guest")
    window = Window(tab)
    answer = window.log_in()
    window.come_back(answer)
    again = window.come_back(answer)
    assert again.status == 409
    assert "No link that is under way" in again.text
    assert tab.loaded()["settings"]["user"] == "browser"


@pytest.mark.parametrize("answer", [{}, {"state": "guessed", "code": "x"}, {"state": "", "error": "<script>"}])
def test_an_answer_that_nobody_asked_for_is_told(site: Site, answer: dict[str, str]) -> None:
    told = site.ask("GET", f"/linked?{urlencode(answer)}")
    assert told.status == 409
    assert "<script" not in told.text


def test_what_the_store_says_is_no_markup(site: Site) -> None:
    window = Window(site.tab(user="guest"))
    answer = window.log_in(decision="deny") | {"error_description": "</script><script>alert(1)</script>"}
    assert "<script>alert" not in window.come_back(answer).text


def test_a_window_of_no_desk_is_told(site: Site) -> None:
    assert site.ask("GET", "/link?desk=none").status == 404


@pytest.fixture
def without_store(own_house: House) -> Iterator[Site]:
    with running_page(own_house) as url:
        own_house.processes[0].process.terminate()
        own_house.processes[0].process.wait()
        yield Site(url)


def test_a_store_that_is_away_is_told(without_store: Site) -> None:
    tab = without_store.tab()
    assert tab.loaded()["settings"]["user"] == "guest"

    window = without_store.ask("GET", f"/link?desk={tab.desk_id}")
    assert window.status == 502
    assert "the store cannot be reached" in window.text
    refused = without_store.ask("PATCH", f"{tab.path}/settings", {"user": "ben"})
    assert (refused.status, refused.error["where"]) == (502, "store")
    assert without_store.ask("POST", "/api/desks", {"settings": {"user": "ana"}}).status == 502
    assert tab.loaded()["settings"]["user"] == "guest"
