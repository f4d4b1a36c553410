"""A certificate is fetched and validated once, and only a valid one is remembered."""

from datetime import timedelta

import pytest

from tests.unit.webservice.authority import CERTIFICATE_URL, NOW, Alexa, Authority, Leaf, in_pem, launch
from tests.unit.webservice.conftest import Service
from webservice.verifier import Refused
from webservice.verifier.chain import public_roots, roots_in
from webservice.verifier.signing_keys import CAPACITY

ELSEWHERE = "https://s3.amazonaws.com/echo.api/echo-api-cert-8.pem"


def test_the_second_request_downloads_nothing(service: Service, alexa: Alexa) -> None:
    for _ in range(2):
        assert service.post(alexa.signed(launch())).status_code == 200
    assert service.bucket.asked_for == [CERTIFICATE_URL]


def test_spellings_of_one_url_share_one_download(service: Service, alexa: Alexa) -> None:
    for url in (CERTIFICATE_URL, CERTIFICATE_URL.replace("s3.amazonaws.com", "S3.AMAZONAWS.COM:443")):
        assert service.post(alexa.signed(launch(), url)).status_code == 200
    assert service.bucket.asked_for == [CERTIFICATE_URL]


@pytest.mark.parametrize("bad", [b"", b"junk", Leaf(names=("example.com",)), Leaf(ends=NOW - timedelta(days=1))])
def test_a_bad_chain_is_not_remembered(service: Service, alexa: Alexa, bad: bytes | Leaf) -> None:
    good = service.bucket.files[CERTIFICATE_URL]
    service.bucket.files[CERTIFICATE_URL] = alexa.chain(bad) if isinstance(bad, Leaf) else bad
    assert service.post(alexa.signed(launch())).status_code == 400
    service.bucket.files[CERTIFICATE_URL] = good
    assert service.post(alexa.signed(launch())).status_code == 200
    assert service.bucket.asked_for == [CERTIFICATE_URL, CERTIFICATE_URL]


def test_a_failed_download_is_not_remembered(service: Service, alexa: Alexa) -> None:
    good = service.bucket.files.pop(CERTIFICATE_URL)
    assert service.post(alexa.signed(launch())).status_code == 400
    service.bucket.files[CERTIFICATE_URL] = good
    assert service.post(alexa.signed(launch())).status_code == 200


def test_a_remembered_key_is_not_used_for_another_url(service: Service, alexa: Alexa, stranger: Alexa) -> None:
    assert service.post(alexa.signed(launch())).status_code == 200
    service.bucket.files[ELSEWHERE] = stranger.chain(Leaf())
    assert service.post(alexa.signed(launch(), ELSEWHERE)).status_code == 400


def test_a_key_is_fetched_again_after_a_day(service: Service) -> None:
    service.keys.at(CERTIFICATE_URL, NOW)
    service.keys.at(CERTIFICATE_URL, NOW + timedelta(hours=23))
    assert len(service.bucket.asked_for) == 1
    service.keys.at(CERTIFICATE_URL, NOW + timedelta(hours=24))
    assert len(service.bucket.asked_for) == 2


def test_a_key_is_not_trusted_past_the_end_of_its_certificate(service: Service, alexa: Alexa) -> None:
    service.bucket.files[CERTIFICATE_URL] = alexa.chain(Leaf(ends=NOW + timedelta(minutes=5)))
    service.keys.at(CERTIFICATE_URL, NOW)
    with pytest.raises(Refused, match="certificate-untrusted"):
        service.keys.at(CERTIFICATE_URL, NOW + timedelta(minutes=6))


def test_the_memory_is_bounded_and_forgets_what_was_used_longest_ago(service: Service) -> None:
    chain = service.bucket.files[CERTIFICATE_URL]
    others = [f"https://s3.amazonaws.com/echo.api/{number}.pem" for number in range(CAPACITY)]
    service.bucket.files.update(dict.fromkeys(others, chain))
    for url in (*others, others[0], CERTIFICATE_URL):
        service.keys.at(url, NOW)
    service.bucket.asked_for.clear()
    for url in (others[0], CERTIFICATE_URL, *others[2:]):
        service.keys.at(url, NOW)
    assert service.bucket.asked_for == []
    service.keys.at(others[1], NOW)
    assert service.bucket.asked_for == [others[1]]


def test_the_public_roots_hold_amazons_own() -> None:
    names = {root.subject.rfc4514_string() for root in public_roots()}
    assert "CN=Amazon Root CA 1,O=Amazon,C=US" in names


def test_a_root_that_cannot_be_read_is_left_out(authority: Authority) -> None:
    broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    assert roots_in(broken + in_pem(authority.root) + broken) == [authority.root]
