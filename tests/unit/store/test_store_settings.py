"""How the store is told to charge through Stripe, and what it keeps to itself."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from stripe_bench import StripeBench

from store import cli
from store.errors import ProcessorTimeout
from store.settings import StripeAccount, WrongSettings, from_environment
from tests.support.local_stripe import API_KEY, DECLINED, GOOD, WEBHOOK_SECRET
from tests.support.stripe_between import losing_the_answer

BASE_URL = "http://127.0.0.1:8081"
STRIPE = {
    "VOICESHOP_STORE_PAYMENTS": "stripe",
    "VOICESHOP_STRIPE_API_KEY": API_KEY,
    "VOICESHOP_STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No setting of the store's but where its data is."""
    for name in [name for name in os.environ if name.startswith("VOICESHOP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VOICESHOP_DATA", str(tmp_path))
    return monkeypatch


@pytest.mark.parametrize("chosen", [{}, {"VOICESHOP_STORE_PAYMENTS": "test", "VOICESHOP_STRIPE_API_KEY": API_KEY}])
def test_the_test_processor_is_what_one_gets(environment: pytest.MonkeyPatch, chosen: dict[str, str]) -> None:
    for name, value in chosen.items():
        environment.setenv(name, value)
    settings = from_environment(BASE_URL)
    assert (settings.stripe, settings.handler.id) == (None, "test_processor")


@pytest.mark.parametrize("api_base", [None, "http://127.0.0.1:8420", "https://stripe.example"])
def test_stripe_can_be_chosen(environment: pytest.MonkeyPatch, api_base: str | None) -> None:
    for name, value in {**STRIPE, "VOICESHOP_STRIPE_API_BASE": f"{api_base or ''}/"}.items():
        environment.setenv(name, value)
    settings = from_environment(BASE_URL)
    assert settings.stripe == StripeAccount(API_KEY, WEBHOOK_SECRET, api_base)
    assert settings.handler.id == "stripe"


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"VOICESHOP_STORE_PAYMENTS": "paypal"}, "VOICESHOP_STORE_PAYMENTS"),
        ({"VOICESHOP_STRIPE_API_KEY": " "}, "VOICESHOP_STRIPE_API_KEY"),
        ({"VOICESHOP_STRIPE_WEBHOOK_SECRET": ""}, "VOICESHOP_STRIPE_WEBHOOK_SECRET"),
        ({"VOICESHOP_STRIPE_API_BASE": "stripe"}, "VOICESHOP_STRIPE_API_BASE"),
        ({"VOICESHOP_STRIPE_API_BASE": "http://stripe.example"}, "HTTPS"),
    ],
)
def test_what_does_not_work_is_said_before_anything_runs(
    environment: pytest.MonkeyPatch, wrong: dict[str, str], text: str
) -> None:
    for name, value in {**STRIPE, **wrong}.items():
        environment.setenv(name, value)
    with pytest.raises(WrongSettings, match=text):
        from_environment(BASE_URL)
    with pytest.raises(SystemExit, match=text):
        cli.main(["orders"])


def test_a_card_of_stripes_needs_stripe(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="no_stripe"):
        cli.main(["stripe-card", "ana", "pm_1"])


def test_stripes_library_is_not_loaded_unless_it_is_used(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; import store.serve, store.cli; from store.application import build;"
        "from store.http.app import make_app; from store.settings import Settings;"
        "from store.signing.keys import signing_key; folder = Path(sys.argv[1]);"
        "make_app(build(Settings(folder)), signing_key(folder)); sys.exit('stripe' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)


def test_secrets_stay_out_of_logs_and_tracebacks(bench: StripeBench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bench.pay(GOOD)
    bench.pay(DECLINED)
    with bench.between.meddling(losing_the_answer), pytest.raises(ProcessorTimeout):
        bench.pay(GOOD)
    bench.processor.charge("payment_1", 501, "USD", "pm_nobody")
    assert {"stripe", "store.stripe"} <= {record.name for record in caplog.records}
    told = caplog.text + repr(bench.store.settings)
    assert API_KEY not in told
    assert WEBHOOK_SECRET not in told
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("store"))
    cards = [intent["payment_method"] for intent in bench.stripe.intents()]
    assert not [card for card in ("pm_nobody", *cards) if card in ours]
