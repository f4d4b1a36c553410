"""The sweeper's entry point on AWS Lambda, named and scheduled in template.yaml."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from datetime import UTC, datetime

from voiceshop.bootstrap import open_ledger, open_own_checkouts
from voiceshop.metrics import write_counts
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
    write_counts(counts, now)
    if swept.trouble:
        raise swept.trouble
    return counts


def _tell(event: str, purchases: Iterable[Purchase]) -> None:
    """One line each, of what the store's staff can be asked by. It names a purchase and a checkout, and nobody."""
    for purchase in purchases:
        _log.warning(json.dumps({"event": event, "purchase": purchase.id, "checkout": purchase.checkout_id}))
