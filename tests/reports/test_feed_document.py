"""Feeds as documents: every flavour, broken ones, hostile ones, and times as feeds write them."""

from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.errors import UnreadableReport
from lagebild.reports.feed_dates import feed_time
from lagebild.reports.feed_document import FeedEntry, read_feed

URL = "https://example.org/news/feed.xml"
WHEN = datetime(2024, 11, 27, 9, tzinfo=UTC)
MAIL = "Wed, 27 Nov 2024 10:00:00 +0100"
ISO = "2024-11-27T10:00:00+01:00"

RSS2 = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Lage</title>
<item><title>Haubitzen &amp;amp; mehr</title><link>/a</link><guid isPermaLink="false">1</guid><pubDate>{MAIL}</pubDate></item>
</channel></rss>"""
RSS091 = f"""<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Lage</title>
<item><title>Haubitzen &amp;amp; mehr</title><link>/a</link><pubDate>{MAIL}</pubDate></item></channel></rss>"""
RSS090 = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Lage</title></channel>
<item><title>Haubitzen &amp;amp; mehr</title><link>/a</link></item></rdf:RDF>"""
RSS1 = f"""<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN"
"http://www.w3.org/TR/xhtml1/DTD/xhtml-lat1.ent">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Lage</title></channel>
<item rdf:about="/a"><title>Haubitzen &amp;amp; mehr</title><link>/a</link><dc:date>{ISO}</dc:date></item></rdf:RDF>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Lage</title><entry><id>tag:x,2024:1</id>
<title type="html">&lt;b&gt;Haubitzen&lt;/b&gt; &amp;amp; mehr</title><link rel="enclosure" href="/x.mp3"/><link href="/a"/>
<updated>{ISO}</updated></entry></feed>"""
ATOM03 = ATOM.replace("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#").replace("updated>", "issued>")


@pytest.mark.parametrize(
    ("feed", "id_"),
    [
        (RSS2, "1"), (RSS091, "https://example.org/a"), (RSS090, "https://example.org/a"), (RSS1, "/a"),
        (ATOM, "tag:x,2024:1"), (ATOM03, "tag:x,2024:1"),
    ],
)  # fmt: skip
def test_flavours(feed: str, id_: str) -> None:
    """RSS 0.90 to 2.0 and Atom 0.3 and 1.0 give the same: id, absolute link, plain title, time in UTC."""
    found = read_feed(feed.encode(), URL)
    published = None if feed is RSS090 else WHEN
    assert found.title == "Lage"
    assert found.flaw is None
    assert found.entries == (FeedEntry(id_, "https://example.org/a", "Haubitzen & mehr", published),)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "koi8-r"])
def test_encodings(codec: str) -> None:
    """A feed is read in the encoding that it or the answer declares."""
    feed = RSS2.replace('"1.0"?', f'"1.0" encoding="{codec.removesuffix("-sig")}"?').replace("Haubitzen &amp;amp; mehr", "Гаубицы")
    for charset in (None, codec):
        found = read_feed(feed.encode(codec), URL, charset)
        assert (found.entries[0].title, found.flaw) == ("Гаубицы", None)


def test_broken_feeds_are_read_as_far_as_they_go() -> None:
    """Broken XML costs a remark, not the entries."""
    found = read_feed(RSS2.replace("</channel></rss>", "<item><title>A & B</title><link>/b</link>").encode(), URL)
    assert [entry.link for entry in found.entries] == ["https://example.org/a", "https://example.org/b"]
    assert found.flaw
    assert found.flaw.startswith("broken, read as far as it goes")
    mixed = read_feed(RSS2.replace("mehr", "für").encode("latin-1") + "<!-- \u00fc\u0416 -->".encode(), URL)
    assert mixed.entries[0].link == "https://example.org/a"


def test_what_is_no_feed() -> None:
    """A page is no feed, but may say where one is."""
    page = b"<html><head><link rel='alternate' type='application/rss+xml' href='/feed'></head><body>x</body></html>"
    with pytest.raises(UnreadableReport) as caught:
        read_feed(page, "https://example.org/")
    assert (caught.value.reason, caught.value.remedy) == ("no RSS or Atom feed", "the page names https://example.org/feed")
    for data in (b"", b"{}", b"\0\1\2", b"<rss", b"just text"):
        with pytest.raises(UnreadableReport):
            read_feed(data, URL)


