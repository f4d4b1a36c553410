"""The store's door on AWS Lambda, named in template.yaml: an HTTP API passes its webhooks and asks for our profile."""

from __future__ import annotations

import base64
import json
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from voiceshop.bootstrap import Settings, build_receiver, own_profile
from voiceshop.metrics import write_counts
from voiceshop.webhooks import LARGEST_BODY, Answer

logging.getLogger().setLevel(logging.INFO)

_receiver = build_receiver(Settings.from_environment(os.environ))
_profile = own_profile(os.environ)
# Base64 has four characters for three bytes.
_LONGEST_BODY = LARGEST_BODY * 4 // 3 + 4
# What an alarm counts: an order event, and what became of it.
_COUNTED = {200: "taken", 503: "again"}


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer one request, as an HTTP API passes it (payload format 2.0): header names in lower case, a body as text."""
    return _response(_answer(event))


def _answer(event: Mapping[str, Any]) -> Answer:
    if event["requestContext"]["http"]["method"] == "GET":
        return Answer(200, _profile)
    answer = _received(event)
    outcome = _COUNTED.get(answer.status, "refused")
    write_counts({name: int(name == outcome) for name in ("taken", "again", "refused")}, datetime.now(UTC))
    return answer


def _received(event: Mapping[str, Any]) -> Answer:
    body = event.get("body") or ""
    if event.get("isBase64Encoded") and len(body) <= _LONGEST_BODY:
        return _receiver.answer(event["headers"], base64.b64decode(body))
    return _receiver.answer(event["headers"], body.encode())


def _response(answer: Answer) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return {"statusCode": answer.status, "headers": headers, "body": json.dumps(answer.body)}
