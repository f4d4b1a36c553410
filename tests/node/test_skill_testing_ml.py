"""npm's skill-testing-ml plays a small conversation file of its own kind against running store and skill."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug import Request, Response
from werkzeug.serving import make_server

from simulator.linking import link
from store.launch import running_store
from webservice.launch import running_skill

HERE = Path(__file__).parent
TESTER = HERE / "node_modules" / "skill-testing-ml" / "dist" / "bin" / "SkillTester.js"
MODEL = HERE.parents[1] / "skill-package" / "interactionModels" / "custom" / "en-US.json"


@pytest.mark.node
def test_skill_testing_ml_opens_adds_looks_and_orders(tmp_path: Path) -> None:
    conversation = shutil.copytree(HERE / "skill_testing", tmp_path / "conversation")
    with (
        running_store() as store,
        running_skill(store.url, data_dir=tmp_path) as skill,
        _results_received() as (results_url, results),
    ):
        done = subprocess.run(
            ["node", TESTER],
            cwd=conversation,
            env={
                "PATH": os.environ["PATH"],
                "SKILL_URL": f"{skill.url}/alexa",
                "ACCESS_TOKEN": link(store.url, "ana", "demo").access_token() or "",
                "MODEL": str(MODEL),
                "BESPOKEN_API_BASE_URL": results_url,
                "TMPDIR": str(tmp_path),  # jest keeps a cache there
            },
            capture_output=True,
            text=True,
            check=False,
        )
        orders = json.loads(store.admin("orders", "--json"))
    assert _passed(results) == {
        "A linked customer opens the skill, adds, looks, checks out and orders": True,
        "Help leaves the shop open, goodbye closes it": True,
    }, done.stdout + done.stderr
    assert [(order["customer"], order["payment"], order["summary"]) for order in orders] == [
        ("ana", "paid", "1 x medium latte")
    ]


def _passed(results: list[Any]) -> dict[str, bool]:
    """Whether each test passed. The tool ends with 0 either way; what it publishes is the only thing to go by."""
    return {
        test["_test"]["_description"]: bool(test["_interactionResults"])
        and not any("_error" in result or "_errors" in result for result in test["_interactionResults"])
        for published in results
        for test in published
    }


@contextmanager
def _results_received() -> Iterator[tuple[str, list[Any]]]:
    """Where the tool sends its results: left alone, it would send them to its maker's server."""
    received: list[Any] = []

    @Request.application
    def receive(request: Request) -> Response:
        received.append(request.get_json())
        return Response(status=204)

    server = make_server("127.0.0.1", 0, receive)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}", received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
