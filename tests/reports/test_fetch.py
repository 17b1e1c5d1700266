"""Fetching: what comes back, and what is refused, from servers that mean it well and others."""

import gzip
import hashlib
import socket
import ssl
import time
from contextlib import nullcontext, suppress
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lagebild.claims.capture import Capture
from lagebild.errors import FetchFailed, FetchRefused, InvalidFact, LagebildError
from lagebild.reports.addresses import why_forbidden
from lagebild.reports.fetch import Conditions, fetch
from lagebild.reports.fetched import Fetched, Redirect
from lagebild.reports.network import Network, look_up
from lagebild.reports.pace import Pace
from lagebild.reports.policy import Policy

from .servers import NOW, PUBLIC, Recorder, Script, answer, certificate, local, pretending, resolving, serving

PAGE = b"<html><body>Drei Haubitzen</body></html>"


def got(script: Script, path: str = "/", **bounds: Any) -> Fetched:
    """What fetching gives from a server with this one answer."""
    with serving({path: script}) as server:
        return fetch(f"http://127.0.0.1:{server.port}{path}", local(server, **bounds), Network())


def refused(script: Script, **bounds: Any) -> FetchRefused:
    with pytest.raises(FetchRefused) as caught:
        got(script, **bounds)
    return caught.value


def failed(script: Script, **bounds: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        got(script, **bounds)
    return caught.value


def test_a_page() -> None:
    """A page comes whole, with its hash, the time in UTC and the headers worth keeping, and no cookies."""
    script = answer(PAGE, Content_Type='Text/HTML; charset="windows-1251"', ETag='"a"', Set_Cookie="secret=1", X_Other="1")
    with serving({"/a?b": script}) as server:
        network, _ = pretending(server)
        found = fetch("HTTP://Site.TEST/a?b#c", Policy(), network)
        request = server.requests[0].decode()
    assert (found.url, found.final_url, found.redirects, found.status) == ("http://site.test/a?b", "http://site.test/a?b", (), 200)
    assert (found.body, found.media_type, found.charset, found.time) == (PAGE, "text/html", "windows-1251", NOW)
    assert found.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert [name for name, _ in found.headers] == ["content-type", "etag", "content-length"]
    assert found.capture() == Capture("url", NOW, "http://site.test/a?b", (), found.headers, "text/html")
    assert request.startswith("GET /a?b HTTP/1.1\r\n")
    assert "Host: site.test\r\n" in request
    assert "User-Agent: Lagebild/" in request
    assert "Cookie" not in request


def test_time_is_utc() -> None:
    """Without a clock given the time is the system's, in UTC."""
    assert got(answer(PAGE)).time.tzinfo is UTC


@pytest.mark.parametrize(
    ("path", "media_type", "name"),
    [("/a?b=c.pdf", "text/html; charset=x", "/a.html"), ("/a.pdf", "text/html", "/a.pdf"), ("/a", "image/png", "/a"), ("/a", "", "/a")],
)
def test_name_for_reading(path: str, media_type: str, name: str) -> None:
    """A body is named so that it is read as what it is said to be."""
    assert got(answer(PAGE, Content_Type=media_type), path).name.partition("127.0.0.1:")[2][-len(name) :] == name


def test_redirects_are_followed_and_noted() -> None:
    """Each hop is kept with its status; only a chain of permanent ones from the start on says where to look from now on."""
    scripts = {
        "/1": answer(status=301, Location="/2"),
        "/2": answer(status=308, Location="//other.test/3"),
        "/3": answer(status=302, Location="?x"),
        "/3?x": answer(PAGE),
    }
    with serving(scripts) as server:
        network, _ = pretending(server)
        found = fetch("http://site.test/1", Policy(), network)
    assert found.redirects == (
        Redirect("http://site.test/1", 301), Redirect("http://site.test/2", 308), Redirect("http://other.test/3", 302),
    )  # fmt: skip
    assert found.final_url == "http://other.test/3?x"
    assert found.moved_to == "http://other.test/3"
    assert found.capture().redirects == ("http://site.test/2", "http://other.test/3", "http://other.test/3?x")


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data", "http://0.0.0.0/", "http://2130706433/", "http://inside.test/", "http://mixed.test/",
        "ftp://site.test/", "file:///etc/passwd", "javascript:alert(1)", "http://u:p@site.test/", "http://site.test:22/",
        "http://site.test/\x01", "//", "http://[", "http://site.test/start",
    ],
)  # fmt: skip
def test_redirects_to_where_nobody_should_go(location: str) -> None:
    """A redirect to a private address, another scheme, a strange port or in a circle is refused, and nothing is asked there."""
    with serving({"/start": answer(status=302, Location=location)}) as server:
        network, backend = pretending(server, localhost="127.0.0.1", inside_test="192.168.1.1", mixed_test=f"{PUBLIC} 10.0.0.1")
        with pytest.raises((FetchRefused, FetchFailed)) as caught:
            fetch("http://site.test/start", Policy(), network)
        assert backend.connections == [(PUBLIC, 80)]
        assert len(server.requests) == 1
    assert "p@" not in str(caught.value)


