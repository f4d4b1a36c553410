"""The entry point on AWS Lambda, named in template.yaml. The skill is built once, when the process starts."""

from __future__ import annotations

import logging
import os
from typing import Any

from voiceshop.alexa.entry import answer
from voiceshop.bootstrap import Settings, build_skill

logging.getLogger().setLevel(logging.INFO)

_skill = build_skill(Settings.from_environment(os.environ))


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one Alexa request."""
    return answer(_skill, event)
