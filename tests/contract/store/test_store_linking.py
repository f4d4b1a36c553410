"""Account linking: the code flow with PKCE as Alexa runs it, and everything that must not work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from store_client import CLIENT, REDIRECT, SCOPES, TWO_LATTES, Linking, Platform, back_at_the_platform, codes

from store.launch import RunningStore
from store.oauth.scopes import ALL, DESCRIPTIONS


def refresh(store: RunningStore, refresh_token: str) -> requests.Response:
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": CLIENT}
    return requests.post(f"{store.url}/oauth/token", data=form, timeout=30)


def revoke(store: RunningStore, token: str) -> requests.Response:
    return requests.post(f"{store.url}/oauth/revoke", data={"token": token, "client_id": CLIENT}, timeout=30)


def works(store: RunningStore, access_token: str) -> bool:
    return Platform(store.url, access_token).post("/carts", {"line_items": TWO_LATTES}).status_code == 201


@pytest.fixture
def linking(store: RunningStore) -> Linking:
    return Linking(store.url)


class TestTheWayThere:
    def test_a_customer_logs_in_and_the_platform_gets_tokens(self, store: RunningStore, linking: Linking) -> None:
        tokens = linking.tokens("ana")
        assert tokens["token_type"] == "Bearer"
        assert tokens["expires_in"] >= 360
        assert set(tokens["scope"].split()) == set(SCOPES.split())
        assert works(store, tokens["access_token"])

    def test_the_answer_names_its_issuer_and_keeps_the_state(self, store: RunningStore, linking: Linking) -> None:
        answered = back_at_the_platform(linking.log_in("ana"))
        assert (answered["iss"], answered["state"]) == (store.url, "a state")

    def test_a_customer_may_say_no(self, linking: Linking) -> None:
        answered = back_at_the_platform(linking.log_in("ana", decision="deny"))
        assert (answered["error"], answered["state"]) == ("access_denied", "a state")
        assert "iss" in answered

    def test_the_metadata_tells_how(self, store: RunningStore) -> None:
        metadata = requests.get(f"{store.url}/.well-known/oauth-authorization-server", timeout=30).json()
        assert metadata["issuer"] == store.url
        assert metadata["code_challenge_methods_supported"] == ["S256"]
        assert metadata["authorization_response_iss_parameter_supported"] is True
        assert set(metadata["scopes_supported"]) == set(SCOPES.split())
        resource = requests.get(f"{store.url}/.well-known/oauth-protected-resource", timeout=30).json()
        assert resource["authorization_servers"] == [store.url]

    def test_the_login_page_is_closed_to_frames_caches_and_scripts(self, linking: Linking) -> None:
        headers = linking.open().headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"


class TestPkce:
    @pytest.mark.parametrize(
        "changes", [{"code_challenge": None}, {"code_challenge_method": None}, {"code_challenge_method": "plain"}]
    )
    def test_there_is_no_login_without_s256(self, linking: Linking, changes: dict[str, str | None]) -> None:
        answered = back_at_the_platform(linking.open(**changes))
        assert answered["error"] == "invalid_request"

    def test_another_verifier_gets_nothing(self, linking: Linking) -> None:
        code = back_at_the_platform(linking.log_in("ana"))["code"]
        refused = linking.redeem(code, code_verifier="x" * 43)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")

    def test_no_verifier_gets_nothing(self, linking: Linking) -> None:
        code = back_at_the_platform(linking.log_in("ana"))["code"]
        assert linking.redeem(code, code_verifier="").json()["error"] == "invalid_grant"


class TestRedirects:
    @pytest.mark.parametrize(
        "address",
        [
            "https://evil.example/",
            f"{REDIRECT}/more",
            f"{REDIRECT}?x=1",
            REDIRECT.lower(),
            REDIRECT.replace("https", "http"),
            REDIRECT.replace("amazon.com", "amazon.com.evil.example"),
        ],
    )
    def test_nobody_is_sent_to_an_address_that_is_not_registered(self, linking: Linking, address: str) -> None:
        response = linking.open(redirect_uri=address)
        assert response.status_code == 400
        assert "Location" not in response.headers

    def test_an_unknown_client_is_told_nothing(self, linking: Linking) -> None:
        assert linking.open(client_id="somebody").status_code == 400

    def test_the_code_is_only_good_for_the_same_address(self, linking: Linking) -> None:
        code = back_at_the_platform(linking.log_in("ana"))["code"]
        other = "https://layla.amazon.com/api/skill/link/VOICESHOP"
        assert linking.redeem(code, redirect_uri=other).json()["error"] == "invalid_grant"

    def test_an_unknown_scope_is_refused(self, linking: Linking) -> None:
        assert back_at_the_platform(linking.open(scope="everything"))["error"] == "invalid_scope"

    def test_an_empty_wish_is_for_everything_and_the_page_says_so(self, linking: Linking) -> None:
        page = linking.open(scope=" ").text
        granted = linking.tokens("ana", scope=" ")["scope"].split()
        assert [scope for scope in granted if DESCRIPTIONS[scope] not in page] == []
        assert set(granted) == set(ALL)


class TestTheLoginForm:
    def test_a_wrong_password_stays_on_the_page(self, linking: Linking) -> None:
        response = linking.log_in("ben", "wrong")
        assert response.status_code == 401
        assert 'role="alert"' in response.text

    def test_an_unknown_name_looks_like_a_wrong_password(self, linking: Linking) -> None:
        assert linking.log_in("nobody").status_code == 401

    def test_a_form_from_elsewhere_is_refused(self, linking: Linking) -> None:
        form = {"username": "ana", "password": "demo", "decision": "allow", "csrf": "guessed"}
        response = requests.post(f"{linking.url}/oauth/authorize", params=linking.query(), data=form, timeout=30)
        assert response.status_code == 400

    def test_guessing_locks_the_account_even_for_the_right_password(self, own_store: RunningStore) -> None:
        for _ in range(5):
            assert Linking(own_store.url).log_in("ana", "guess").status_code == 401
        assert Linking(own_store.url).log_in("ana", "demo").status_code == 429
        assert Linking(own_store.url).log_in("ben", "demo").status_code == 302


class TestUsedTwice:
    def test_a_code_works_once_and_its_second_use_ends_everything(self, store: RunningStore, linking: Linking) -> None:
        code = back_at_the_platform(linking.log_in("ana"))["code"]
        tokens = linking.redeem(code).json()
        assert linking.redeem(code).json()["error"] == "invalid_grant"
        assert not works(store, tokens["access_token"])

    def test_five_redemptions_at_once_give_one_pair_at_most(self, linking: Linking) -> None:
        code = back_at_the_platform(linking.log_in("ana"))["code"]
        with ThreadPoolExecutor(5) as at_once:
            statuses = list(at_once.map(lambda _: linking.redeem(code).status_code, range(5)))
        assert statuses.count(200) <= 1

    def test_a_refresh_token_is_replaced(self, store: RunningStore, linking: Linking) -> None:
        tokens = linking.tokens("ana")
        renewed = refresh(store, tokens["refresh_token"]).json()
        assert renewed["refresh_token"] != tokens["refresh_token"]
        assert works(store, renewed["access_token"])

    def test_an_old_refresh_token_ends_the_whole_family(self, store: RunningStore, linking: Linking) -> None:
        tokens = linking.tokens("ana")
        renewed = refresh(store, tokens["refresh_token"]).json()
        assert refresh(store, tokens["refresh_token"]).json()["error"] == "invalid_grant"
        assert not works(store, renewed["access_token"])
        assert refresh(store, renewed["refresh_token"]).status_code == 400


class TestAnotherClient:
    """What was given to one client is nothing in the hands of another, and stays good for its own."""

    OTHER = "voiceshop-simulator"

    def test_cannot_redeem_a_code(self, store: RunningStore, linking: Linking) -> None:
        code = back_at_the_platform(linking.log_in("ana"))["code"]
        assert linking.redeem(code, client_id=self.OTHER).json()["error"] == "invalid_grant"
        assert works(store, linking.redeem(code).json()["access_token"])

    def test_cannot_refresh_a_token(self, store: RunningStore, linking: Linking) -> None:
        tokens = linking.tokens("ana")
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": self.OTHER}
        refused = requests.post(f"{store.url}/oauth/token", data=form, timeout=30)
        assert refused.json()["error"] == "invalid_grant"
        assert refresh(store, tokens["refresh_token"]).status_code == 200

    def test_cannot_revoke_a_token(self, store: RunningStore, linking: Linking) -> None:
        token = linking.tokens("ana")["access_token"]
        form = {"token": token, "client_id": self.OTHER}
        requests.post(f"{store.url}/oauth/revoke", data=form, timeout=30)
        assert works(store, token)


class TestUnlinking:
    @pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
    def test_revoking_either_token_ends_the_link(self, store: RunningStore, linking: Linking, kind: str) -> None:
        tokens = linking.tokens("ana")
        assert revoke(store, tokens[kind]).status_code == 200
        assert not works(store, tokens["access_token"])
        assert refresh(store, tokens["refresh_token"]).status_code == 400

    def test_revoking_nonsense_is_no_error(self, store: RunningStore) -> None:
        assert revoke(store, "nonsense").status_code == 200


class TestScopes:
    @pytest.fixture
    def cart_only(self, store: RunningStore, linking: Linking) -> Platform:
        return Platform(store.url, linking.tokens("ana", scope="dev.ucp.shopping.cart:manage")["access_token"])

    def test_a_token_does_what_it_was_granted(self, cart_only: Platform) -> None:
        assert cart_only.post("/carts", {"line_items": TWO_LATTES}).status_code == 201

    @pytest.mark.parametrize(
        ("path", "scope"),
        [
            ("/checkout-sessions/any", "dev.ucp.shopping.checkout:manage"),
            ("/orders/any", "dev.ucp.shopping.order:read"),
        ],
    )
    def test_and_nothing_else(self, cart_only: Platform, path: str, scope: str) -> None:
        response = cart_only.get(path)
        assert (response.status_code, codes(response.json())) == (403, ["insufficient_scope"])
        assert f'scope="{scope}"' in response.headers["WWW-Authenticate"]

    def test_cancelling_has_a_scope_of_its_own(self, cart_only: Platform) -> None:
        assert cart_only.post("/orders/any/cancel").status_code == 403

    def test_a_refresh_cannot_widen_the_grant(self, store: RunningStore, linking: Linking) -> None:
        tokens = linking.tokens("ana", scope="dev.ucp.shopping.cart:manage")
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": CLIENT}
        wider = requests.post(f"{store.url}/oauth/token", data={**form, "scope": SCOPES}, timeout=30)
        assert wider.json()["error"] == "invalid_scope"


def test_errors_reach_the_platform_with_state_and_issuer(store: RunningStore, linking: Linking) -> None:
    response = linking.open(response_type="token")
    answered = dict(parse_qsl(urlsplit(response.headers["Location"]).query))
    assert (answered["error"], answered["state"], answered["iss"]) == (
        "unsupported_response_type",
        "a state",
        store.url,
    )


def test_no_token_stands_in_the_database(store: RunningStore, linking: Linking) -> None:
    tokens = linking.tokens("ana")
    for file in store.data_dir.glob("store.sqlite3*"):
        content = file.read_bytes()
        assert tokens["access_token"].encode() not in content
        assert tokens["refresh_token"].encode() not in content


class TestTheSimulatorOnThisMachine:
    """A native client: its port is another one at every start (RFC 8252 sections 7.3 and 8.3)."""

    CLIENT = "voiceshop-simulator"

    @pytest.mark.parametrize("port", [1, 8082, 65535])
    def test_it_is_answered_at_whatever_port_it_listens(self, store: RunningStore, linking: Linking, port: int) -> None:
        here = f"http://127.0.0.1:{port}/linked"
        response = linking.log_in("ana", client_id=self.CLIENT, redirect_uri=here)
        assert response.headers["Location"].startswith(f"{here}?")
        answered = dict(parse_qsl(urlsplit(response.headers["Location"]).query))
        assert answered["iss"] == store.url
        tokens = linking.redeem(answered["code"], client_id=self.CLIENT, redirect_uri=here).json()
        assert works(store, tokens["access_token"])

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "http://localhost:8082/linked",
            "http://127.0.0.1/linked",
            "http://127.0.0.1:0/linked",
            "http://127.0.0.1:65536/linked",
            "http://127.0.0.1:08082/linked",
            "http://127.0.0.1:8082/linked/",
            "http://127.0.0.1:8082/linked?next=1",
            "http://127.0.0.1:8082/linked#here",
            "http://127.0.0.1:8082/",
            "http://127.0.0.1:8082/linked\n",
            "http://127.0.0.1:8082@evil.example/linked",
            "http://127.0.0.1.evil.example:8082/linked",
            "http://127x0x0x1:8082/linked",
            "http://[::1]:8082/linked",
            "https://127.0.0.1:8082/linked",
            REDIRECT,
        ],
    )
    def test_it_is_answered_nowhere_else(self, linking: Linking, elsewhere: str) -> None:
        response = linking.open(client_id=self.CLIENT, redirect_uri=elsewhere)
        assert response.status_code == 400
        assert "Location" not in response.headers

    def test_alexa_is_not_answered_on_this_machine(self, linking: Linking) -> None:
        assert linking.open(redirect_uri="http://127.0.0.1:8082/linked").status_code == 400

    def test_it_needs_pkce_as_everybody_does(self, linking: Linking) -> None:
        here = "http://127.0.0.1:8082/linked"
        response = linking.open(client_id=self.CLIENT, redirect_uri=here, code_challenge=None)
        assert "error=invalid_request" in response.headers["Location"]

    def test_a_code_belongs_to_the_port_it_was_asked_for(self, linking: Linking) -> None:
        here = "http://127.0.0.1:8082/linked"
        response = linking.log_in("ana", client_id=self.CLIENT, redirect_uri=here)
        code = dict(parse_qsl(urlsplit(response.headers["Location"]).query))["code"]
        refused = linking.redeem(code, client_id=self.CLIENT, redirect_uri="http://127.0.0.1:8083/linked")
        assert refused.status_code == 400
