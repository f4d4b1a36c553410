"""npm's virtual-alexa, a simulator that is not ours, orders with the shipped model against running store and skill."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from simulator.linking import link
from store.launch import running_store
from webservice.launch import running_skill

HERE = Path(__file__).parent


@pytest.mark.node
def test_virtual_alexa_opens_adds_checks_out_and_orders(tmp_path: Path) -> None:
    with running_store() as store, running_skill(store.url, data_dir=tmp_path) as skill:
        token = link(store.url, "ana", "demo").access_token()
        done = subprocess.run(
            ["node", "--test", HERE / "order.test.js"],
            env={"PATH": os.environ["PATH"], "SKILL_URL": f"{skill.url}/alexa", "ACCESS_TOKEN": token},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        orders = json.loads(store.admin("orders", "--json"))
    assert [(order["customer"], order["payment"], order["summary"]) for order in orders] == [
        ("ana", "paid", "1 x medium latte")
    ]
