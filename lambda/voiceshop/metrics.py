"""Counts for an operator's alarms, as CloudWatch reads them from a function's log."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime


def write_counts(counts: Mapping[str, int], now: datetime) -> None:
    """Print them as metrics of the namespace VoiceShop, by their names with a capital letter.

    CloudWatch's embedded metric format: a line of the log that becomes metrics, with no right to write metrics.

    Args:
        counts: what to tell; a count of nothing is worth telling, too.
        now: aware time.
    """
    values = {name.capitalize(): count for name, count in counts.items()}
    metrics = [{"Name": name, "Unit": "Count"} for name in values]
    described = {"Namespace": "VoiceShop", "Dimensions": [[]], "Metrics": metrics}
    line = {"_aws": {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [described]}, **values}
    sys.stdout.write(f"{json.dumps(line)}\n")
