"""Is this request really from Alexa, meant for this skill, and new? Each rule has a module of its own.

The rules are Amazon's for skills hosted as a web service:
https://developer.amazon.com/en-US/docs/alexa/custom-skills/host-a-custom-skill-as-a-web-service.html
"""

from webservice.verifier.reasons import Reason, Refused
from webservice.verifier.request_verifier import RequestVerifier

__all__ = ["Reason", "Refused", "RequestVerifier"]
