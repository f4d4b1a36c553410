"""Why a request is refused: a code for the log and a sentence for whoever sent it."""

from __future__ import annotations

from enum import Enum

from webservice.sdk import VerificationException


class Reason(Enum):
    """Every way to be refused; the value is the code that stands in the log."""

    def __init__(self, code: str, advice: str) -> None:
        self.code = code
        self.advice = advice

    NOT_UTF_8 = "not-utf-8", "Send the request as JSON in UTF-8."
    NOT_JSON = "not-json", "Send one well-formed JSON document."
    NOT_AN_OBJECT = "not-an-object", "Send a JSON object, as Alexa does."
    OTHER_HOST = "other-host", "Call this machine 127.0.0.1 or localhost, or switch the signature check on."
    FROM_A_PAGE = "from-a-page", "Send the request from a program, not from a web page."
    NO_SIGNATURE = "no-signature", "Send the headers Signature-256 and SignatureCertChainUrl."
    OTHER_SKILL = "other-skill", "Send this skill's own application id."
    NO_TIMESTAMP = "no-timestamp", "Send request.timestamp in ISO 8601 with its offset from UTC."
    STALE = "stale", "Send the request when it is made, and check the clocks."
    REPLAYED = "replayed", "Send each request once."
    REPLAY_MEMORY_FULL = "replay-memory-full", "Send the request again later."
    CERTIFICATE_URL = "certificate-url", "Name a certificate under https://s3.amazonaws.com/echo.api/."
    CERTIFICATE_UNAVAILABLE = "certificate-unavailable", "Name a certificate that can be downloaded."
    CERTIFICATE_UNREADABLE = "certificate-unreadable", "Offer a chain of PEM certificates, the signing one first."
    CERTIFICATE_UNTRUSTED = "certificate-untrusted", "Offer a valid chain to a trusted root for echo-api.amazon.com."
    SIGNATURE_UNREADABLE = "signature-unreadable", "Send the signature in base64."
    SIGNATURE_MISMATCH = "signature-mismatch", "Sign exactly the bytes of the body, with SHA-256."


class Refused(VerificationException):
    """The request breaks a rule; the adapter answers 400 to it.

    Attributes:
        reason: which rule.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason
