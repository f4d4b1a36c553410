"""What holds for every call: the profile, the platform's name, versions, errors without stack traces."""

from __future__ import annotations

import pytest
import requests
from store_client import TWO_LATTES, Platform, codes
from ucp_sdk.models.schemas.profile import BusinessSchema

from store.launch import RunningStore


def test_the_profile_is_what_the_sdk_expects(store: RunningStore) -> None:
    response = requests.get(f"{store.url}/.well-known/ucp", timeout=30)
    profile = BusinessSchema.model_validate(response.json())
    assert profile.ucp.version == "2026-08-25"
    assert response.json()["ucp"]["services"]["dev.ucp.shopping"][0]["endpoint"] == f"{store.url}/ucp/v1"
    assert response.json()["ucp"]["services"]["dev.ucp.common"][0]["endpoint"] == f"{store.url}/ucp/v1"
    assert response.json()["keys"][0]["crv"] == "P-256"
    assert "d" not in response.json()["keys"][0]
    assert "public" in response.headers["Cache-Control"]


def test_the_store_says_when_it_is_ready(store: RunningStore) -> None:
    assert requests.get(f"{store.url}/healthz", timeout=30).text == "ok"


def test_a_platform_without_a_name_is_refused(store: RunningStore) -> None:
    response = requests.post(f"{store.url}/ucp/v1/catalog/search", json={"query": "*"}, timeout=30)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_profile_url")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://platform.example/profile",
        "https://platform.example:99999/profile",
        f"https://{'a' * 70}.example/profile",
        "https://[platform.example/profile",
        "https://name:secret@platform.example/profile",
        f"https://platform.example/{'a' * 3000}",
    ],
)
def test_a_platform_at_an_impossible_address_is_refused(store: RunningStore, address: str) -> None:
    response = Platform(store.url, profile=address).post("/catalog/search", {"query": "*"})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_profile_url")


def test_an_unknown_protocol_version_is_refused_by_name(store: RunningStore) -> None:
    old = Platform(store.url, profile='https://platform.example/profile"; version="2024-01-01')
    response = old.post("/catalog/search", {"query": "*"})
    assert (response.status_code, response.json()["code"]) == (422, "version_unsupported")
    assert "2024-01-01" in response.json()["content"]
    assert "2026-08-25" in response.json()["content"]


def test_every_ucp_answer_names_its_version(guest: Platform) -> None:
    answers = [guest.post("/catalog/search", {"query": "*"}), guest.get("/carts/none"), guest.get("/orders/none")]
    assert {answer.json()["ucp"]["version"] for answer in answers} == {"2026-08-25"}


def test_an_unknown_path_is_json_too(guest: Platform) -> None:
    response = guest.get("/unicorns")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_huge_body_is_refused(guest: Platform) -> None:
    assert guest.post("/carts", {"line_items": TWO_LATTES, "padding": "x" * 300_000}).status_code == 413


def test_half_a_json_is_refused(store: RunningStore) -> None:
    headers = {"UCP-Agent": 'profile="https://platform.example/profile"', "Content-Type": "application/json"}
    response = requests.post(f"{store.url}/ucp/v1/carts", data=b'{"line_items": [', headers=headers, timeout=30)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")


def test_a_basic_password_is_no_token(store: RunningStore) -> None:
    response = Platform(store.url, extra={"Authorization": "Basic YW5hOmRlbW8="}).get("/orders/any")
    assert response.status_code == 401
    assert codes(response.json()) == ["identity_required"]
