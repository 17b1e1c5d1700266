"""Web addresses: one reading for each, none for what only looks like one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lagebild.errors import FetchRefused
from lagebild.reports.weburl import host_name, joined, shown_url, web_address


@pytest.mark.parametrize(
    ("given_url", "normal"),
    [
        ("https://Example.ORG", "https://example.org/"),
        ("HTTP://example.org.:80/a b?q=ü#frag", "http://example.org/a%20b?q=%C3%BC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example。org/", "https://example.org/"),
        ("https://example.org:443?x", "https://example.org/?x"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("http://[2001:4860:4860:0:0:0:0:8888]/", "http://[2001:4860:4860::8888]/"),
        ("http://１.１.１.１/", "http://1.1.1.1/"),
        (" https://example.org/%41%2f\n", "https://example.org/%41%2f"),
        ("https://my_host.example/", "https://my_host.example/"),
    ],
)
def test_normal_form(given_url: str, normal: str) -> None:
    """Each spelling of an address has one normal form."""
    assert web_address(given_url).url == normal


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "no web address"),
        ("example.org/a", "no web address"),
        ("//example.org/", "no web address"),
        ("javascript:alert(1)", "no web address"),
        ("ftp://example.org/", "ftp is not fetched"),
        ("file:///etc/passwd", "file is not fetched"),
        ("gopher://example.org/", "gopher is not fetched"),
        ("http:///etc", "no host"),
        ("http://user@example.org/", "user name"),
        ("http://public.example:80@10.0.0.1/", "user name"),
        ("http://public.example\\@10.0.0.1/", "no web address"),
        ("http://exa mple.org/", "no host"),
        ("http://example.org\n/x", "control characters"),
        ("http://example.org/\r\nX: y", "control characters"),
        ("http://example.org/\ud800", "control characters"),
        ("http://2130706433/", "no host"),
        ("http://0x7f000001/", "no host"),
        ("http://0177.0.0.1/", "no host"),
        ("http://127.1/", "no host"),
        ("http://1.2.3.4.5/", "no host"),
        ("http://①②⑦.１/", "no host"),
        ("http://%6c%6f%63alhost/", "no host"),
        ("http://[fe80::1%25eth0]/", "no host"),
        ("http://[1.2.3.4]/", "no host"),
        ("http://::1/", "no host"),
        ("http://a..b/", "no host"),
        ("http://example.org:0/", "no port"),
        ("http://example.org:65536/", "no port"),
        ("http://example.org:８０/", "no host"),
        ("http://" + "a" * 64 + ".org/", "no host"),
        ("http://example.org/" + "a" * 8_000, "longer than"),
    ],
)
def test_refused(url: str, reason: str) -> None:
    """What is no plain http or https address is refused with a reason."""
    with pytest.raises(FetchRefused, match=reason):
        web_address(url)


@given(st.text(max_size=40))
@example("[")
@example("[::")
@example("ß.example")
@example("\u200d")
@example("xn--a")
@example("a\u0338b")
def test_reading_again_changes_nothing(text: str) -> None:
    """An address in normal form is its own normal form, and a text that is none raises only `FetchRefused`."""
    for url in (text, f"http://{text}", f"https://example.org/{text}", f"http://example.org:{text}/"):
        try:
            address = web_address(url)
        except FetchRefused:
            pass
        else:
            assert web_address(address.url) == address
            assert address.url.isascii()
            assert address.target.startswith("/")
            assert host_name(address.host) == address.host


def test_relative_redirects() -> None:
    """A redirect may be relative, and is read as strictly as any address."""
    base = web_address("https://example.org/a/b?c")
    assert joined(base, "../d").url == "https://example.org/d"
    assert joined(base, "//other.example/").url == "https://other.example/"
    for location in ("http://[x]/", "http://[::1", "javascript:1", "/a\tb", "http://u@h/"):
        with pytest.raises(FetchRefused):
            joined(base, location)


def test_shown_url_hides_passwords() -> None:
    """An address in a message has no password, no control characters and a bounded length."""
    assert shown_url("http://me:secret@example.org/\x1b[2J") == "http://…@example.org/�[2J"
    assert len(shown_url("http://example.org/" + "a" * 10_000)) == 300
