"""Which addresses may be a hook, what is signed, and what an answer means: against a real receiver."""

import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from lagebild.errors import FetchRefused
from lagebild.reports.network import Network
from lagebild.reports.policy import Policy
from lagebild.web.searches.hooks import hook_address, send, signature
from lagebild.web.searches.nouns import Delivery
from tests.web.receiving import receiver

DELIVERY = Delivery("d-1", "s-1", '{"ü": "\u202e"}', datetime(2026, 1, 1, tzinfo=UTC), "waiting", 0, None, "")


@pytest.mark.parametrize("url", [
    "http://example.org/", "ftp://example.org/", "https://example.org:8443/", "https://user:x@example.org/", "http://127.0.0.1.example.org/",
    "file:///etc/passwd", "", "https://", "http://192.168.0.1/", "http://[::ffff:127.0.0.1]/",
])
def test_no_other_address_than_https_may_be_a_hook(url: str) -> None:
    with pytest.raises(FetchRefused):
        hook_address(url, Policy(), on_loopback=True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://localhost:9/", "http://[::1]:9/"])
def test_this_machine_may_be_one_where_nobody_else_reaches_the_workspace(url: str) -> None:
    assert hook_address(url, Policy(), on_loopback=True).port == 9
    with pytest.raises(FetchRefused):
        hook_address(url, Policy(), on_loopback=False)


def test_a_delivery_arrives_signed_with_its_key_and_bytes_as_they_are() -> None:
    with receiver() as there:
        told = send(there.url, "secret", DELIVERY, Policy(), Network(), on_loopback=True)
    assert (told.arrived, told.words) == (True, "HTTP 200")
    ((headers, body),) = there.came
    assert body == DELIVERY.body.encode()
    assert (headers["idempotency-key"], headers["lagebild-delivery"], headers["content-type"]) == ("d-1", "d-1", "application/json")
    stamp = headers["lagebild-timestamp"]
    expected = hmac.new(b"secret", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["lagebild-signature"] == f"v1={expected}" == signature("secret", int(stamp), body)


@pytest.mark.parametrize(("code", "for_good"), [(500, False), (404, False), (301, False), (410, True)])
def test_any_other_answer_is_a_failure_and_a_redirect_is_not_followed(code: int, for_good: bool) -> None:
    with receiver(code) as there:
        told = send(there.url, "secret", DELIVERY, Policy(), Network(), on_loopback=True)
    assert (told.arrived, told.words, told.for_good) == (False, f"HTTP {code}", for_good)
    assert len(there.came) == 1


def test_nobody_there_is_a_failure_and_a_private_address_a_refusal_for_good() -> None:
    with receiver() as there:
        url = there.url
    told = send(url, "secret", DELIVERY, Policy(), Network(), on_loopback=True)
    assert (told.arrived, told.for_good) == (False, False)
    inside = Network(resolve=lambda host, seconds: ("10.0.0.1",))
    told = send("https://intern.example.org/", "secret", DELIVERY, Policy(), inside, on_loopback=True)
    assert (told.arrived, told.for_good) == (False, True)
    assert "private" in told.words


def test_a_receiver_that_does_not_answer_in_time_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lagebild.web.searches.hooks._TRY_S", 0.3)
    with receiver(pause_s=2.0) as there:
        told = send(there.url, "secret", DELIVERY, Policy(), Network(), on_loopback=True)
    assert (told.arrived, told.for_good) == (False, False)
