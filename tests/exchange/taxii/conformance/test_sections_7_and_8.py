"""TAXII 2.1, sections 7 and 8 and appendix B: custom properties, conformance of servers, TLS, security of `next`."""

import json
import ssl
from pathlib import Path

import httpx
import pytest

from lagebild.errors import Refused
from lagebild.exchange.taxii.serving import Listening, serve
from tests.exchange.taxii.site import MEDIA, TOKENS, TestSite, note, site
from tests.reports.servers import certificate


def test_7_1_1_custom_properties_are_passed_over(here: TestSite) -> None:
    """Section 7.1.1: properties of an envelope that are not understood are ignored; so a bundle in its place is taken as one."""
    one = note()
    body = {"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000000", "objects": [one], "x_example_com_score": {"a": 1}}
    assert here.post("both", json.dumps(body).encode()).json()["success_count"] == 1
    assert here.get(here.path("both")).json()["objects"] == [one]


def test_8_2_1_discovery_is_at_the_root_of_the_server(here: TestSite) -> None:
    """Section 8.2.1: /taxii2/ at the root, at least one API root, and no User-Agent needed."""
    with httpx.Client(trust_env=False, verify=False) as client:
        request = client.build_request("GET", here.url + "/taxii2/", headers={"Accept": MEDIA, "Authorization": f"Bearer {TOKENS['ada']}"})
        del request.headers["User-Agent"]
        assert client.send(request).json()["api_roots"]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_8_2_2_https_with_tls_1_2_and_1_3(tmp_path: Path, version: ssl.TLSVersion) -> None:
    """Section 8.2.2: requests over HTTPS, with TLS 1.2 and 1.3."""
    pem, key = certificate(tmp_path, "localhost")
    context = ssl.create_default_context(cafile=pem)
    context.minimum_version = context.maximum_version = version
    with site(tmp_path / "o.db", listening=Listening("localhost", certificate=pem, key=key)) as here, httpx.Client(verify=context, trust_env=False) as client:
        answer = client.get(here.url + "/taxii2/", headers={"Accept": MEDIA, "Authorization": f"Bearer {TOKENS['ada']}"})
        assert answer.json()["default"].startswith("https://")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_8_2_2_older_tls_is_refused(tmp_path: Path) -> None:
    """Section 8.2.2: nothing below TLS 1.2."""
    pem, key = certificate(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(pem)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        site(tmp_path / "o.db", listening=Listening("localhost", certificate=pem, key=key)) as here,
        httpx.Client(verify=context, trust_env=False) as client,
        pytest.raises(httpx.ConnectError),
    ):
        client.get(here.url + "/taxii2/")


def test_8_2_2_no_open_door_without_tls() -> None:
    """Section 8.2.2: other than on loopback the server does not start without a certificate, unless a proxy is named to have one."""
    with pytest.raises(Refused, match="certificate"):
        serve(None, Listening("0.0.0.0"))


def test_appendix_b_next_says_nothing(here: TestSite) -> None:
    """Appendix B: a `next` is as long for one object as for many, is different for each caller, and holds no time or number."""
    here.post("both", [note(str(number)) for number in range(40)])
    tokens = [here.get(here.path("both") + f"?limit={limit}").json()["next"] for limit in (1, 2, 39)]
    assert len({len(token) for token in tokens}) == 1
    assert len({token[:8] for token in tokens}) == 3
    assert here.get(here.path("both") + "?limit=1", "bob").json()["next"] != tokens[0]
    assert here.get(here.path("both") + "?limit=1").json()["next"] == tokens[0]
