"""The sweeper as AWS Lambda calls it, after a turn that died between the store's yes and our writing it down."""

from __future__ import annotations

import importlib
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from simulator.linking import link
from store.launch import RunningStore, running_store
from tests.support.dynamodb_local import template
from tests.support.serving import Handler, serving
from tests.support.signing_platform import SigningPlatform, signing_platform
from tests.unit.skill.household import Household
from voiceshop.adapters.ucp.signing import PlatformKey
from voiceshop.shop import sweeping
from voiceshop.shop.errors import LedgerTrouble
from voiceshop.shop.purchase import PurchaseState

Sweep = Callable[..., Any]
SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:voiceshop-platform-key"
NOTHING = {"open": 0, "interrupted": 0, "placed": 0, "failed": 0, "challenged": 0, "overdue": 0}


@pytest.fixture
def sweeper(monkeypatch: pytest.MonkeyPatch) -> Sweep:
    """One run, in a process that has just started, on the Ledger of that address and with those settings."""

    def run(ledger: str, **settings: str) -> Any:
        # A machine that runs tests may be slower than AWS.
        monkeypatch.setattr(sweeping, "LOOK_SECONDS", 40.0)
        for name, value in {"LEDGER": ledger, **settings}.items():
            monkeypatch.setenv(f"VOICESHOP_{name}", value)
        monkeypatch.delitem(sys.modules, "sweeper", raising=False)
        return importlib.import_module("sweeper").handler({}, None)

    return run


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    with running_store(data_dir=tmp_path_factory.mktemp("store")) as running:
        yield running


@pytest.fixture(scope="module")
def platform() -> Iterator[SigningPlatform]:
    """Ourselves, as the store sees us."""
    with signing_platform() as signing:
        signing.published = [PlatformKey(signing.key).jwk]
        yield signing


@dataclass
class Night:
    """A household whose customer has gone to bed, the store, and the sweeper."""

    home: Household
    sweep: Sweep
    settings: dict[str, str]

    @property
    def ledger(self) -> str:
        return f"sqlite:{self.home.data}/{self.home.user}.sqlite3"

    def dies(self, *calls: str) -> None:
        """A yes whose turn ends as if the process had at those calls of the Ledger; ten minutes go by."""
        speaker = self.home.speaker()
        speaker.say("AddToCartIntent", product="croissant")
        speaker.say("CheckoutIntent")
        self.home.ledger.down = set(calls)
        speaker.say("AMAZON.YesIntent")
        self.home.ledger.down = set()
        self.ten_minutes_go_by()

    def ten_minutes_go_by(self) -> None:
        self.home.age_purchases((datetime.now(UTC) - timedelta(minutes=11)).isoformat())

    def swept(self) -> Any:
        return self.sweep(self.ledger, **self.settings)


