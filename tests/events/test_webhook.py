"""The webhook function as an HTTP API calls it: with what the store sent of an order whose turn had died."""

from __future__ import annotations

import base64
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from simulator.linking import link
from store.launch import running_store
from tests.support.dynamodb_local import template
from tests.support.lost_orders import lose_an_order
from tests.support.post_room import Delivery, PostRoom, receiving_post
from tests.unit.skill.household import Household
from voiceshop.adapters.ucp.platform import PROFILE_PATH, WEBHOOK_PATH

Json = dict[str, Any]
Function = Callable[[Json], Json]


@pytest.fixture(scope="module")
def post_room() -> Iterator[PostRoom]:
    with receiving_post() as room:
        yield room


@pytest.fixture(scope="module")
def home(post_room: PostRoom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    data = tmp_path_factory.mktemp("store")
    with running_store(data_dir=data) as store:
        token = link(store.url, "ana", "demo").access_token() or ""
        yield Household(store.url, data, token, profile_url=post_room.profile_url)


@pytest.fixture
def webhook(home: Household, monkeypatch: pytest.MonkeyPatch) -> Function:
    """The function, in a process that has just started, on the household's Ledger."""
    monkeypatch.setenv("VOICESHOP_STORE_URL", home.store_url)
    monkeypatch.setenv("VOICESHOP_PROFILE_URL", home.profile_url)
    monkeypatch.setenv("VOICESHOP_LEDGER", f"sqlite:{home.data / home.user}.sqlite3")
    monkeypatch.delitem(sys.modules, "webhook", raising=False)
    handler = importlib.import_module("webhook").handler
    return lambda event: handler(event, None)


def request(method: str, path: str, delivery: Delivery | None = None, body: str | None = None) -> Json:
    """As an HTTP API passes it on, payload format 2.0; a body that may be binary comes as base64."""
    event: Json = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": dict(delivery.headers) if delivery else {},
        "requestContext": {"http": {"method": method, "path": path}},
        "isBase64Encoded": False,
    }
    if delivery:
        event |= {"body": base64.b64encode(delivery.body).decode(), "isBase64Encoded": True}
    return event if body is None else {**event, "body": body}


def test_a_lost_order_is_settled_by_the_stores_word_and_told_at_the_next_launch(
    webhook: Function, home: Household, post_room: PostRoom, caplog: pytest.LogCaptureFixture
) -> None:
    lose_an_order(home)
    delivery = post_room.next()

    assert webhook(request("POST", WEBHOOK_PATH, delivery))["statusCode"] == 200

    number = delivery.order["label"]
    assert home.ledger.open_purchases() == ()
    assert home.speaker().launch() == f"Good news: your order {number} for one croissant went through. Anything else?"
    assert "Good news" not in home.speaker().launch()
    assert number in home.speaker().say("OrderStatusIntent")
    assert "croissant" in home.speaker().say("ReorderIntent")
    assert home.user not in caplog.text


def test_what_the_store_has_not_sent_changes_nothing(webhook: Function, home: Household, post_room: PostRoom) -> None:
    lose_an_order(home)
    delivery = post_room.next()
    held = home.ledger.held(home.user)
    plain = request("POST", WEBHOOK_PATH, delivery) | {"body": delivery.body.decode(), "isBase64Encoded": False}

    for event in (
        request("POST", WEBHOOK_PATH, delivery.with_headers(signature=None)),
        plain | {"body": plain["body"].replace("croissant", "latte")},
        {**request("POST", WEBHOOK_PATH), "body": None},
    ):
        assert webhook(event)["statusCode"] == 401
    assert webhook(request("POST", WEBHOOK_PATH, delivery, "A" * 1_000_000))["statusCode"] == 413
    assert home.ledger.held(home.user) == held

    assert webhook(plain)["statusCode"] == 200


def test_it_shows_the_profile_that_the_store_has_found_it_by(webhook: Function, home: Household) -> None:
    answer = webhook(request("GET", PROFILE_PATH))
    assert answer["statusCode"] == 200
    assert answer["headers"]["Content-Type"] == "application/json"
    order = json.loads(answer["body"])["ucp"]["capabilities"]["dev.ucp.shopping.order"][0]
    assert order["config"]["webhook_url"] == home.profile_url.replace(PROFILE_PATH, WEBHOOK_PATH)


def test_what_became_of_each_event_is_counted(
    webhook: Function,
    home: Household,
    post_room: PostRoom,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home.speaker().launch()  # what is told of older orders is told
    lose_an_order(home)
    event = request("POST", WEBHOOK_PATH, post_room.next())

    def counted(event: Json, function: Function = webhook) -> list[Json]:
        capsys.readouterr()
        function(event)
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return [{name: line[name] for name in ("Taken", "Refused", "Again")} for line in lines]

    assert counted(request("GET", PROFILE_PATH)) == []
    assert counted(event) == counted(event) == [{"Taken": 1, "Refused": 0, "Again": 0}]
    for body in ("", "A" * 1_000_000):
        assert counted({**event, "body": body}) == [{"Taken": 0, "Refused": 1, "Again": 0}]

    monkeypatch.setenv("VOICESHOP_STORE_URL", "http://127.0.0.1:9")  # its keys cannot be had
    monkeypatch.delitem(sys.modules, "webhook")
    restarted = importlib.import_module("webhook").handler
    assert counted(event, lambda each: restarted(each, None)) == [{"Taken": 0, "Refused": 0, "Again": 1}]


def test_an_alarm_tells_of_a_shop_with_few_orders_all_of_which_are_refused(
    webhook: Function, capsys: pytest.CaptureFixture[str]
) -> None:
    alarm = template()["Resources"]["WebhookRefusalsAlarm"]["Properties"]
    (rule,) = [each for each in alarm["Metrics"] if each.get("ReturnData", True)]
    looked_at = {each["Id"]: each["MetricStat"] for each in alarm["Metrics"] if each is not rule}
    assert (rule["Expression"], alarm["Threshold"], alarm["EvaluationPeriods"]) == (
        "IF(refused > 0 AND taken == 0, 1, 0)",
        1,
        1,
    )
    assert {(stat["Period"], stat["Stat"]) for stat in looked_at.values()} == {(3600, "Sum")}

    webhook({**request("POST", WEBHOOK_PATH), "body": "{}"})
    line = json.loads(capsys.readouterr().out)
    (described,) = line["_aws"]["CloudWatchMetrics"]
    for name, stat in looked_at.items():
        assert stat["Metric"] == {"Namespace": described["Namespace"], "MetricName": name.capitalize()}
        assert {"Name": name.capitalize(), "Unit": "Count"} in described["Metrics"]
    assert (line["Refused"], line["Taken"]) == (1, 0)


def test_an_alarm_tells_of_two_failures_however_far_apart_in_an_hour() -> None:
    alarm = template()["Resources"]["WebhookErrorsAlarm"]["Properties"]
    assert (alarm["EvaluationPeriods"] * alarm["Period"], alarm["DatapointsToAlarm"]) == (3600, 2)


def test_the_template_lets_in_these_two_and_nothing_else() -> None:
    resources = template()["Resources"].values()
    routes = {each["Properties"]["RouteKey"] for each in resources if each["Type"] == "AWS::ApiGatewayV2::Route"}
    assert routes == {f"GET {PROFILE_PATH}", f"POST {WEBHOOK_PATH}"}
