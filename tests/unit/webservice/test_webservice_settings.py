"""The signature check cannot be switched off by accident."""

from collections.abc import Mapping

import pytest

from webservice.settings import Misconfigured, resolve, verifiers_for
from webservice.verifier import RequestVerifier

SKILL = {"VOICESHOP_SKILL_ID": "amzn1.ask.skill.voice-shop"}
OFF = {"VOICESHOP_VERIFY_REQUESTS": "off"}


@pytest.mark.parametrize("setting", [{}, {"VOICESHOP_VERIFY_REQUESTS": "on"}, {"VOICESHOP_VERIFY_REQUESTS": ""}])
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_requests_are_verified_unless_told_otherwise(host: str, setting: Mapping[str, str]) -> None:
    (verifier,) = verifiers_for(resolve(host, 8080), {**SKILL, **setting})
    assert isinstance(verifier, RequestVerifier)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "::1"])
def test_the_check_can_be_switched_off_on_loopback(host: str) -> None:
    assert verifiers_for(resolve(host, 8080), OFF) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "::ffff:192.0.2.1"])
def test_the_check_cannot_be_switched_off_where_others_can_call(host: str) -> None:
    with pytest.raises(Misconfigured, match=r"Listen on 127\.0\.0\.1, or switch the check on"):
        verifiers_for(resolve(host, 8080), OFF)


@pytest.mark.parametrize("misspelt", ["Off", "false", "0", "no", " off"])
def test_a_misspelt_setting_is_refused(misspelt: str) -> None:
    with pytest.raises(Misconfigured, match="Set it to on or off"):
        verifiers_for(resolve("127.0.0.1", 8080), {**SKILL, "VOICESHOP_VERIFY_REQUESTS": misspelt})


@pytest.mark.parametrize("setting", [{}, {"VOICESHOP_SKILL_ID": ""}])
def test_verifying_needs_the_skills_id(setting: Mapping[str, str]) -> None:
    with pytest.raises(Misconfigured, match="VOICESHOP_SKILL_ID is needed"):
        verifiers_for(resolve("127.0.0.1", 8080), setting)


@pytest.mark.parametrize("host", ["", "no such host"])
def test_a_host_that_is_not_here_is_refused(host: str) -> None:
    with pytest.raises(Misconfigured, match="Give --host an address"):
        resolve(host, 8080)


@pytest.mark.parametrize(("host", "url"), [("127.0.0.1", "http://127.0.0.1:80"), ("::1", "http://[::1]:80")])
def test_an_address_has_a_url(host: str, url: str) -> None:
    assert resolve(host, 0).url(80) == url
