"""Feeds in a ledger: new entries once, broken feeds named, missed pages tried again."""

import pathlib

import pytest

from lagebild.errors import FetchRefused, InvalidFact, NotRecorded
from lagebild.ledger import open_ledger
from lagebild.pipeline import Order
from lagebild.pipeline.polling import poll_feeds
from lagebild.pipeline.subscriptions import subscribe, subscriptions, unsubscribe
from tests.reports.servers import answer, local, serving

PAGE = "<html><body><article><p>Deutschland liefert der Ukraine {} Panzer, teilte das Ministerium in Berlin mit.</p></article></body></html>"
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>
<item><guid>1</guid><title>Eins</title><link>http://127.0.0.1:{port}/1</link><pubDate>Tue, 10 Mar 2026 08:00:00 GMT</pubDate></item>
<item><guid>2</guid><title>Zwei</title><link>http://127.0.0.1:{port}/2</link></item></channel></rss>"""


def test_new_entries_are_added_once_and_missed_ones_tried_again(tmp_path: pathlib.Path) -> None:
    with serving({}) as server, open_ledger(tmp_path / "l.db") as ledger:
        base = f"http://127.0.0.1:{server.port}"
        server.scripts |= {"/feed": answer(FEED.format(port=server.port).encode(), ETag='"1"'), "/1": answer(PAGE.format(18).encode(), Content_Type="text/html")}
        subscribe(ledger, "ada", f"{base}/feed", "Amt")
        subscribe(ledger, "ada", f"{base}/away", None)
        found = list(poll_feeds(ledger, "ada", Order(()), local(server)))
        assert [one.result.outcome for one in found] == ["read", "failed"]
        assert [added.outcome for added in found[0].added] == ["added", "failed"]
        with ledger.view() as view:
            report = view.report(str(found[0].added[0].report)).report
            (captured,) = view.captures(report.id)
        assert (report.published, report.title, report.source) == ("2026-03-10", "Eins", f"{base}/1")
        assert captured.capture is not None
        assert captured.capture.how == "feed"
        kept = subscriptions(ledger)
        assert kept[f"{base}/feed"].state.etag == '"1"'
        assert [missed.link for missed in kept[f"{base}/feed"].missed] == [f"{base}/2"]
        assert kept[f"{base}/away"].state.failures == 1

        server.scripts |= {"/feed": answer(status=304), "/2": answer(PAGE.format(19).encode(), Content_Type="text/html")}
        (again,) = poll_feeds(ledger, "ada", Order(()), local(server), [f"{base}/feed"])
        assert (again.result.outcome, [added.outcome for added in again.added]) == ("unchanged", ["added"])
        with ledger.view() as view:
            before = view.head()
        (nothing,) = poll_feeds(ledger, "ada", Order(()), local(server), [f"{base}/feed"])
        assert not nothing.added
        with ledger.view() as view:
            assert view.head() == before


def test_feeds_are_followed_and_left_by_their_address() -> None:
    with open_ledger(":memory:") as ledger:
        url = subscribe(ledger, "ada", "HTTPS://Example.org/feed.xml", None)
        assert list(subscriptions(ledger)) == [url] == ["https://example.org/feed.xml"]
        with pytest.raises(InvalidFact):
            subscribe(ledger, "ada", url, None)
        with pytest.raises(FetchRefused):
            subscribe(ledger, "ada", "file:///etc/passwd", None)
        unsubscribe(ledger, "ada", url)
        assert not subscriptions(ledger)
        with pytest.raises(NotRecorded):
            unsubscribe(ledger, "ada", url)
