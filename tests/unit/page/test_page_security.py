"""Only this page asks this server: other sites in the same browser get nothing, and no other file is served."""

from __future__ import annotations

from http.client import HTTPConnection

import pytest

from simulator.page.app import LARGEST_BODY
from tests.unit.page.tab import Site


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", "127.0.0.1.evil.example"])
@pytest.mark.parametrize("path", ["/", "/api/house", "/linked?state=x"])
def test_another_name_for_this_machine_is_refused(site: Site, host: str, path: str) -> None:
    assert site.ask("GET", path, Host=host).status == 403


def test_localhost_is_this_machine(site: Site) -> None:
    assert (
        site.ask("GET", "/api/house", Host=site.url.removeprefix("http://").replace("127.0.0.1", "localhost")).status
        == 200
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": ""},
    ],
)
def test_another_sites_page_changes_nothing(site: Site, headers: dict[str, str]) -> None:
    refused = site.ask("POST", "/api/desks", {}, **headers)
    assert refused.status in {400, 403}
    assert refused.error["where"] == "page"


def test_another_sites_page_reads_nothing(site: Site) -> None:
    refused = site.ask("GET", "/api/house", Sec_Fetch_Site="cross-site")
    assert refused.status == 403
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_the_page_itself_may(site: Site) -> None:
    made = site.ask("POST", "/api/desks", {}, Origin=site.url, Sec_Fetch_Site="same-origin")
    assert made.status == 201


@pytest.mark.parametrize("path", ["/api/house", "/nowhere", "/linked"])
def test_nothing_is_guessed_framed_or_kept(site: Site, path: str) -> None:
    headers = site.ask("GET", path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Server" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/app.py",
        "/templates/linked.html",
        "/screens/package.json",
        "/screens/../house.py",
        "/node_modules/apl-viewhost-web/package.json",
    ],
)
def test_no_other_file_is_served(site: Site, path: str) -> None:
    connection = HTTPConnection(site.url.removeprefix("http://"))  # sends a path as it is written
    connection.request("GET", path)
    assert connection.getresponse().status == 404
    connection.close()


def test_a_body_that_is_too_large_is_refused(site: Site) -> None:
    refused = site.ask("POST", "/api/desks", b"{" + b" " * LARGEST_BODY + b"}")
    assert (refused.status, refused.error["where"]) == (413, "page")
