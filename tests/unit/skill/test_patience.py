"""What a customer hears while a slow store is waited for, by way of Alexa's own API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from socket import create_server
from typing import Any

import pytest

from tests.support.serving import Handler, serving
from tests.unit.skill.conftest import event, speech
from voiceshop.adapters.progressive import ProgressiveResponses
from voiceshop.alexa.entry import answer
from voiceshop.bootstrap import Settings, build_skill

Json = dict[str, Any]


@dataclass
class AlexaApi:
    """Alexa's API as far as this is about it: keeps what it was sent, and answers with a status."""

    url: str = ""
    status: int = 204
    received: list[tuple[str, str, Json]] = field(default_factory=list)


@pytest.fixture
def api() -> Iterator[AlexaApi]:
    alexa = AlexaApi()

    class Api(Handler):
        def do_POST(self) -> None:
            alexa.received.append((self.path, self.headers["Authorization"], json.loads(self.body())))
            self.answer(status=alexa.status)

    with serving(Api) as alexa.url:
        yield alexa


@pytest.fixture
def silent_store() -> Iterator[str]:
    """A store that takes connections and never answers."""
    with create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def ask_for_deals(store_url: str, folder: Path, trusted: str | None, endpoint: str) -> Json:
    settings = Settings(store_url, f"sqlite:{folder}/l.sqlite3", seller="B", contact="c", alexa_api=trusted)
    request = event("whats-on-sale")
    request["context"]["System"] |= {"apiEndpoint": endpoint, "apiAccessToken": "secret"}
    return answer(build_skill(settings), request)


def test_whoever_waits_for_a_slow_store_hears_so_once(api: AlexaApi, silent_store: str, tmp_path: Path) -> None:
    response = ask_for_deals(silent_store, tmp_path, api.url, api.url)
    assert speech(response).startswith("The store is taking too long to answer.")
    directive = {"type": "VoicePlayer.Speak", "speech": "<speak>One moment, please.</speak>"}
    header = {"requestId": event("whats-on-sale")["request"]["requestId"]}
    assert api.received == [("/v1/directives", "Bearer secret", {"header": header, "directive": directive})]


def test_nobody_is_asked_for_patience_where_the_store_is_quick_to_fail(api: AlexaApi, tmp_path: Path) -> None:
    ask_for_deals("http://127.0.0.1:9", tmp_path, api.url, api.url)
    assert api.received == []


def test_a_token_goes_to_amazon_and_to_nobody_else(api: AlexaApi) -> None:
    for stranger in (api.url, f"{api.url}/https://api.amazonalexa.com", "https://api.amazonalexa.com.example"):
        ProgressiveResponses().speak(stranger, "secret", "r", "<speak>One moment.</speak>")
    assert api.received == []


@pytest.mark.parametrize("status", [400, 500])
def test_a_refusal_harms_nobody(api: AlexaApi, status: int, caplog: pytest.LogCaptureFixture) -> None:
    api.status = status
    ProgressiveResponses(api.url).speak(api.url, "secret", "r", "<speak>One moment.</speak>")
    assert [record.getMessage() for record in caplog.records] == [f"progressive response refused: {status}"]


def test_an_api_that_is_down_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    ProgressiveResponses("http://127.0.0.1:9").speak("http://127.0.0.1:9", "secret", "r", "<speak>One moment.</speak>")
    assert [record.getMessage() for record in caplog.records] == ["progressive response failed: NewConnectionError"]
