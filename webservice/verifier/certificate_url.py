"""Where a signing certificate may come from."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urlsplit

from webservice.verifier.reasons import Reason, Refused

HOST = "s3.amazonaws.com"
FOLDER = "/echo.api/"
PORT = 443

# Characters that stand for themselves (RFC 3986, 2.3). Amazon's names need no others, and without "%" and "\"
# no two readers of the path can disagree about its segments.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9._~/-]+")
_VISIBLE_ASCII = re.compile(r"[!-~]+")


def checked_certificate_url(url: str) -> str:
    """The one spelling of an allowed certificate URL, so that it can serve as the key of a cache.

    Amazon asks for https, the host in any case, the path beginning with ``/echo.api/`` once normalised, and
    port 443 where one is given. Stricter than that, on purpose: a path that is not yet in normal form, user
    information, a query and a fragment are refused too. Amazon's own URLs have none of them.

    Args:
        url: the header SignatureCertChainUrl as it came.

    Raises:
        Refused: Reason.CERTIFICATE_URL.
    """
    # urlsplit drops tabs and line ends in silence, so what it would be shown is checked first.
    if not _VISIBLE_ASCII.fullmatch(url):
        raise Refused(Reason.CERTIFICATE_URL)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(Reason.CERTIFICATE_URL) from error
    allowed = (
        parts.scheme == "https"
        and parts.hostname == HOST
        and "@" not in parts.netloc
        and port in {None, PORT}
        and not parts.query
        and not parts.fragment
        and _is_normal(parts.path)
        and parts.path.startswith(FOLDER)
    )
    if not allowed:
        raise Refused(Reason.CERTIFICATE_URL)
    return f"https://{HOST}{parts.path}"


def _is_normal(path: str) -> bool:
    return _PLAIN_PATH.fullmatch(path) is not None and posixpath.normpath(path) == path
