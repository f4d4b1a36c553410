"""How the skill finds a store's doors: its profile, which version both speak, and where a token may go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.scripted_store import VERSION, Reply, ScriptedStore, ok
from tests.unit.adapters import documents
from voiceshop.adapters.ucp import profile
from voiceshop.shop.errors import StoreTrouble
from voiceshop.shop.ports import Store

pytestmark = pytest.mark.usefixtures("shelves")


class TestDiscovery:
    def test_the_profile_is_read_once_for_many_turns(self, scripted: ScriptedStore, turn: Callable[[], Store]) -> None:
        for _ in range(3):
            turn().search("latte")

        assert [asked.path for asked in scripted.asked].count("/.well-known/ucp") == 1

    def test_a_profile_that_has_grown_old_is_read_anew(
        self, scripted: ScriptedStore, turn: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(profile, "_SHORTEST_SECONDS", 0)
        stale_at_once = {"Cache-Control": "public, max-age=0"}
        scripted.on("GET /.well-known/ucp", Reply(scripted.profile(), headers=stale_at_once))

        turn().search("latte")
        turn().search("latte")

        assert [asked.path for asked in scripted.asked].count("/.well-known/ucp") == 2

    def test_the_rest_base_is_where_the_profile_says(self, scripted: ScriptedStore, store: Store) -> None:
        moved = scripted.profile()
        moved["ucp"]["services"]["dev.ucp.shopping"][0]["endpoint"] = f"{scripted.url}/api/v7/"
        scripted.on("GET /.well-known/ucp", Reply(moved))
        scripted.on("POST /api/v7/catalog/search", ok(products=[]))

        store.search("latte")

        assert scripted.asked[-1].path == "/api/v7/catalog/search"

    def test_places_are_asked_for_at_the_common_service(self, scripted: ScriptedStore, store: Store) -> None:
        apart = scripted.profile()
        service = {"version": VERSION, "transport": "rest", "endpoint": f"{scripted.url}/common"}
        apart["ucp"]["services"]["dev.ucp.common"] = [service]
        scripted.on("GET /.well-known/ucp", Reply(apart))
        scripted.on("POST /common/locations/search", ok(locations=[documents.LOCATION]))

        assert store.places()

    def test_a_store_without_a_common_service_has_its_places_beside_its_shop(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        single = scripted.profile()
        del single["ucp"]["services"]["dev.ucp.common"]
        scripted.on("GET /.well-known/ucp", Reply(single))

        assert store.places()

    def test_another_version_is_refused_before_anything_is_asked(
        self, scripted: ScriptedStore, store: Store, caplog: pytest.LogCaptureFixture
    ) -> None:
        scripted.on("GET /.well-known/ucp", Reply(scripted.profile("2031-01-01")))

        with pytest.raises(StoreTrouble):
            store.search("latte")

        assert scripted.calls() == []
        assert f"does not speak UCP {VERSION}" in caplog.text

    def test_a_newer_store_that_still_speaks_our_version_is_spoken_to_in_it(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        older = {VERSION: f"{scripted.url}/.well-known/ucp/{VERSION}"}
        scripted.on("GET /.well-known/ucp", Reply(scripted.profile("2031-01-01", supported_versions=older)))
        scripted.on(f"GET /.well-known/ucp/{VERSION}", Reply(scripted.profile()))

        assert store.search("latte").items

    def test_a_profile_that_is_not_of_the_version_it_was_promised_as(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        older = {VERSION: f"{scripted.url}/.well-known/ucp/{VERSION}"}
        newer = Reply(scripted.profile("2031-01-01", supported_versions=older))
        scripted.on("GET /.well-known/ucp", newer)
        scripted.on(f"GET /.well-known/ucp/{VERSION}", newer)

        with pytest.raises(StoreTrouble):
            store.search("latte")

    def test_a_profile_of_our_version_at_another_host_is_not_followed(
        self, scripted: ScriptedStore, store: Store
    ) -> None:
        older = {VERSION: f"{scripted.url.replace('127.0.0.1', 'localhost')}/.well-known/ucp/{VERSION}"}
        scripted.on("GET /.well-known/ucp", Reply(scripted.profile("2031-01-01", supported_versions=older)))

        with pytest.raises(StoreTrouble):
            store.search("latte")

        assert len(scripted.asked) == 1

    @pytest.mark.parametrize("services", [{}, {"dev.ucp.shopping": [{"version": VERSION, "transport": "mcp"}]}])
    def test_a_store_without_rest_is_refused(
        self, scripted: ScriptedStore, store: Store, services: dict[str, object]
    ) -> None:
        scripted.on("GET /.well-known/ucp", Reply({"ucp": {"version": VERSION, "services": services}}))

        with pytest.raises(StoreTrouble):
            store.search("latte")

    def test_a_token_is_not_sent_where_anyone_could_read_it(self, scripted: ScriptedStore, store: Store) -> None:
        careless = scripted.profile()
        careless["ucp"]["services"]["dev.ucp.shopping"][0]["endpoint"] = "ftp://127.0.0.1/ucp"
        scripted.on("GET /.well-known/ucp", Reply(careless))

        with pytest.raises(StoreTrouble):
            store.cart("cart_1")
