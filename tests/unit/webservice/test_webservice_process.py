"""``python -m webservice`` as it is run: a process of its own that is spoken to over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from processes import PROJECT_ROOT, ServerDidNotStart
from tests.unit.webservice.authority import launch
from webservice.app import MAX_BODY_BYTES
from webservice.launch import running_skill

NO_STORE = "http://127.0.0.1:1"
VERIFIED = {"VOICESHOP_VERIFY_REQUESTS": "on", "VOICESHOP_SKILL_ID": "amzn1.ask.skill.voice-shop"}


def post(url: str, body: bytes | Iterator[bytes]) -> tuple[int, Any]:
    """The status and the answer. A body in parts is sent without telling its length beforehand."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request("POST", "/alexa", body)
    response = connection.getresponse()
    return response.status, json.load(response)


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "webservice", "--store-url", NO_STORE, *arguments],
        env={**os.environ, **environment},
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_skill_answers_over_http_and_ends_when_told(tmp_path: Path) -> None:
    with running_skill(NO_STORE, data_dir=tmp_path) as skill:
        status, answer = post(skill.url, json.dumps(launch()).encode())
        assert (status, answer["version"]) == (200, "1.0")
        status, answer = post(skill.url, b" " * (MAX_BODY_BYTES + 1))
        assert (status, answer["error"]) == (413, "request-entity-too-large")
        status, answer = post(skill.url, iter([b" " * MAX_BODY_BYTES, b" "]))
        assert (status, answer["error"]) == (413, "request-entity-too-large")
        assert "Signature check OFF" in skill.printed()
    assert skill.process.returncode == 0


def test_an_unsigned_request_is_refused_where_the_check_is_on(tmp_path: Path) -> None:
    with running_skill(NO_STORE, data_dir=tmp_path, env=VERIFIED) as skill:
        status, answer = post(skill.url, json.dumps(launch()).encode())
        assert (status, answer["error"]) == (400, "no-signature")
        assert "Signature check OFF" not in skill.printed()


def test_the_check_cannot_be_off_on_an_address_that_others_reach() -> None:
    ended = start("--port", "0", "--host", "0.0.0.0", VOICESHOP_VERIFY_REQUESTS="off")
    assert ended.returncode == 2
    assert ended.stderr.strip() == (
        "VOICESHOP_VERIFY_REQUESTS=off is for development on one machine, and 0.0.0.0 can be reached from others. "
        "Listen on 127.0.0.1, or switch the check on."
    )


@pytest.mark.parametrize("impossible", [None, 70_000])
def test_a_port_that_cannot_be_had_is_refused(impossible: int | None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = impossible or taken.getsockname()[1]
        ended = start("--port", str(port), VOICESHOP_VERIFY_REQUESTS="off")
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Cannot listen on 127.0.0.1 port {port}: ")


def test_a_skill_that_ends_early_says_why() -> None:
    with (
        pytest.raises(ServerDidNotStart, match="Set it to on or off"),
        running_skill(NO_STORE, env={"VOICESHOP_VERIFY_REQUESTS": "maybe"}),
    ):
        pass