def test_redirect_loop_and_chain() -> None:
    """A chain longer than the bound is refused."""
    with serving({f"/{n}": answer(status=302, Location=f"/{n + 1}") for n in range(9)}) as server:
        network, _ = pretending(server)
        with pytest.raises(FetchRefused, match="more than 5 redirects"):
            fetch("http://site.test/0", Policy(), network)
        assert len(server.requests) == 6


def test_redirect_without_location() -> None:
    """A redirect to nowhere is a failure with its status."""
    assert failed(answer(status=302)).status == 302


def test_the_checked_address_is_the_one_connected_to() -> None:
    """A name is looked up once for each connection, so an answer that changes afterwards (DNS rebinding) changes nothing."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with serving({"/": answer(PAGE)}) as server:
        backend = Recorder(server.port)
        network = Network(resolve=lambda host, seconds: next(answers), backend=backend, pace=Pace(sleep=lambda _: None))
        assert fetch("http://rebind.test/", Policy(), network).body == PAGE
        assert backend.connections == [(PUBLIC, 80)]
        with pytest.raises(FetchRefused, match=r"leads to 127\.0\.0\.1, this machine itself"):
            fetch("http://rebind.test/", Policy(), network)
        assert len(backend.connections) == 1


def test_rebinding_between_redirects() -> None:
    """A site that redirects to itself is looked up and checked again."""
    answers = iter([[PUBLIC], ["10.0.0.1"]])
    with serving({"/": answer(status=302, Location="/2"), "/2": answer(PAGE)}) as server:
        network = Network(resolve=lambda *_: next(answers), backend=Recorder(server.port), pace=Pace(sleep=lambda _: None))
        with pytest.raises(FetchRefused, match="private"):
            fetch("http://rebind.test/", Policy(), network)
        assert server.paths == ["/"]


def test_loopback_only_by_name() -> None:
    """This machine is refused by default, whatever it is called, and reached when the host is allowed by that very name."""
    with serving({"/": answer(PAGE)}) as server:
        ports = frozenset({server.port})
        for host in ("127.0.0.1", "localhost"):
            url = f"http://{host}:{server.port}/"
            with pytest.raises(FetchRefused, match="allow the host"):
                fetch(url, Policy(ports=ports), Network())
            assert fetch(url, Policy(ports=ports, allowed_hosts=frozenset({host}), interval_s=0), Network()).body == PAGE
        with pytest.raises(FetchRefused):
            fetch(f"http://localhost:{server.port}/", local(server), Network())


def test_ports() -> None:
    """Other ports than 80 and 443 are refused before anything is looked up."""
    with pytest.raises(FetchRefused, match="port 8080"):
        fetch("http://site.test:8080/", Policy(), Network(resolve=resolving(), backend=Recorder()))


def test_policy_is_checked_at_birth() -> None:
    """A host that could never match and a contact that no header can hold are refused."""
    for host in ("Example.org", "exa mple", "bücher.example", "::0"):
        with pytest.raises(InvalidFact):
            Policy(allowed_hosts=frozenset({host}))
    for contact in ("a\r\nX: y", "(x)", "ü", ""):
        with pytest.raises(InvalidFact):
            Policy(contact=contact)


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    with suppress(OSError):
        for _ in range(1_000):
            connection.sendall(b"x")
            time.sleep(0.05)


def drip_head(connection: socket.socket) -> None:
    with suppress(OSError):
        for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 1_000:
            connection.sendall(bytes((letter,)))
            time.sleep(0.05)


@pytest.mark.parametrize("script", [drip, drip_head, lambda _: time.sleep(3)])
def test_slow_servers(script: Script) -> None:
    """The time is for the whole answer: a byte now and then does not prolong it."""
    started = time.monotonic()
    assert "no whole answer within 0.4 seconds" in failed(script, max_seconds=0.4).reason
    assert time.monotonic() - started < 2


def flood(head: bytes, piece: bytes) -> Script:
    def script(connection: socket.socket) -> None:
        with suppress(OSError):
            connection.sendall(head)
            while True:
                connection.sendall(piece)

    return script


@pytest.mark.parametrize(
    "script",
    [
        answer(b"x" * 1_001),
        answer(b"", Content_Length="999999999999999"),
        flood(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 4_096),
        flood(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4_096 + b"\r\n"),
        flood(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" + b"e" * 60_000 + b"\r\nx\r\n"),
        answer(gzip.compress(b"\0" * 50_000_000, mtime=0), Content_Encoding="gzip"),
        answer(gzip.compress(b"", mtime=0) * 40 + gzip.compress(b"\0" * 2_000), Content_Encoding="x-gzip"),
    ],
)
def test_huge_bodies(script: Script) -> None:
    """A body above the bound is refused, as it comes or as it unpacks, whatever its length says."""
    assert refused(script, max_bytes=1_000).reason == "larger than 1,000 bytes"


def test_gzip_bomb_costs_no_memory() -> None:
    """Of a bomb no more is unpacked than the bound."""
    import tracemalloc

    script = answer(gzip.compress(b"\0" * 100_000_000, mtime=0), Content_Encoding="gzip")
    with serving({"/": script}) as server:
        tracemalloc.start()
        with pytest.raises(FetchRefused):
            fetch(f"http://127.0.0.1:{server.port}/", local(server, max_bytes=1_000_000), Network())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 10_000_000


def test_gzip_members() -> None:
    """A body of several gzip members is unpacked whole; padding after them is passed over."""
    packed = gzip.compress(b"a" * 70_000, mtime=0) + gzip.compress(b"b") + b"\0\0"
    assert got(answer(packed, Content_Encoding="gzip")).body == b"a" * 70_000 + b"b"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (answer(gzip.compress(b"x" * 1_000, mtime=0)[:-9], Content_Encoding="gzip"), "middle of its packed data"),
        (answer(b"no gzip", Content_Encoding="gzip"), "no valid gzip"),
        (answer(b"x", Content_Encoding="br"), "packed as 'br'"),
        (answer(b"x", Content_Encoding="gzip, gzip"), "not asked for"),
    ],
)
def test_broken_coding(script: Script, reason: str) -> None:
    """A body that is not in the coding that it claims is a failure."""
    assert reason in failed(script).reason


@pytest.mark.parametrize(
    "script",
    [
        answer(b"abc", Content_Length="10"),
        answer(b"abc", Content_Length="-1"),
        answer(b"abc", Content_Length="3\r\nContent-Length: 4"),
        answer(b"zz\r\nabc", Transfer_Encoding="chunked"),
        answer(b"3\r\nabc\r\n", Transfer_Encoding="chunked"),
        b"",
        b"\x16\x03\x01\x02\x00garbage\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
    ],
)
def test_broken_http(script: Script) -> None:
    """A wrong length, an answer that breaks off and one that is no HTTP are failures, never half a page."""
    assert "HTTP" in failed(script).reason


@pytest.mark.parametrize(
    "script",
    [
        answer(b"x", X_Long="y" * 20_000),
        flood(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 100),
        flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        flood(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 1_000),
    ],
)
def test_header_floods(script: Script) -> None:
    """A head above the bound is refused (one line above h11's own bound is already no valid answer)."""
    with pytest.raises((FetchRefused, FetchFailed), match=r"head of more than 10,000 bytes|breaks HTTP"):
        got(script, max_header_bytes=10_000)


def test_status() -> None:
    """Other answers than success are failures with status, remedy and how long to wait."""
    assert failed(answer(b"x", 404)).remedy == "check the address"
    busy = failed(answer(b"x", 503, Retry_After="120"))
    assert (busy.status, busy.retry_after_s) == (503, 120.0)
    assert failed(answer(b"x", 429, Retry_After="Wed, 25 Nov 2026 12:00:00 GMT")).retry_after_s is None
    assert failed(answer(b"x", 206)).status == 206
    assert failed(b"HTTP/1.1 304 X\r\n\r\n").status == 304
    assert got(answer(b"", 204, Content_Length="0")).body == b""


def test_conditions() -> None:
    """Validators are sent as they were given, and "not changed" is a result."""
    with serving({"/": b'HTTP/1.1 304 X\r\nETag: "b"\r\n\r\n'}) as server:
        network, _ = pretending(server)
        found = fetch("http://site.test/", Policy(), network, conditions=Conditions('W/"a"', "Wed, 25 Nov 2026 12:00:00 GMT"))
        request = server.requests[0]
    assert (found.status, found.body, found.header("etag")) == (304, b"", '"b"')
    assert b'If-None-Match: W/"a"\r\nIf-Modified-Since: Wed, 25 Nov 2026 12:00:00 GMT\r\n' in request


def test_no_one_there() -> None:
    """A name that nobody has, an empty answer to the look-up and a closed port are failures."""
    with pytest.raises(FetchFailed, match="cannot be looked up"):
        fetch("http://nowhere.test/", Policy(), Network(resolve=resolving()))
    with pytest.raises(FetchFailed, match="connection failed"):
        fetch("http://site.test/", Policy(), Network(resolve=lambda *_: [], backend=Recorder()))
    with serving({}) as server:
        policy = local(server)
    with pytest.raises(FetchFailed, match="connection failed"):
        fetch(f"http://127.0.0.1:{server.port}/", policy, Network())


def test_next_address_is_tried() -> None:
    """If one address of a host does not answer the next one is tried."""
    with serving({"/": answer(PAGE)}) as server:
        backend = Recorder(server.port)
        working, failures = backend.connect_tcp, iter([True, False])

        def connect(*args: Any, **kwargs: Any) -> Any:
            return Recorder().connect_tcp(*args, **kwargs) if next(failures) else working(*args, **kwargs)

        backend.connect_tcp = connect  # type: ignore[method-assign]
        network = Network(resolve=lambda *_: ["2001:4860:4860::8888", PUBLIC], backend=backend)
        assert fetch("http://site.test/", Policy(), network).body == PAGE


def test_slow_lookup(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that hangs does not hang the fetch."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1) or [])
    with pytest.raises(TimeoutError):
        look_up("site.test", 0.05)


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would connect unchecked in our stead."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert got(answer(PAGE)).body == PAGE


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    folder = tmp_path_factory.mktemp("tls")
    return {"site.test": certificate(folder, "site.test"), "expired": certificate(folder, "site.test", expired=True)}


def serving_side(pair: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    return context


def trusting(pair: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(pair[0]))


def test_tls_keeps_the_name(certificates: dict[str, tuple[Path, Path]]) -> None:
    """Connected to is the checked address, but certificate, SNI and Host go by the name."""
    pair = certificates["site.test"]
    context, names = serving_side(pair), []
    context.sni_callback = lambda _, name, __: names.append(name)
    with serving({"/": answer(PAGE)}, context) as server:
        network, backend = pretending(server, tls=lambda: trusting(pair))
        assert fetch("https://site.test/", Policy(), network).body == PAGE
    assert (backend.connections, names) == ([(PUBLIC, 443)], ["site.test"])


def test_bad_tls(certificates: dict[str, tuple[Path, Path]]) -> None:
    """A certificate that is self-signed, for another name or expired is refused, and so is a server that speaks no TLS."""
    pair, expired = certificates["site.test"], certificates["expired"]
    with serving({"/": answer(PAGE)}, serving_side(pair)) as server:
        for tls, url, reason in (
            (None, "https://site.test/", "self-signed certificate"),
            (lambda: trusting(pair), "https://other.test/", "Hostname mismatch"),
        ):
            network, _ = pretending(server, tls=tls)
            with pytest.raises(FetchFailed, match=reason):
                fetch(url, Policy(), network)
        assert server.requests == []
    with serving({"/": answer(PAGE)}, serving_side(expired)) as server:
        network, _ = pretending(server, tls=lambda: trusting(expired))
        with pytest.raises(FetchFailed, match="expired"):
            fetch("https://site.test/", Policy(), network)
    with serving({"/": answer(PAGE)}) as server:
        network, _ = pretending(server)
        with pytest.raises(FetchFailed, match="does not answer in time"):
            fetch("https://site.test/", Policy(max_seconds=0.3), network)


def test_no_downgrade(certificates: dict[str, tuple[Path, Path]]) -> None:
    """A redirect from https to http is refused unless the policy allows it."""
    pair = certificates["site.test"]
    redirect = answer(status=302, Location="http://plain.test/x")
    with serving({"/": redirect}, serving_side(pair)) as server, serving({"/x": answer(PAGE)}) as plain:
        network, backend = pretending(server, tls=lambda: trusting(pair), plain_test="93.184.215.15")
        secured = backend.connect_tcp

        def connect(host: str, port: int, timeout: float | None = None, *_: Any, **__: Any) -> Any:
            return Recorder(plain.port).connect_tcp(host, port, timeout) if port == 80 else secured(host, port, timeout)

        backend.connect_tcp = connect  # type: ignore[method-assign]
        with pytest.raises(FetchRefused, match="from https to http"):
            fetch("https://site.test/", Policy(), network)
        assert plain.requests == []
        assert fetch("https://site.test/", Policy(allow_downgrade=True), network).body == PAGE


ROBOTS = answer(b"User-agent: Lagebild\nDisallow: /private\nCrawl-delay: 7\n")


def test_robots_only_for_crawls() -> None:
    """An address that a person names is fetched whatever robots.txt says; a crawled one is not."""
    with serving({"/robots.txt": ROBOTS, "/private": answer(PAGE), "/open": answer(PAGE)}) as server:
        network, _ = pretending(server)
        assert fetch("http://site.test/private", Policy(), network).body == PAGE
        assert server.paths == ["/private"]
        assert fetch("http://site.test/open", Policy(), network, crawl=True).body == PAGE
        with pytest.raises(FetchRefused, match="robots"):
            fetch("http://site.test/private", Policy(), network, crawl=True)
        assert server.paths == ["/private", "/robots.txt", "/open"]


def test_robots_of_each_hop() -> None:
    """A redirect does not lead around the robots.txt of where it leads."""
    with serving({"/robots.txt": ROBOTS, "/a": answer(status=302, Location="http://other.test/private")}) as server:
        network, _ = pretending(server)
        with pytest.raises(FetchRefused, match="robots"):
            fetch("http://site.test/a", Policy(), network, crawl=True)
        assert server.paths == ["/robots.txt", "/a", "/robots.txt"]


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (answer(b"", 404), True),
        (answer(b"", 403), True),
        (answer(b"", 429), False),
        (answer(b"", 500), False),
        (b"", False),
        (answer(status=301, Location="/r2"), True),
        (answer(status=301, Location="http://10.0.0.1/robots.txt"), False),
        (answer(b"User-agent: *\nDisallow: /\n" + b"#" * 600_000), False),
        (answer(gzip.compress(b"User-agent: *\nDisallow: /\n" + b"#" * 9_000_000, mtime=0), Content_Encoding="gzip"), False),
    ],
)
def test_robots_that_cannot_be_had(robots: bytes, allowed: bool) -> None:
    """No robots.txt allows all, one that cannot be reached forbids all, of one that is too long the beginning holds."""
    with serving({"/robots.txt": robots, "/r2": answer(b"User-agent: *\nAllow: /"), "/a": answer(PAGE)}) as server:
        network, _ = pretending(server)
        with nullcontext() if allowed else pytest.raises(FetchRefused, match=r"robots\.txt"):
            assert fetch("http://site.test/a", Policy(), network, crawl=True).body == PAGE


def test_politeness() -> None:
    """Requests to one host are an interval apart, longer if robots.txt asks for it in a crawl, redirects included; waiting one's
    turn takes nothing from the time for the answer."""
    scripts = {"/robots.txt": ROBOTS, "/1": answer(status=302, Location="/2"), "/2": answer(PAGE)}
    now, slept = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    with serving(scripts) as server:
        network = Network(
            resolve=resolving(site_test=PUBLIC), backend=Recorder(server.port), monotonic=lambda: now[0],
            pace=Pace(lambda: now[0], sleep),
        )  # fmt: skip
        fetch("http://site.test/1", Policy(interval_s=2, max_seconds=1), network)
        fetch("http://site.test/1", Policy(interval_s=2, max_seconds=1), network, crawl=True)
    assert slept == [2, 2, 2, 7]


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=30)
    | st.builds("{}://{}{}{}".format, st.sampled_from(["http", "https", "HTTP", "ftp"]), st.text(max_size=20),
                st.sampled_from(["", ":80", ":443", ":0"]), st.text(max_size=10))
    | st.builds("http://{}/".format, st.ip_addresses().map(str) | st.ip_addresses(v=6).map("[{}]".format))
    | st.builds("http://{}/".format, st.integers(0, 2**33) | st.integers(0, 2**32).map(hex) | st.integers(0, 2**32).map(oct)),
    st.lists(st.ip_addresses().map(str) | st.sampled_from(["127.0.0.1", "::1", "fe80::1%lo", PUBLIC]), max_size=3),
)  # fmt: skip
@example("http://localhost/", ["127.0.0.1"])
@example("http://[::ffff:7f00:1]/", [])
@example("http://ａ。test/", [PUBLIC])
def test_no_text_leads_astray(url: str, ips: list[str]) -> None:
    """No text raises anything but `LagebildError`, and none makes a connection to a forbidden address."""
    backend = Recorder()
    network = Network(resolve=lambda *_: ips, backend=backend, pace=Pace(sleep=lambda _: None))
    with pytest.raises(LagebildError):
        fetch(url, Policy(), network)
    assert not [ip for ip, _ in backend.connections if why_forbidden(ip)]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30), st.sampled_from([PUBLIC, "127.0.0.1", "10.0.0.1", "::1"]))
def test_no_redirect_leads_astray(location: str, ip: str) -> None:
    """No Location, however odd, makes a connection to a forbidden address or raises another error."""
    import httpcore2

    class Once(Recorder):
        def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore2.NetworkStream:
            self.connections.append((host, port))
            if len(self.connections) > 1:
                raise httpcore2.ConnectError("no network in this test")
            raw = location.encode("utf-8", "replace").replace(b"\n", b"").replace(b"\r", b"").replace(b"\0", b"")
            return httpcore2.MockStream([b"HTTP/1.1 302 X\r\nLocation: http://" + raw + b"\r\n\r\n"])

    backend, answers = Once(), iter([[PUBLIC]] + [[ip]] * 9)
    network = Network(resolve=lambda *_: next(answers), backend=backend, pace=Pace(sleep=lambda _: None))
    with pytest.raises(LagebildError):
        fetch("http://site.test/", Policy(), network)
    assert not [ip for ip, _ in backend.connections if why_forbidden(ip)]
