"""Runs checks that `spck-conformance` has for UCP 2026-04-08 only, on what 2026-08-25 kept: a program of its own.

For 2026-08-25 it has none yet of webhooks, signatures, identity linking and the care of orders. A profile published its
keys as `signing_keys` then and as `keys` now, so they are shown under both names; nothing else is bent.

    python lent_checks.py STORE_URL CONFIG_FILE    prints how many were run, clean, not tested, and which deviate
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import spck_conformance

LENT_BY = "2026-04-08"
TOPICS = frozenset({"webhook", "signature", "identity", "order"})
_CHECKS = Path(spck_conformance.__file__).parent / "_bundle" / "conformance" / "checks"


def judged(store_url: str, config: dict[str, Any]) -> dict[str, Any]:
    """What came of the checks that are lent.

    Args:
        store_url: the store's address.
        config: as `spck-conformance --config` takes it.
    """
    # The package's command finds its own modules like this, too.
    sys.path.insert(0, str(_CHECKS))
    import merchant
    import merchant_checks

    store, _, _ = merchant.report(store_url, config)
    store.omit_destination_type = False
    store.profile["signing_keys"] = store.profile.get("keys") or store.profile["ucp"]["keys"]
    lent = [check for check in merchant_checks.all_checks() if _is_lent(check, store.version)]
    for check in lent:
        check.versions = None
    _, details = merchant_checks.run_merchant_checks(store, lent)
    statuses = {check.id: str(detail["status"]) for check, detail in details}
    skipped = [status for status in statuses.values() if status.startswith("not-")]
    return {
        "run": len(statuses) - len(skipped),
        "clean": sum(status == "clean-pass" for status in statuses.values()),
        "deviations": [name for name, status in statuses.items() if status == "deviation"],
        "not_tested": len(skipped),
    }


def _is_lent(check: Any, version: str) -> bool:
    versions = check.versions or ()
    return LENT_BY in versions and version not in versions and check.id.split(".")[0] in TOPICS


if __name__ == "__main__":
    json.dump(judged(sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8"))), sys.stdout)
