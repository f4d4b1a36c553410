"""PyPI's localstripe as a process of its own, and what tests have to know and do there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

PROGRAM = Path(__file__).with_name("local_stripe_program.py")
API_KEY = "sk_test_a_key_that_opens_nothing"
WEBHOOK_SECRET = "whsec_a_secret_between_friends"
WAIT_S = 30
# The numbers are those of localstripe's own list, after Stripe's test cards.
GOOD, DECLINED, CHALLENGE = "4242424242424242", "4000000000000341", "4000002500003155"


class LocalstripeDidNotStart(Exception):
    """It ended before it said where it listens."""


@dataclass(frozen=True)
class Localstripe:
    """A localstripe that answers at `url`."""

    url: str

    def call(self, method: str, path: str, form: dict[str, Any] | None = None) -> dict[str, Any]:
        """What it answers to its merchant."""
        return dict(self._send(method, f"/v1{path}", form).json())

    def forget(self) -> None:
        """Throws all its objects away."""
        self._send("DELETE", "/_config/data")

    def tell(self, url: str) -> None:
        """Sends its events there from now on."""
        self._send("POST", "/_config/webhooks/store", {"url": url, "secret": WEBHOOK_SECRET})

    def card(self, number: str) -> str:
        """A new payment method with this card's number, as Stripe's form in a browser makes it."""
        form = {"type": "card", "card[number]": number, "card[cvc]": "123"}
        return str(self.call("POST", "/payment_methods", {**form, "card[exp_month]": 12, "card[exp_year]": 2031})["id"])

    def approve(self, intent: dict[str, Any]) -> None:
        """The buyer's bank says yes."""
        form = {"client_secret": intent["client_secret"], "success": "true"}
        self.call("POST", f"/payment_intents/{intent['id']}/_authenticate", form)

    def intents(self) -> list[dict[str, Any]]:
        """Every PaymentIntent, in the order they were made."""
        return list(self.call("GET", "/payment_intents?limit=100")["data"])

    def money(self) -> list[tuple[int, int]]:
        """What was charged and what of it was given back, for every charge that succeeded."""
        charges = self.call("GET", "/charges?limit=100")["data"]
        return [(charge["amount"], charge["amount_refunded"]) for charge in charges if charge["status"] == "succeeded"]

    def _send(self, method: str, path: str, form: dict[str, Any] | None = None) -> requests.Response:
        response = requests.request(method, f"{self.url}{path}", data=form, auth=(API_KEY, ""), timeout=WAIT_S)
        response.raise_for_status()
        return response


@contextmanager
def running_localstripe() -> Iterator[Localstripe]:
    """A localstripe on a free port of 127.0.0.1 for as long as the block lasts."""
    command = [sys.executable, str(PROGRAM)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().strip()
            if not url:
                raise LocalstripeDidNotStart
            yield Localstripe(url)
        finally:
            process.terminate()