@pytest.fixture
def night(store: RunningStore, platform: SigningPlatform, sweeper: Sweep, tmp_path: Path) -> Night:
    token = link(store.url, "ana", "demo").access_token() or ""
    key = tmp_path / "key.pem"
    key.write_bytes(platform.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings = {"STORE_URL": store.url, "PROFILE_URL": platform.profile, "PLATFORM_KEY": f"file:{key}"}
    return Night(Household(store.url, store.data_dir, token, profile_url=platform.profile), sweeper, settings)


def test_nothing_is_open_in_a_new_ledger(sweeper: Sweep, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sweeper(f"sqlite:{tmp_path}/ledger.sqlite3") == NOTHING
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["Overdue"] == 0


def test_the_alarm_looks_at_a_metric_that_is_written(
    sweeper: Sweep, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweeper(f"sqlite:{tmp_path}/ledger.sqlite3")
    described = json.loads(capsys.readouterr().out)["_aws"]["CloudWatchMetrics"][0]
    alarm = template()["Resources"]["OverduePurchasesAlarm"]["Properties"]
    assert alarm["Namespace"] == described["Namespace"]
    assert alarm["MetricName"] in {metric["Name"] for metric in described["Metrics"]}


def test_an_order_whose_turn_died_is_settled_and_told_at_the_next_turn(
    night: Night, caplog: pytest.LogCaptureFixture
) -> None:
    before = len(night.home.orders())
    night.dies("move placed", "save")
    (died,) = night.home.ledger.open_purchases()
    assert died.state is PurchaseState.PLACING

    assert night.swept() == {**NOTHING, "open": 1, "interrupted": 1, "placed": 1}

    order, *older = sorted(night.home.orders(), key=lambda order: -int(order["label"]))
    assert (len(older), night.home.ledger.open_purchases()) == (before, ())
    assert f"order {order['label']}" in night.home.speaker().launch()
    assert order["label"] in night.home.speaker().say("OrderStatusIntent")
    assert night.home.user not in caplog.text


def test_a_yes_whose_turn_died_before_it_asked_has_ordered_nothing_and_never_will(night: Night) -> None:
    before, ledger, speaker = night.home.orders(), night.home.ledger, night.home.speaker()
    speaker.say("AddToCartIntent", product="croissant")
    speaker.say("CheckoutIntent")
    customer = ledger.customer(night.home.user)
    ledger.place(ledger.purchase(night.home.user, customer.purchase_id), customer)
    night.ten_minutes_go_by()

    assert night.swept() == {**NOTHING, "open": 1, "interrupted": 1, "failed": 1}

    assert "didn't go through, and nothing was charged" in night.home.speaker().launch()
    assert "too old to order by" in speaker.say("AMAZON.YesIntent")
    assert (night.home.orders(), ledger.open_purchases()) == (before, ())


def test_without_a_key_it_is_left_to_the_next_turn(night: Night) -> None:
    night.dies("move placed", "save")

    assert night.sweep(night.ledger) == {**NOTHING, "open": 1, "interrupted": 1}

    order = max(night.home.orders(), key=lambda order: int(order["label"]))
    assert f"Order {order['label']}" in night.home.speaker().launch()
    assert night.home.ledger.open_purchases() == ()


def test_a_customer_who_comes_back_at_that_very_moment_has_one_order(night: Night) -> None:
    before = len(night.home.orders())
    night.dies("move placed", "save")
    together = Barrier(2)

    def comes_back() -> str:
        together.wait()
        return night.home.speaker().say("OrderStatusIntent")

    def sweeps() -> Any:
        together.wait()
        return night.swept()

    with ThreadPoolExecutor(2) as pool:
        said, swept = pool.submit(comes_back), pool.submit(sweeps)
        order = max(night.home.orders(), key=lambda order: int(order["label"]))
        assert order["label"] in said.result()
        assert swept.result()["failed"] == 0

    assert (len(night.home.orders()), night.home.ledger.open_purchases()) == (before + 1, ())
    assert [past.id for past in night.home.ledger.customer(night.home.user).orders] == [order["id"]]


def test_the_key_is_read_from_the_one_secret_that_is_named(
    night: Night, platform: SigningPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    pem = platform.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    class SecretsManager(Handler):
        def do_POST(self) -> None:
            asked.append((self.headers["X-Amz-Target"], json.loads(self.body())))
            self.answer(json.dumps({"ARN": SECRET, "SecretString": pem}).encode())

    credentials = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "eu-west-1"}
    with serving(SecretsManager) as url:
        for name, value in {**credentials, "AWS_ENDPOINT_URL_SECRETS_MANAGER": url}.items():
            monkeypatch.setenv(name, value)
        night.dies("move placed", "save")
        night.settings["PLATFORM_KEY"] = f"secret:{SECRET}"
        assert night.swept()["placed"] == 1
    assert asked == [("secretsmanager.GetSecretValue", {"SecretId": SECRET})]


def test_no_other_function_is_given_the_key_or_may_read_it() -> None:
    resources = template()["Resources"]
    knowing = [name for name, each in resources.items() if "VOICESHOP_PLATFORM_KEY" in json.dumps(each)]
    reading = [name for name, each in resources.items() if "secretsmanager:" in json.dumps(each)]
    assert (knowing, reading) == (["SweeperFunction"], ["SweeperRole"])
    _, (condition, policy, _) = resources["SweeperRole"]["Properties"]["Policies"]
    (allowed,) = policy["PolicyDocument"]["Statement"]
    assert condition == "HasPlatformKey"
    assert (allowed["Action"], allowed["Resource"]) == ("secretsmanager:GetSecretValue", "PlatformKeySecret")


def test_a_key_of_no_known_kind_is_no_silent_night(sweeper: Sweep, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="kind"):
        sweeper(f"sqlite:{tmp_path}/l.sqlite3", PLATFORM_KEY="elsewhere", STORE_URL="http://s", PROFILE_URL="http://p")


def test_a_ledger_that_takes_no_more_is_an_error_after_all_was_tried(
    night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    night.dies("move placed", "save")
    with closing(sqlite3.connect(night.ledger.removeprefix("sqlite:"))) as ledger:
        ledger.execute("CREATE TRIGGER full BEFORE UPDATE ON purchases BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(LedgerTrouble):
        night.swept()
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["Open"] == 1