def test_entries_without_much() -> None:
    """Without id the link, without link the title stand in; links that are none are left out; one id is one entry."""
    items = (
        "<item><link>javascript:alert(1)</link><title>T</title></item><item><link>mailto:a@b.c</link></item><item/>"
        "<item><guid isPermaLink='false'>1</guid><title>first</title></item>"
        "<item><guid isPermaLink='false'>1</guid><title>second</title></item>"
        f"<item><guid isPermaLink='false'>{'x' * 5_000}</guid><title>{'y' * 5_000}</title></item>"
    )
    found = read_feed(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), URL).entries
    assert [(len(entry.id), entry.link) for entry in found] == [(64, None), (1, None), (64, None)]
    assert found[1].title == "first"
    assert len(found[2].title or "") == 500


BOMB = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "head",
    [
        f'<!DOCTYPE rss [<!ENTITY a0 "ha">{BOMB}]>',
        f'<!-- <a --><!DOCTYPE rss [<!ENTITY a9 "{"x" * 100_000}">]>',
        '<!DOCTYPE rss [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY a9 PUBLIC "x" "http://127.0.0.1/">]>',
    ],
)
def test_entity_bombs(head: str) -> None:
    """Entities that grow or that lead elsewhere are refused before a parser sees them, in any encoding."""
    feed = f"<?xml version='1.0'?>{head}<rss version='2.0'><channel><item><title>&a9;</title></item></channel></rss>"
    for codec in ("utf-8", "utf-16"):
        with pytest.raises(UnreadableReport, match="entities"):
            read_feed(feed.encode(codec), URL)


def test_harmless_entities_are_taken() -> None:
    """A feed that declares a character by name is read."""
    feed = RSS2.replace("<rss", '<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]><rss').replace(" &amp;amp; ", "&nbsp;")
    assert read_feed(feed.encode(), URL).entries[0].title == "Haubitzen mehr"


@pytest.mark.parametrize(
    "feed",
    [
        "<rss version='2.0'><channel><item>" + "<a>" * 50_000,
        "<a>" * 1_000_000,
        "<rss version='2.0'><channel>" + "<item>" * 1_000_000,
        "<rss><![CDATA[" * 100_000,
        "<!DOCTYPE " * 100_000 + "<rss/>",
        "<rss>" + "&" * 500_000,
        "<rss version='2.0'><channel><item><title>" + "<" * 90_000,
    ],
)
def test_hostile_feeds_take_bounded_time(feed: str) -> None:
    """However a feed is built, reading it or refusing it ends soon."""
    started = monotonic()
    with suppress(UnreadableReport):
        read_feed(feed.encode(), URL)
    assert monotonic() - started < 15  # 2 s for the slowest of these


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_mutated_feeds(data: st.DataObject) -> None:
    """A mutated feed is read or refused, and nothing else."""
    feed = bytearray(data.draw(st.sampled_from([RSS2, RSS1, ATOM])).encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(feed)))
        feed[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8) | st.sampled_from([b"<", b">", b"]]>", b"&#x0;"]))
    try:
        for entry in read_feed(bytes(feed), URL).entries:
            assert entry.link is None or entry.link.startswith(("http://", "https://"))
            assert entry.published is None or entry.published.tzinfo is UTC
    except UnreadableReport:
        pass


@pytest.mark.parametrize(
    "words",
    [
        MAIL, ISO, "2024-11-27T09:00:00Z", "2024-11-27 09:00", "Mi, 27 Nov 2024 10:00:00 +0100", "Mi, 27. November 2024 10:00 +0100",
        "27 листопада 2024, 09:00", "2024년 11월 27일 (수) 09:00", "Ср, 27 ноя 2024 12:00:00 +0300", "Wed, 27 Nov 2024 10:00:00 CET",
        "27.11.2024 09:00", "1732698000", "Wed, 27 Nov 2024 09:00:00 GMT", "Nov 27, 2024 9:00 AM",
    ],
)  # fmt: skip
def test_times(words: str) -> None:
    """A time is the same in five languages and many forms."""
    assert feed_time(words) == WHEN


@pytest.mark.parametrize(
    "words",
    [None, "", "03/04/2024", "3/4/24 10:00", "vor 2 Stunden", "gestern", "November 2024", "Wed, 32 Nov 2024 10:00:00 GMT", "x" * 5_000],
)
def test_no_times(words: str | None) -> None:
    """Two possible days, a time relative to now, half a date and none at all give no time."""
    assert feed_time(words) is None


def test_german_month() -> None:
    """Dez is December."""
    assert feed_time("Di, 03 Dez 2024 08:00:00 +0100") == datetime(2024, 12, 3, 7, tzinfo=UTC)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,4}[-. ][A-Za-zа-я0-9]{1,9}[-. ][0-9]{1,4}", fullmatch=True))
def test_any_words_are_a_time_or_none(words: str) -> None:
    """No words raise."""
    found = feed_time(words)
    assert found is None or found.tzinfo is UTC
