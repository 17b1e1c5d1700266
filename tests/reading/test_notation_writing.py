"""What is written in the notation reads back as the same claims, or is refused."""

import pathlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lagebild.claims.claim import Claim, ReadBy, Role
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.errors import InvalidClaim
from lagebild.reading.notation import parse
from lagebild.reading.notation_writing import written
from lagebild.reports import sentences

CORPUS = pathlib.Path(__file__).parents[2] / "corpus"
FILES = sorted(CORPUS.glob("??/*.txt"))[::9]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_corpus_comes_back_from_its_own_reports(path: pathlib.Path) -> None:
    for document in parse(path.read_text(encoding="utf8"), path.name):
        (again,) = parse(written(document.name, document.report, document.sentences, document.claims))
        assert again.report.text.split() == document.report.text.split()
        assert [told(claim) for claim in again.claims] == [told(claim) for claim in document.claims]


def told(claim: Claim) -> list[object]:
    """All of a claim but offsets: runs of spaces become one."""
    roles = [(role.role, role.span.text.split(), role.entity, role.quantity) for role in claim.roles]
    sources = [(source.span.text.split(), source.kind, source.cue and source.cue.text) for source in claim.attribution]
    return [claim.type, claim.status, claim.certainty, claim.polarity, claim.trigger.text, roles, sources, claim.time and claim.time.edtf]


def claim(text: str, sentence: tuple[int, int], trigger: str, role: Span | None = None) -> Claim:
    at = text.index(trigger)
    roles = (Role("object", role),) if role else ()
    return Claim("x", "transfer", "done", Span.of(text, *sentence), Span.of(text, at, at + len(trigger)), ReadBy("model", "1"), roles=roles)


def test_words_that_stand_twice_and_line_breaks_inside_a_sentence_are_written() -> None:
    text = "Panzer und neue\nPanzer geliefert.\n\nDann mehr."
    second = Span.of(text, 16, 22)
    block = written("a", Report.of(text, language="de"), [(0, 33), (35, 45)], [claim(text, (0, 33), "geliefert", second)])
    assert "> transfer done | geliefert | object: Panzer#2\n" in block
    assert "geliefert.\n> " in block
    assert "\n\nDann mehr." in block


@pytest.mark.parametrize("first", ["=== a", "> x", "# y", "title: z"])
def test_a_line_that_would_be_read_as_something_else_is_refused(first: str) -> None:
    text = f"{first} geliefert."
    with pytest.raises(InvalidClaim, match="begins like"):
        written("a", Report.of(text, language="de"), [(0, len(text))], [])


def test_words_over_the_end_of_a_sentence_are_refused() -> None:
    text = "Er hat geliefert. Panzer kamen."
    with pytest.raises(InvalidClaim, match="no one sentence"):
        written("a", Report.of(text, language="de"), [(0, 17), (18, 31)], [claim(text, (0, 17), "geliefert", Span.of(text, 7, 24))])


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab =#@({~}|:>\n1+2)-", min_size=3, max_size=60), st.data())
def test_whatever_the_words_are_they_come_back_or_are_refused(text: str, data: st.DataObject) -> None:
    cut = sentences(text, "de")
    if not cut:
        return
    start, end = data.draw(st.sampled_from(cut))
    a = data.draw(st.integers(start, end - 1))
    b = data.draw(st.integers(a + 1, end))
    span = Span.of(text, a, b)
    roles = (Role("supplier", span, data.draw(st.sampled_from([None, "PL"]))),)
    one = Claim("x", "transfer", "done", Span.of(text, start, end), span, ReadBy("model", "1"), roles=roles)
    try:
        block = written("a", Report.of(text, language="de"), cut, [one])
    except InvalidClaim:
        return
    (again,) = parse(block)
    assert again.claims[0].trigger.text.split() == span.text.split()
    assert again.claims[0].roles[0].entity == one.roles[0].entity
