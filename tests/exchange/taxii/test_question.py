"""Queries and headers from anybody: understood or refused, never anything else."""

from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from lagebild.errors import Refused
from lagebild.exchange.taxii.media import accepts, takes
from lagebild.exchange.taxii.nouns import Versions
from lagebild.exchange.taxii.question import BY_ID, EVERYWHERE, VERSIONS, question

NAMES = ["added_after", "limit", "next", "match[id]", "match[type]", "match[version]", "match[spec_version]", "x"]
pieces = st.sampled_from(["all", "last", "first", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z", "2.1", "2.0", "note", "5", "0", "", ",", "ä"])
raw_values = st.one_of(st.text(max_size=20), st.lists(pieces, max_size=4).map(",".join))


@given(st.lists(st.tuples(st.sampled_from(NAMES), raw_values), max_size=6), st.sampled_from([EVERYWHERE, BY_ID, VERSIONS]))
def test_every_query_is_understood_or_refused(pairs: list[tuple[str, str]], fields: tuple[str, ...]) -> None:
    """What is understood has a limit above zero, fields that the endpoint has, and some kind of version."""
    try:
        asked = question(urlencode(pairs, errors="surrogatepass").encode(), fields)
    except Refused:
        return
    assert asked.asked.limit is None or asked.asked.limit > 0
    assert "id" in fields or not asked.asked.ids
    assert asked.asked.versions != Versions()
    assert len({name for name, _ in pairs}) == len(pairs)


@given(st.binary(max_size=80))
def test_no_bytes_break_the_reader(query: bytes) -> None:
    """Bytes that are no query are refused."""
    try:
        question(query, EVERYWHERE)
    except Refused:
        return


@given(st.lists(st.tuples(st.sampled_from(NAMES[3:6]), st.sampled_from(["all", "note", "2026-01-01T00:00:00Z"])), unique_by=lambda pair: pair[0]), st.integers(1, 99))
def test_what_a_next_is_bound_to_is_the_question(pairs: list[tuple[str, str]], limit: int) -> None:
    """The order of parameters and the limit make no other question; every filter does."""
    try:
        base = question(urlencode(pairs).encode(), EVERYWHERE)
    except Refused:
        return
    again = question(urlencode([("limit", str(limit)), *reversed(pairs)]).encode(), EVERYWHERE)
    other = question(urlencode([("added_after", "2026-01-01T00:00:00Z"), *pairs]).encode(), EVERYWHERE)
    assert again.about == base.about != other.about


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(["application/taxii+json", ";version=2.1", ";q=0.5", ",", '"', ";", "*/*", " "]), max_size=8).map("".join)))
def test_no_header_breaks_content_negotiation(header: str) -> None:
    """Any header is accepted or not."""
    assert accepts(header) in (True, False)
    assert takes(header) in (True, False)
