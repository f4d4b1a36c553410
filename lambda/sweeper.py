"""The sweeper's entry point on AWS Lambda, named and scheduled in template.yaml."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from voiceshop.bootstrap import open_ledger, open_own_checkouts
from voiceshop.shop.deadline import Deadline
from voiceshop.shop.purchase import Purchase
from voiceshop.shop.sweeping import sweep

# Well within the function's time-out, so that what was found is told, and the next sweep goes on from there.
RUN_SECONDS = 45.0

logging.getLogger().setLevel(logging.INFO)
_log = logging.getLogger("voiceshop")

_ledger = open_ledger(os.environ["VOICESHOP_LEDGER"])
_checkouts = open_own_checkouts(os.environ)


def handler(_event: object, _context: object) -> dict[str, int]:
    """Sweep once. Raises LedgerTrouble, which Lambda counts as an error: an alarm tells of it."""
    now = datetime.now(UTC)
    swept = sweep(_ledger, now, _checkouts, Deadline.after(RUN_SECONDS))
    told = {name: getattr(swept, name) for name in ("interrupted", "placed", "failed", "overdue")}
    for event, purchases in told.items():
        _tell(event, purchases)
    counts = {"open": swept.open, "challenged": len(swept.challenged)}
    counts |= {event: len(purchases) for event, purchases in told.items()}
    sys.stdout.write(f"{json.dumps(_metrics(counts, now))}\n")
    if swept.trouble:
        raise swept.trouble
    return counts


def _tell(event: str, purchases: Iterable[Purchase]) -> None:
    """One line each, of what the store's staff can be asked by. It names a purchase and a checkout, and nobody."""
    for purchase in purchases:
        _log.warning(json.dumps({"event": event, "purchase": purchase.id, "checkout": purchase.checkout_id}))


def _metrics(counts: dict[str, int], now: datetime) -> dict[str, Any]:
    # CloudWatch's embedded metric format: a line of the log that becomes metrics, with no right to write metrics.
    metrics = [{"Name": name.capitalize(), "Unit": "Count"} for name in counts]
    described = {"Namespace": "VoiceShop", "Dimensions": [[]], "Metrics": metrics}
    values = {name.capitalize(): count for name, count in counts.items()}
    return {"_aws": {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [described]}, **values}
