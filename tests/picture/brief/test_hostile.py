"""A hostile report on its whole way: from the ledger into every format."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from lagebild.claims.capture import Capture
from lagebild.claims.claim import Claim, ReadBy, Role, Source
from lagebild.claims.report import Report
from lagebild.claims.span import Span
from lagebild.errors import BriefUnwritable
from lagebild.ledger import open_ledger
from lagebild.picture.brief import Brief, Commission, docx, draft, html, lint, markdown, pdf
from lagebild.pipeline.briefing import known, names
from lagebild.pipeline.weighed import Weighed
from tests.picture.brief.made import words
from tests.picture.brief.test_html_page import Page


def drafted(said: str) -> tuple[Brief, object]:
    """A brief on one claim whose every part is `said`, and what the linter finds in it with the ledger at hand."""
    said = said.replace("\0", "").strip() or "x"
    text = f"{said} liefert {said}"
    whole, first = Span.of(text, 0, len(text)), Span.of(text, 0, len(said))
    trigger = Span.of(text, len(said) + 1, len(said) + 8)
    claim = Claim(
        id="claim--" + "a" * 32, type="transfer", status="done", evidence=whole, trigger=trigger, read_by=ReadBy(said, said),
        roles=(Role("supplier", first, said), Role("recipient", first, None), Role("object", Span.of(text, len(said) + 9, len(text)))),
        attribution=(Source(first, "government", None, said),),
    )  # fmt: skip
    report = Report.of(text, language="de", published="2026-11-25", publisher=said, title=said, source=said)
    capture = Capture("url", datetime(2026, 11, 25, tzinfo=UTC), said)
    with open_ledger(":memory:", create=True) as ledger:
        with ledger.writer("ada") as writer:
            writer.add(report, [claim], capture=capture, original=text.encode())
        weighed = Weighed(ledger)
        weighed.follow()
        with weighed.reading() as picture:
            brief = draft(picture, Commission((claim.id,), "de", title=said), names())
        return brief, lint(markdown(brief), known(ledger))


ORDINARY, _ = drafted("Wort")


@given(words)
@settings(max_examples=25, deadline=None)
def test_a_hostile_report_makes_words_and_nothing_else(said: str) -> None:
    if any("\ud800" <= sign <= "\udfff" for sign in said):
        return  # no ledger takes a lone surrogate
    brief, findings = drafted(said)
    assert Page(html(brief)).tags == Page(html(ORDINARY)).tags
    rules = {finding.rule for finding in findings}  # type: ignore[attr-defined]
    assert not rules & {"unknown-footnote", "footnote-without-claim", "unknown-claim", "words-changed", "number-not-in-claims"}


@pytest.mark.parametrize("said", ['<script>x</script> [^1]: y #eval("1") $x$', "\u202eabc ](x) {{ y }} `z` www.e.example"])
def test_a_hostile_report_can_be_written_as_word_and_pdf(said: str) -> None:
    pytest.importorskip("pypandoc")
    pytest.importorskip("typst")
    brief, _ = drafted(said)
    with zipfile.ZipFile(io.BytesIO(docx(brief))) as file:
        assert b"External" not in file.read("word/_rels/document.xml.rels")
    try:
        assert b"/URI" not in pdf(brief)
    except BriefUnwritable as error:
        assert "docx" in str(error)  # noqa: PT017
