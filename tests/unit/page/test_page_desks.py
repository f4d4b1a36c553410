"""Tabs at the page: each talks at a desk of its own, and a reload finds it as it was."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from simulator.page.desk import TURNS_KEPT
from simulator.page.desks import MOST_DESKS
from simulator.page.house import House
from tests.unit.page.tab import Json, Site, request_of
from tests.unit.simulator.test_proactive_events import order, posted, token_of


class TestTalking:
    def test_a_turn_tells_all_that_is_known_of_it(self, site: Site) -> None:
        turn = site.tab(user="ben").say("ask bluebird coffee for a small latte")

        assert turn["heard"]["text"].startswith("One small latte")
        assert turn["heard"]["ssml"].startswith("<speak>")
        assert turn["recognition"]["intent"] == "AddToCartIntent"
        assert turn["recognition"]["slots"]["product"]["resolved"] == [{"id": "latte", "name": "latte"}]
        assert turn["recognition"]["reason"].startswith("heard")
        assert turn["keys"]
        assert turn["session"]["open"]
        assert turn["session"]["attributes"] == turn["exchanges"][0]["response"]["sessionAttributes"]
        assert all(milliseconds > 0 for milliseconds in turn["time"].values())
        assert (turn["number"], turn["kind"], turn["problems"]) == (1, "said", [])

    def test_each_call_to_the_store_belongs_to_its_turn(self, site: Site) -> None:
        tabs = [site.tab(user=user) for user in ("ana", "ben", "cara")]
        with ThreadPoolExecutor(len(tabs)) as at_once:
            turns = list(at_once.map(lambda tab: tab.say("ask bluebird coffee what's on sale"), tabs))

        numbers = [call["number"] for turn in turns for call in turn["exchanges"][0]["calls"]]
        assert len(numbers) == len(set(numbers))
        for turn in turns:
            calls = turn["exchanges"][0]["calls"]
            assert [call["status"] for call in calls if call["path"].startswith("/ucp/v1/catalog")], calls

    def test_silence_is_answered_once_and_then_ends_the_session(self, site: Site) -> None:
        tab = site.tab(user="guest")
        tab.say("open bluebird coffee")

        again, ended = tab.say(""), tab.say("")
        assert (again["kind"], again["session"]["open"]) == ("silence", True)
        assert ended["ended"] == "EXCEEDED_MAX_REPROMPTS"
        assert ended["session"] == {"open": False, "attributes": {}}

    def test_leaving_ends_the_session(self, site: Site) -> None:
        tab = site.tab(user="guest")
        tab.say("open bluebird coffee")
        assert tab.do("leave")["ended"] == "USER_INITIATED"


class TestTabs:
    def test_a_reload_in_the_middle_of_a_dialog_goes_on(self, site: Site) -> None:
        tab = site.tab(user="ben")
        asked = tab.say("ask bluebird coffee for a latte")
        assert asked["dialog"]["slot"] == "size"

        loaded = tab.loaded()
        assert loaded["turns"][-1] == asked
        assert loaded["session"] == asked["session"]
        assert "large latte" in tab.heard("large")

    def test_two_tabs_do_not_mix(self, site: Site) -> None:
        one, other = site.tab(user="ana"), site.tab(user="ben")
        one.say("ask bluebird coffee for a cappuccino")
        other.say("ask bluebird coffee what's on sale")

        assert "large cappuccino" in one.heard("large")
        assert [turn["said"] for turn in other.loaded()["turns"]] == ["ask bluebird coffee what's on sale"]
        ids = {request_of(tab.loaded()["turns"][0])["context"]["System"]["device"]["deviceId"] for tab in (one, other)}
        assert len(ids) == 2

    def test_the_tab_that_was_idle_for_longest_is_forgotten(self, site: Site) -> None:
        idle, used = site.tab(user="guest"), site.tab(user="guest")
        for _ in range(MOST_DESKS - 1):
            site.tab(user="guest")
            used.now()

        assert used.loaded()["id"] == used.desk_id
        assert site.ask("GET", idle.path).status == 404

    def test_only_the_latest_turns_are_kept(self, site: Site) -> None:
        tab = site.tab(user="guest")
        for _ in range(TURNS_KEPT + 1):
            tab.say("")
        kept = tab.loaded()["turns"]
        assert [kept[0]["number"], kept[-1]["number"]] == [2, TURNS_KEPT + 1]
        assert tab.now()["turns"] == TURNS_KEPT + 1


class TestSettings:
    def test_a_new_tab_is_anas_and_has_no_screen(self, site: Site) -> None:
        settings = site.tab().loaded()["settings"]
        assert settings == {
            "device": "speaker",
            "locale": "en-US",
            "timeZone": "America/Los_Angeles",
            "user": "ana",
            "person": None,
            "permissions": [],
        }

    def test_another_user_ends_the_session(self, site: Site) -> None:
        tab = site.tab(user="guest")
        tab.say("open bluebird coffee")
        desk = tab.set(user="ben")

        assert desk["turns"][-1]["kind"] == "left"
        assert not desk["session"]["open"]
        user = request_of(tab.say("open bluebird coffee"))["session"]["user"]
        assert user["accessToken"]

    def test_a_second_speaker_has_an_account_of_their_own(self, site: Site) -> None:
        tab = site.tab(user="ana")
        tab.say("open bluebird coffee")
        tab.set(person="ben")
        system = request_of(tab.say("help"))["context"]["System"]

        assert system["person"]["personId"].startswith("amzn1.ask.person.")
        assert system["person"]["accessToken"] != system["user"]["accessToken"]

    def test_permissions_are_told_within_the_session(self, site: Site) -> None:
        tab = site.tab(user="guest")
        tab.say("open bluebird coffee")
        desk = tab.set(permissions=["address"])
        assert desk["session"]["open"]
        scopes = request_of(tab.say("help"))["session"]["user"]["permissions"]["scopes"]
        assert scopes == {"alexa::devices:all:address:full:read": {"status": "GRANTED"}}

    def test_a_revoked_account_is_refused_by_the_store(self, site: Site) -> None:
        turn = site.tab(user="revoked").say("ask bluebird coffee for a small latte")
        assert turn["card"] == {"type": "LinkAccount"}

    def test_time_zones_go_by_one_name_each(self, site: Site) -> None:
        zones = site.ask("GET", "/api/house").json["timeZones"]
        assert {"America/Los_Angeles", "Asia/Kolkata", "Europe/Amsterdam"} <= set(zones)
        assert not {"US/Pacific", "Asia/Calcutta", "Etc/UTC"} & set(zones)

    def test_every_locale_that_ships_can_be_chosen(self, site: Site) -> None:
        house = site.ask("GET", "/api/house").json
        tab = site.tab(user="guest", device="hub")
        for locale in house["locales"]:
            tab.set(locale=locale["id"])
            turn = tab.say("open bluebird coffee")
            assert (request_of(turn)["request"]["locale"], turn["problems"]) == (locale["id"], [])

    @pytest.mark.parametrize("device", ["speaker", "round", "hub", "tv"])
    def test_every_device_shows_what_it_can(self, site: Site, device: str) -> None:
        described = next(entry for entry in site.ask("GET", "/api/house").json["devices"] if entry["id"] == device)
        turn = site.tab(user="guest", device=device).say("ask bluebird coffee what's on sale")
        assert (turn["screen"] is not None) is described["screen"]
        viewport = turn["exchanges"][0]["request"]["context"].get("Viewport")
        assert (described["viewport"] or {}).get("mode") == (viewport or {}).get("mode")
        assert turn["problems"] == []


class TestMoreThanWords:
    def test_what_is_touched_is_answered_as_words_are(self, site: Site) -> None:
        tab = site.tab(user="cara", device="hub")
        tab.say("ask bluebird coffee for a small latte")
        turn = tab.do("touch", arguments=["ViewCart"], source={"type": "TouchWrapper"})

        assert (turn["kind"], turn["deed"]["arguments"]) == ("touched", ["ViewCart"])
        assert request_of(turn)["request"]["type"] == "Alexa.Presentation.APL.UserEvent"
        assert "small latte" in turn["heard"]["text"]

    def test_without_a_screen_nothing_can_be_touched(self, site: Site) -> None:
        turn = site.tab(user="guest").do("touch", arguments=["Yes"])
        assert (turn["exchanges"], turn["heard"]) == ([], None)

    def test_every_event_of_the_app_reaches_the_skill_and_leaves_the_session(self, site: Site) -> None:
        tab = site.tab(user="ben")
        before = tab.say("open bluebird coffee")
        events = site.ask("GET", "/api/house").json["events"]
        assert len({event["name"] for event in events}) == len(events)
        for event in events:
            turn = tab.do("event", id=event["id"])
            assert turn["deed"]["label"] == event["name"]
            assert request_of(turn)["request"]["type"].startswith("AlexaSkillEvent.")
            assert (turn["problems"], turn["session"]) == ([], before["session"])

    def test_a_task_that_alexa_was_not_given_cannot_end(self, site: Site) -> None:
        assert site.tab(user="guest").do("resume", result="achieved")["exchanges"] == []

    def test_a_proactive_event_lights_the_yellow_ring_of_whom_it_is_for(self, site: Site, house: House) -> None:
        tab = site.tab(user="ben", permissions=["notifications"])
        stranger = site.tab(user="cara", permissions=["notifications"])
        user_id = request_of(tab.say("open bluebird coffee"))["session"]["user"]["userId"]
        shipped = order("ORDER_SHIPPED", relevantAudience={"type": "Unicast", "payload": {"user": user_id}})
        assert posted(house.apis, shipped, token_of(house.apis)) == 202

        assert [ring["event"] for ring in tab.now()["notifications"]] == ["AMAZON.OrderStatus.Updated"]
        assert stranger.now()["notifications"] == []
        tab.set(device="hub")
        tab.say("what are my notifications")
        assert tab.loaded()["notifications"] == []


class TestTheNetwork:
    @pytest.fixture(autouse=True)
    def _mended(self, site: Site) -> object:
        yield
        assert site.ask("PUT", "/api/network", {"state": "normal"}).json == {"state": "normal"}

    def test_a_customer_hears_that_the_store_is_away(self, site: Site) -> None:
        tab = site.tab(user="guest")
        site.ask("PUT", "/api/network", {"state": "down"})

        turn = tab.say("ask bluebird coffee what's on sale")
        assert "store.down" in turn["keys"]
        assert turn["problems"] == []
        assert (tab.loaded()["network"], tab.now()["network"]) == ("down", "down")

    def test_what_is_said_while_a_slow_store_is_waited_for_is_told_meanwhile(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("simulator.wire.wire.SECONDS_WHEN_SLOW", 60)  # until the network is normal again
        tab = site.tab(user="cara")
        tab.say("ask bluebird coffee for a small latte")
        site.ask("PUT", "/api/network", {"state": "slow"})
        with ThreadPoolExecutor(1) as beside:
            turn = beside.submit(tab.say, "add two croissants")
            meanwhile: list[Json] = []
            while not turn.done() and not meanwhile:
                meanwhile = tab.now()["progress"]
                time.sleep(0.05)
            assert (tab.now()["busy"], tab.loaded()["busy"]) == (True, True)
            site.ask("PUT", "/api/network", {"state": "normal"})

        assert turn.result()["progress"] == meanwhile
        assert meanwhile
        now = tab.now()
        assert (now["progress"], now["busy"]) == ([], False)
