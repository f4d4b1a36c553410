"""Without signatures no page in the developer's browser speaks to the skill, whatever its name was made to mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.unit.webservice.authority import Alexa, launch
from tests.unit.webservice.conftest import Service
from webservice.app import create_app

reached: list[dict[str, Any]] = []


def skill(request: dict[str, Any]) -> dict[str, Any]:
    reached.append(request)
    return {"version": "1.0", "response": {}}


@pytest.fixture
def client() -> FlaskClient:
    reached.clear()
    return create_app(skill, verifiers=[], host="127.9.9.9").test_client()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8080", "localhost:8080", "LocalHost", "[::1]:8080", "127.9.9.9:1"]
)
def test_this_machine_is_answered_by_its_own_names(client: FlaskClient, host: str) -> None:
    assert client.post("/alexa", data=b"{}", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example",
        "rebound.example:8080",
        "127.0.0.1.rebound.example",
        "localhost.rebound.example:8080",
        "rebound.example@127.0.0.1",
        "127.0.0.1@rebound.example",
        "127.0.0.2",
        "[::2]",
        "[::1",
        "",
    ],
)
def test_another_name_is_refused(client: FlaskClient, host: str, refusals: Callable[[], list[str]]) -> None:
    response = client.post("/alexa", data=b"{}", headers={"Host": host})
    assert (response.status_code, response.get_json()["error"]) == (400, "other-host")
    assert refusals() == ["other-host"]
    assert reached == []


@pytest.mark.parametrize(
    "sent",
    [
        {"Origin": "https://page.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8080"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_what_a_page_makes_a_browser_send_is_refused(client: FlaskClient, sent: dict[str, str]) -> None:
    response = client.post("/alexa", data=b"{}", headers=sent, content_type="text/plain")
    assert (response.status_code, response.get_json()["error"]) == (400, "from-a-page")
    assert reached == []


def test_where_signatures_are_checked_the_name_is_the_proxys_concern(service: Service, alexa: Alexa) -> None:
    request = alexa.signed(launch())
    request.headers["Host"] = "skill.bluebird.example"
    assert service.post(request).status_code == 200
