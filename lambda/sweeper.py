"""The sweeper's entry point on AWS Lambda, named and scheduled in template.yaml."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from voiceshop.bootstrap import open_ledger
from voiceshop.shop.purchase import Purchase
from voiceshop.shop.sweeping import sweep

logging.getLogger().setLevel(logging.INFO)
_log = logging.getLogger("voiceshop")

_ledger = open_ledger(os.environ["VOICESHOP_LEDGER"])


def handler(_event: object, _context: object) -> dict[str, int]:
    """Sweep once. Raises LedgerTrouble, which Lambda counts as an error: an alarm tells of it."""
    now = datetime.now(UTC)
    swept = sweep(_ledger, now)
    _tell("interrupted", swept.interrupted)
    _tell("overdue", swept.overdue)
    counts = {"open": swept.open, "interrupted": len(swept.interrupted), "overdue": len(swept.overdue)}
    sys.stdout.write(f"{json.dumps(_metrics(counts, now))}\n")
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
