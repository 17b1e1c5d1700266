"""Polling feeds: only what is new, whatever the server does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lagebild.reports.feeds import FeedState, due_at, poll
from lagebild.reports.policy import Policy

from .servers import NOW, answer, pretending, serving

URL = "http://site.test/feed"


def rss(*items: tuple[str, str]) -> bytes:
    """A feed with these pairs of id and link."""
    inner = "".join(f"<item><guid isPermaLink='false'>{id_}</guid><link>{link}</link><title>{id_}</title></item>" for id_, link in items)
    return f"<rss version='2.0'><channel><title>Lage</title>{inner}</channel></rss>".encode()


def test_only_what_is_new() -> None:
    """The first look gives all, the next one only entries whose id and link are both unknown, in the feed's order."""
    feeds = iter([rss(("2", "/2"), ("1", "/1")), rss(("4", "/4"), ("new-id", "/2"), ("3", "/3"), ("1", "/moved"))])
    with serving({"/feed": lambda connection: connection.sendall(answer(next(feeds), ETag='"a"', Last_Modified="x"))}) as server:
        network, _ = pretending(server)
        first = poll(FeedState(URL), Policy(), network)
        second = poll(first.state, Policy(), network)
        assert b'If-None-Match: "a"\r\nIf-Modified-Since: x\r\n' in server.requests[-1]
    assert (first.outcome, first.title, [entry.id for entry in first.entries]) == ("read", "Lage", ["2", "1"])
    assert first.state == FeedState(URL, '"a"', "x", first.state.seen, 0, NOW)
    assert [entry.id for entry in second.entries] == ["4", "3"]
    assert first.entries[0].link == "http://site.test/2"


def test_not_changed() -> None:
    """HTTP 304 gives no entries, keeps what is known and ends a row of failures."""
    with serving({"/feed": b"HTTP/1.1 304 X\r\n\r\n"}) as server:
        state = FeedState(URL, '"a"', None, ("k",), 3)
        found = poll(state, Policy(), pretending(server)[0])
    assert (found.outcome, found.entries) == ("unchanged", ())
    assert found.state == replace(state, failures=0, last_polled=NOW)


def test_entries_that_share_a_link() -> None:
    """Where all entries link to the front page their ids tell them apart."""
    feeds = iter([rss(("1", "/"), ("2", "/")), rss(("3", "/"), ("1", "/"), ("2", "/"))])
    with serving({"/feed": lambda connection: connection.sendall(answer(next(feeds)))}) as server:
        network, _ = pretending(server)
        first = poll(FeedState(URL), Policy(), network)
        assert [entry.id for entry in poll(first.state, Policy(), network).entries] == ["3"]


def test_more_entries_than_are_taken() -> None:
    """What is over the bound is counted and comes with the next look, for which no validator is kept."""
    feed = answer(rss(*((str(n), f"/{n}") for n in range(5))), ETag='"a"')
    with serving({"/feed": feed}) as server:
        network, _ = pretending(server)
        first = poll(FeedState(URL), Policy(), network, max_entries=3)
        second = poll(first.state, Policy(), network, max_entries=3)
    assert (len(first.entries), first.n_left_out, first.state.etag) == (3, 2, None)
    assert ([entry.id for entry in second.entries], second.n_left_out, second.state.etag) == (["3", "4"], 0, '"a"')


def test_what_is_seen_is_bounded() -> None:
    """A feed that changes all its entries at each look does not fill the state without end."""
    state = FeedState(URL, seen=tuple(str(n) for n in range(30_000)))
    with serving({"/feed": answer(rss(("1", "/1")))}) as server:
        found = poll(state, Policy(), pretending(server)[0])
    assert len(found.state.seen) == 10_002
    assert found.state.seen[-3] == "29999"


def test_moved_and_gone() -> None:
    """A permanent redirect is noted, a temporary one is not, and 410 says that the feed is gone."""
    scripts = {"/feed": answer(status=301, Location="/new"), "/t": answer(status=302, Location="/new"), "/new": answer(rss(("1", "/1")))}
    with serving({**scripts, "/gone": answer(status=410)}) as server:
        network, _ = pretending(server)
        assert poll(FeedState(URL), Policy(), network).moved_to == "http://site.test/new"
        assert poll(FeedState("http://site.test/t"), Policy(), network).moved_to is None
        gone = poll(FeedState("http://site.test/gone"), Policy(), network)
    assert (gone.outcome, gone.state.failures, gone.reason) == ("gone", 1, "answers with HTTP 410")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (answer(b"<html><body>Wartung</body></html>"), "no RSS or Atom feed"),
        (answer(b""), "no RSS or Atom feed"),
        (answer(b"x" * 6_000_000), "larger than 5,000,000 bytes"),
        (answer(status=302, Location="http://10.0.0.1/"), "a private address"),
        (answer(b"", 503, Retry_After="60"), "HTTP 503"),
        (b"nonsense", "HTTP"),
        (answer(b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss/>"), "XML entities"),
    ],
)
def test_a_broken_feed_is_a_result(script: bytes, reason: str) -> None:
    """Whatever a feed does, the look at it is a result with a reason, and what was known stays."""
    with serving({"/feed": script}) as server:
        found = poll(FeedState(URL, '"a"', "x", ("k",), 1), Policy(), pretending(server)[0])
    assert found.outcome == "failed"
    assert reason in (found.reason or "")
    assert found.state == FeedState(URL, '"a"', "x", ("k",), 2, NOW)
    assert found.retry_after_s == (60.0 if "503" in reason else None)


def test_an_address_that_is_none() -> None:
    """Even a feed whose address is nonsense is a result."""
    assert poll(FeedState("javascript:alert(1)")).outcome == "failed"


def test_robots_are_heeded() -> None:
    """A feed is fetched by a robot, so robots.txt holds for it."""
    with serving({"/robots.txt": answer(b"User-agent: *\nDisallow: /feed"), "/feed": answer(rss(("1", "/1")))}) as server:
        found = poll(FeedState(URL), Policy(), pretending(server)[0])
        assert server.paths == ["/robots.txt"]
    assert "robots" in (found.reason or "")


def test_due() -> None:
    """After failures the next look is put off, up to a day."""
    at = datetime(2026, 11, 25, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert due_at(FeedState(URL), hour) is None
    assert [due_at(FeedState(URL, failures=n, last_polled=at), hour) for n in (0, 1, 3, 99)] == [
        at + hour, at + 2 * hour, at + 8 * hour, at + 24 * hour,
    ]  # fmt: skip
    assert due_at(FeedState(URL, failures=9, last_polled=at), timedelta(days=7)) == at + timedelta(days=7)
