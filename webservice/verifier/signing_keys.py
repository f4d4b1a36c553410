"""The keys that Alexa signs with, by certificate URL: downloaded and validated once, then remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from webservice.verifier.chain import ChainValidator, SigningKey
from webservice.verifier.download import Download

# Amazon has one certificate in use, two around a renewal.
CAPACITY = 8
LIFETIME = timedelta(hours=24)


class SigningKeys:
    """A bounded cache that only ever holds keys whose chain was found valid; safe between threads."""

    def __init__(self, download: Download, validator: ChainValidator) -> None:
        self._download = download
        self._validator = validator
        self._keys: OrderedDict[str, SigningKey] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, url: str, now: datetime) -> RSAPublicKey:
        """The key of the chain at a URL; remembered for a day at most, and never past the chain's own end.

        Args:
            url: one that `checked_certificate_url` has allowed.
            now: aware time.

        Raises:
            Refused: the chain cannot be had, read or trusted; nothing is remembered then.
        """
        with self._lock:
            known = self._keys.get(url)
            if known and now < known.valid_until:
                self._keys.move_to_end(url)
                return known.key
        # Outside the lock: a slow download holds up nobody whose certificate is known.
        fresh = self._validator.signing_key(self._download(url), now)
        with self._lock:
            self._keys[url] = SigningKey(fresh.key, min(fresh.valid_until, now + LIFETIME))
            self._keys.move_to_end(url)
            if len(self._keys) > CAPACITY:
                self._keys.popitem(last=False)
        return fresh.key
