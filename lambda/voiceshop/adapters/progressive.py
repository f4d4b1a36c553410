"""Alexa's Progressive Response API, by which a customer hears something before the answer is there.

Source: Amazon's "Send the User a Progressive Response": POST {apiEndpoint}/v1/directives with the request's token.
"""

from __future__ import annotations

import json
import logging
import re
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from urllib3 import PoolManager

_log = logging.getLogger(__name__)
# One endpoint a region; nowhere else does a request's token belong.
_AMAZON = re.compile(r"https://api(\.\w{2})?\.amazonalexa\.com")
_SECONDS = 1.0
_CONNECTIONS = 4


class ProgressiveResponses:
    """Speaks through Alexa's API. Importing this imports nothing heavy: only the first time it speaks does."""

    def __init__(self, simulated: str | None = None) -> None:
        """`simulated` is the address of a simulator's API, taken beside Amazon's own."""
        self._simulated = simulated
        self._pool: PoolManager | None = None
        self._lock = Lock()

    def speak(self, endpoint: str, token: str, request_id: str, ssml: str) -> None:
        """Have this said now, within a second or not at all. Never raises: without it the answer is the same.

        Args:
            endpoint, token: `apiEndpoint` and `apiAccessToken` of the request.
            request_id: the request that is not answered yet.
            ssml: what is heard, inside <speak>.
        """
        if endpoint != self._simulated and not _AMAZON.fullmatch(endpoint):
            return
        directive = {"type": "VoicePlayer.Speak", "speech": ssml}
        body = json.dumps({"header": {"requestId": request_id}, "directive": directive}).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        try:
            answer = self._connections().request(
                "POST", f"{endpoint}/v1/directives", body=body, headers=headers, timeout=_SECONDS, redirect=False
            )
        except Exception as error:
            _log.warning("progressive response failed: %s", type(error).__name__)
        else:
            if answer.status >= 400:
                _log.warning("progressive response refused: %s", answer.status)

    def _connections(self) -> PoolManager:
        from .bounded import bounded_pool

        with self._lock:
            self._pool = self._pool or bounded_pool(_CONNECTIONS)
            return self._pool
