"""The one door through which flask-ask-sdk and ask-sdk-webservice-support are imported.

Both import `oscrypto` (1.3.0 is its newest release), which reads the version of OpenSSL with a pattern of
one digit a part: on OpenSSL 3.0.10 and later the import raises LibraryNotFoundError
(https://github.com/wbond/oscrypto/issues/78). While they are imported, that one pattern is read as one of
several digits. It matches all that the narrow one did, so nothing changes where OpenSSL's version is short,
and nothing is touched once oscrypto is mended.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

_NARROW = r"\b(\d\.\d\.\d[a-z]*)\b"
_WIDE = r"\b(\d+\.\d+\.\d+[a-z]*)\b"


@contextlib.contextmanager
def _oscrypto_reads_every_openssl_version() -> Iterator[None]:
    narrow_search = re.search

    def search(pattern: Any, string: Any, flags: Any = 0) -> Any:
        return narrow_search(_WIDE if pattern == _NARROW else pattern, string, flags)

    re.search = search
    try:
        yield
    finally:
        re.search = narrow_search


with _oscrypto_reads_every_openssl_version():
    from ask_sdk_webservice_support.verifier import AbstractVerifier, VerificationException
    from flask_ask_sdk.skill_adapter import (
        VERIFY_SIGNATURE_APP_CONFIG,
        VERIFY_TIMESTAMP_APP_CONFIG,
        SkillAdapter,
    )

__all__ = [
    "VERIFY_SIGNATURE_APP_CONFIG",
    "VERIFY_TIMESTAMP_APP_CONFIG",
    "AbstractVerifier",
    "SkillAdapter",
    "VerificationException",
]
