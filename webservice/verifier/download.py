"""Fetching a certificate chain: the one call out that a stranger's request can cause, so kept on a short lead."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import certifi
import urllib3

from webservice.verifier.reasons import Reason, Refused

Download = Callable[[str], bytes]
"""The port: a checked URL in, the file out; raises Refused(CERTIFICATE_UNAVAILABLE)."""

_CHUNK_BYTES = 8 * 1024


@dataclass(frozen=True)
class DownloadLimits:
    """What one download may cost.

    Attributes:
        seconds: for all of it; a quarter of the eight that Alexa gives a whole turn.
        size: bytes; Amazon's chains have about seven thousand.
    """

    seconds: float = 2.0
    size: int = 64 * 1024


class HttpsDownload:
    """Downloads over HTTPS with a time-out, a size cap, no redirect and no second try."""

    def __init__(self, ca_file: str | None = None, limits: DownloadLimits | None = None) -> None:
        """
        Args:
            ca_file: PEM file of the roots that the host's own certificate must lead to; certifi's by default.
            limits: what one download may cost.
        """
        self._limits = limits or DownloadLimits()
        self._pool = urllib3.PoolManager(
            ca_certs=ca_file or certifi.where(),
            timeout=urllib3.Timeout(total=self._limits.seconds),
            retries=False,
        )

    def __call__(self, url: str) -> bytes:
        """The file at the URL.

        Raises:
            Refused: Reason.CERTIFICATE_UNAVAILABLE, whatever went wrong.
        """
        deadline = time.monotonic() + self._limits.seconds
        try:
            response = self._pool.request("GET", url, redirect=False, preload_content=False)
            try:
                if response.status != 200:
                    raise Refused(Reason.CERTIFICATE_UNAVAILABLE)
                return self._body(response, deadline)
            finally:
                response.close()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Refused(Reason.CERTIFICATE_UNAVAILABLE) from error

    def _body(self, response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
        body = bytearray()
        # The socket's time-out starts anew with each read: a host that drips needs the deadline as well.
        while chunk := response.read1(_CHUNK_BYTES, decode_content=False):
            body += chunk
            if len(body) > self._limits.size or time.monotonic() > deadline:
                raise Refused(Reason.CERTIFICATE_UNAVAILABLE)
        return bytes(body)
