"""Whatever is sent, and whatever stands at the certificate's URL, the answer is never a fault of ours."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.webservice.authority import CERTIFICATE_URL, Alexa, Leaf, Request, launch
from tests.unit.webservice.conftest import Service

# What can stand in a header once a web server has read it: Latin-1 without line ends.
HEADER = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"))
URL = st.one_of(HEADER, HEADER.map(lambda rest: "https://s3.amazonaws.com" + rest), st.just(CERTIFICATE_URL))
PARTS = st.sampled_from(["System", "application", "applicationId", "timestamp", "type"])
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(PARTS, inner)),
)


@given(body=st.binary(), signature=HEADER, url=URL)
def test_anything_that_alexa_did_not_send_is_refused(service: Service, body: bytes, signature: str, url: str) -> None:
    response = service.post(Request(body, {"Signature-256": signature, "SignatureCertChainUrl": url}))
    assert response.status_code == 400
    assert service.reached_the_skill == []


@given(data=st.data())
def test_a_chain_with_one_byte_changed_causes_no_fault(service: Service, alexa: Alexa, data: st.DataObject) -> None:
    chain = bytearray(alexa.chain(Leaf()))
    place = data.draw(st.integers(0, len(chain) - 1), "place")
    chain[place] = data.draw(st.integers(0, 255), "byte")
    url = CERTIFICATE_URL.replace("-7", f"-{data.draw(st.uuids(), 'url')}")
    service.bucket.files[url] = bytes(chain)
    assert service.post(alexa.signed(launch(), url)).status_code in {200, 400}


@given(part=ANYTHING, place=st.sampled_from(["context", "request"]))
def test_a_signed_request_with_a_part_of_any_shape_is_refused(
    service: Service, alexa: Alexa, part: object, place: str
) -> None:
    assert service.post(alexa.signed({**launch(), place: part})).status_code == 400
