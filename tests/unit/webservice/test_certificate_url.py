import pytest

from webservice.verifier import Refused
from webservice.verifier.certificate_url import checked_certificate_url

PLAIN = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"


@pytest.mark.parametrize(
    "url",
    [
        PLAIN,
        "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
        "HTTPS://S3.AmazonAWS.com/echo.api/echo-api-cert.pem",
    ],
)
def test_every_allowed_spelling_becomes_the_same_url(url: str) -> None:
    assert checked_certificate_url(url) == PLAIN


def test_folders_below_the_allowed_one_are_allowed() -> None:
    url = "https://s3.amazonaws.com/echo.api/2026/cert_7~a.pem"
    assert checked_certificate_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://s3.amazonaws.com/echo.api/cert.pem", id="not https"),
        pytest.param("s3.amazonaws.com/echo.api/cert.pem", id="no scheme"),
        pytest.param("file:///echo.api/cert.pem", id="a file"),
        pytest.param("https:///echo.api/cert.pem", id="no host"),
        pytest.param("https://s3.amazonaws.com.example.com/echo.api/cert.pem", id="a longer host"),
        pytest.param("https://notamazon.com/echo.api/cert.pem", id="another host"),
        pytest.param("https://s3.amazonaws.com./echo.api/cert.pem", id="a host with a dot at its end"),
        pytest.param("https://s3.amazonaws.com/EcHo.aPi/cert.pem", id="the path in another case"),
        pytest.param("https://s3.amazonaws.com/invalid.path/cert.pem", id="another path"),
        pytest.param("https://s3.amazonaws.com/echo.api", id="the folder itself"),
        pytest.param("https://s3.amazonaws.com/echo.api/", id="the folder itself, with its slash"),
        pytest.param("https://s3.amazonaws.com/echo.apix/cert.pem", id="a folder that begins alike"),
        pytest.param("https://s3.amazonaws.com", id="no path"),
        pytest.param("https://s3.amazonaws.com:563/echo.api/cert.pem", id="another port"),
        pytest.param("https://s3.amazonaws.com:0/echo.api/cert.pem", id="port 0"),
        pytest.param("https://s3.amazonaws.com:junk/echo.api/cert.pem", id="a port that is no number"),
        pytest.param("https://s3.amazonaws.com:99999/echo.api/cert.pem", id="a port out of range"),
        pytest.param("https://s3.amazonaws.com:-443/echo.api/cert.pem", id="a negative port"),
        pytest.param("https://ana@s3.amazonaws.com/echo.api/cert.pem", id="a user"),
        pytest.param("https://ana:demo@s3.amazonaws.com/echo.api/cert.pem", id="a user and a password"),
        pytest.param("https://@s3.amazonaws.com/echo.api/cert.pem", id="a user without a name"),
        pytest.param("https://s3.amazonaws.com@example.com/echo.api/cert.pem", id="the host as a user"),
        pytest.param("https://s3.amazonaws.com\\@example.com/echo.api/cert.pem", id="the host before a backslash"),
        pytest.param("https://s3.amazonaws.com/bucket/../echo.api/cert.pem", id="dots into the folder"),
        pytest.param("https://s3.amazonaws.com/echo.api/../bucket/cert.pem", id="dots out of the folder"),
        pytest.param("https://s3.amazonaws.com/echo.api/./cert.pem", id="a dot"),
        pytest.param("https://s3.amazonaws.com/echo.api/cert.pem/..", id="dots at the end"),
        pytest.param("https://s3.amazonaws.com/echo.api/%2e%2e/bucket/cert.pem", id="dots in hiding"),
        pytest.param("https://s3.amazonaws.com/echo.api/..%2fbucket/cert.pem", id="a slash in hiding"),
        pytest.param("https://s3.amazonaws.com/echo.api\\..\\bucket\\cert.pem", id="backslashes"),
        pytest.param("https://s3.amazonaws.com//echo.api/cert.pem", id="two slashes first"),
        pytest.param("https://s3.amazonaws.com/echo.api//cert.pem", id="two slashes later"),
        pytest.param("https://s3.amazonaws.com/echo.api/cert.pem?versionId=1", id="a query"),
        pytest.param("https://s3.amazonaws.com/echo.api/cert.pem#1", id="a fragment"),
        pytest.param("https://s3.amazonaws.com/echo.api/cert.pem\r\nHost: example.com", id="a header in hiding"),
        pytest.param("https://s3.amazonaws.com/\techo.api/cert.pem", id="a tab"),
        pytest.param(" https://s3.amazonaws.com/echo.api/cert.pem", id="a space first"),
        pytest.param("https://s3.am\u0430zonaws.com/echo.api/cert.pem", id="a letter that looks alike"),
        pytest.param("https://[s3.amazonaws.com/echo.api/cert.pem", id="half a bracket"),
        pytest.param("", id="nothing"),
    ],
)
def test_any_other_url_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="certificate-url"):
        checked_certificate_url(url)
