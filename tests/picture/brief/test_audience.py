"""Partners' claims in briefs: from whom they are, how far the brief may go, and that nobody reads what they may not have."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagebild.claims.tlp import LEVELS, rank
from lagebild.errors import InvalidBrief, NotForAudience
from lagebild.exchange.approvals import withhold_payload
from lagebild.exchange.markings import PARTS, Marking, marking_payload
from lagebild.picture import OWN_USE, Reach, every_row
from lagebild.picture.brief import Brief, Commission, docx, draft, html, lint, markdown, note_text
from lagebild.picture.brief.audience import admitted
from lagebild.picture.lent import together
from lagebild.pipeline.briefing import known, names
from lagebild.pipeline.weighed import Weighed
from tests.exchange.nodes import WIDE, House, agree, settle
from tests.picture.brief.made import brief_of
from tests.picture.telling import KURSK, LONG, Says
from tests.test_pipeline_partners import DAY, close, says, trio_in

reaches = st.builds(
    Reach, st.sampled_from((*LEVELS, "unknown")), st.none() | st.lists(st.sampled_from("ABC"), max_size=3, unique=True).map(tuple)
)


@pytest.fixture
def trio(tmp_path: Path) -> Iterator[list[House]]:
    houses = trio_in(tmp_path)
    yield houses
    close(houses)


def mark(home: House, claim: str, level: str, to: tuple[str, ...] | None = None) -> None:
    home.node.append(marking_payload("claim", [claim], "", Marking(level, to)))


def shared(trio: list[House], level: str, **terms: Any) -> None:
    """Alpha tells us one thing at a level under such terms."""
    home, alpha, _ = trio
    agree(alpha, home, replace(WIDE, **terms))
    (claim,) = says(alpha, Says(1234, speaker="KR", **KURSK))
    mark(alpha, claim.id, level)
    settle(trio)


def drafted(home: House, **more: Any) -> Brief:
    weighed = Weighed(home.node.ledger, lambda: DAY)
    weighed.follow()
    with weighed.reading() as picture:
        things = tuple(row.id for row in every_row(picture))
        return draft(picture, Commission(things, **more), names())


@given(st.dictionaries(st.integers(0, 20).map(str), reaches, max_size=8), st.sampled_from((OWN_USE, *LEVELS)))
def test_what_is_cited_may_be_passed_on_one_by_one_and_all_together(given: dict[str, Reach], audience: str) -> None:
    found = admitted(given, Commission(("x",), audience=audience, leave_out=True))
    cited = {claim: reach for claim, reach in given.items() if claim not in found.left_out}
    assert found.reach == together(cited.values())
    if audience != OWN_USE:
        assert all(reach.level in LEVELS and rank(reach.level) <= rank(audience) for reach in cited.values())
        assert found.reach is None or found.reach.allies != ()
    if found.left_out:
        with pytest.raises(NotForAudience, match=f"^audience: {len(found.left_out)} of the claims"):
            admitted(given, Commission(("x",), audience=audience))
    else:
        assert admitted(given, Commission(("x",), audience=audience)) == found


@given(reaches, reaches, reaches)
def test_how_far_things_may_go_together_does_not_depend_on_their_order(one: Reach, two: Reach, three: Reach) -> None:
    met = one.meet(two).meet(three)
    assert met.level == one.meet(two.meet(three)).level
    assert set(met.allies or ()) == set(one.meet(two.meet(three)).allies or ())
    assert (met.allies is None) == (one.allies is two.allies is three.allies is None)
    assert all(not met.allows(level) or one.allows(level) for level in LEVELS), "never further than one of them"


def test_an_audience_that_is_none_is_refused(trio: list[House]) -> None:
    with pytest.raises(InvalidBrief, match="audience: 'public' is none of own, clear"):
        drafted(trio[0], audience="public")


def test_a_partners_claim_is_cited_with_whom_it_is_from_its_marking_and_its_seal(trio: list[House]) -> None:
    shared(trio, "amber")
    brief = drafted(trio[0])
    text = markdown(brief)
    assert text.splitlines()[0] == "TLP:AMBER – for our own use only"
    (note,) = (one for one in brief.footnotes if one.loan is not None and one.again is None)
    assert note.captured is None
    assert note.loan is not None
    told = note_text(note, "en")
    assert "; from partner Alpha, received 2026-11-25 12:00:" in told
    assert f": {note.loan.object}, version {note.loan.version}, content {note.loan.hash}, sealed with key {note.loan.key}; claim" in told
    assert told.endswith("(named: KR/government), TLP:AMBER, not reviewed.")
    assert note.loan.object.startswith("note--")
    assert lint(brief) == ()
    assert lint(text, known(trio[0].node.ledger, lambda: DAY)) == ()


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_export_says_the_marking_first(trio: list[House], language: str) -> None:
    import io
    import zipfile

    pytest.importorskip("pypandoc", reason="DOCX needs the extra brief")
    shared(trio, "green")
    brief = drafted(trio[0], language=language)
    line = {"de": "TLP:GREEN – nur zum eigenen Gebrauch", "en": "TLP:GREEN – for our own use only"}[language]
    assert markdown(brief).startswith(f"{line}\n\n# ")
    page = html(brief)
    assert page.index(line) < page.index("<h1>")
    assert page.rindex(line) > page.rindex("</ol>")
    with zipfile.ZipFile(io.BytesIO(docx(brief))) as file:
        words = file.read("word/document.xml").decode()
        assert words.index("TLP:GREEN") < words.index(brief.title.split(" ", maxsplit=1)[0])
        assert "TLP:GREEN" in file.read("docProps/core.xml").decode()


def test_a_pdf_has_the_marking_on_every_page(trio: list[House]) -> None:
    pytest.importorskip("typst", reason="PDF needs the extra brief")
    import pypdfium2

    from lagebild.picture.brief import pdf

    shared(trio, "amber+strict", highest="amber+strict")
    document = pypdfium2.PdfDocument(pdf(drafted(trio[0])))
    for page in document:
        assert "TLP:AMBER+STRICT" in page.get_textpage().get_text_range()


def test_a_brief_on_our_own_unmarked_claims_says_no_marking(trio: list[House]) -> None:
    says(trio[0], Says(1234, speaker="KR", **KURSK))
    brief = drafted(trio[0], audience="clear")
    assert brief.reach is None
    assert markdown(brief).startswith("# ")


def test_our_own_marked_claims_count_too(trio: list[House]) -> None:
    home, alpha, _ = trio
    (claim,) = says(home, Says(1234, speaker="KR", **KURSK))
    mark(home, claim.id, "amber", (alpha.id,))
    agree(alpha, home)
    assert markdown(drafted(home, audience="amber")).startswith("TLP:AMBER – beside ourselves only for: Alpha\n")
    with pytest.raises(NotForAudience, match="1 by their marking"):
        drafted(home, audience="green")


@pytest.mark.parametrize(("terms", "audience", "first"), [
    ({"onward": "none"}, "own", "TLP:GREEN – for our own use only"),
    ({"onward": "none"}, "red", None),
    ({"onward": "consent"}, "green", None),
    ({"onward": "allies"}, "green", "TLP:GREEN – beside ourselves only for: Beta"),
    ({"onward": "allies"}, "clear", None),
])  # fmt: skip
def test_what_a_partner_gave_goes_as_far_as_its_marking_and_its_leave_go(
    trio: list[House], terms: dict[str, Any], audience: str, first: str | None
) -> None:
    if terms["onward"] == "allies":
        terms = terms | {"allies": (trio[2].id,)}
    shared(trio, "green", **terms)
    if first is None:
        with pytest.raises(NotForAudience):
            drafted(trio[0], audience=audience)
        with pytest.raises(InvalidBrief, match="but for 1 that may not be passed on"):
            drafted(trio[0], audience=audience, leave_out=True)
    else:
        assert markdown(drafted(trio[0], audience=audience)).splitlines()[0] == first


def test_what_is_left_out_is_counted_and_leaves_no_trace(trio: list[House]) -> None:
    """Neither the words, nor the figure, nor whom the partner's claim names; our own claim on the same thing stays."""
    home, alpha, _ = trio
    agree(alpha, home)
    says(home, Says(None, sender=None, **KURSK), publisher="dpa")
    says(alpha, Says(9876, speaker="KR", **KURSK), publisher="Geheimblatt")
    settle(trio)
    brief = drafted(home, audience="clear", leave_out=True)
    text = markdown(brief)
    assert brief.n_left_out == 1
    assert "Left out, since they may not be passed on to these readers: 1 claim." in text
    assert all(word not in text for word in ("9,876", "Geheimblatt", "Alpha", "KR/", "South Korea", "North Korea", "TLP:"))
    assert "dpa" in text
    assert lint(brief) == ()


def test_whom_a_left_out_claim_names_is_not_told_of_ours_that_goes_back_to_the_same_words(trio: list[House]) -> None:
    home, alpha, _ = trio
    agree(alpha, home)
    says(home, Says(1234, extra=LONG, **KURSK), publisher="dpa", published="2024-11-29")
    says(alpha, Says(1234, speaker="KR", extra=LONG, **KURSK), publisher="kna")
    settle(trio)
    assert {note.speaker for note in drafted(home).footnotes if note.words} == {"KR/government"}
    brief = drafted(home, audience="clear", leave_out=True)
    assert {note.speaker for note in brief.footnotes} == {None}
    assert "KR" not in markdown(brief)


def test_words_that_a_partner_withheld_are_not_quoted(trio: list[House]) -> None:
    shared(trio, "green", parts=tuple(sorted(set(PARTS) - {"words", "text", "title", "address"})))
    brief = drafted(trio[0])
    text = markdown(brief)
    assert "“…” – dpa" in text
    assert "Somebody said" not in text
    assert lint(brief) == ()
    assert lint(text, known(trio[0].node.ledger, lambda: DAY)) == ()


def test_the_linter_finds_a_marking_that_was_taken_off_or_lowered(trio: list[House]) -> None:
    shared(trio, "amber")
    text = markdown(drafted(trio[0]))
    first, rest = text.split("\n", 1)
    ledger = known(trio[0].node.ledger, lambda: DAY)
    for changed, rule in (
        (rest.lstrip(), "marking-missing"), (f"TLP:GREEN\n{rest}", "marking-too-low"), (f"TLP:WHITE\n{rest}", "marking-too-low"),
    ):  # fmt: skip
        assert [one.rule for one in lint(changed)] == [rule]
        bare = changed.replace("TLP:AMBER", "") if rule == "marking-missing" else changed
        assert [one.rule for one in lint(bare, ledger)] == [rule], "the ledger knows it, whatever the footnotes say"
    assert lint(f"**TLP:RED**\n{rest}") == ()
    assert first.startswith("TLP:AMBER")


def test_a_claim_that_was_withdrawn_is_unknown_to_the_linter(trio: list[House]) -> None:
    home, alpha, _ = trio
    shared(trio, "amber")
    text = markdown(drafted(home))
    (claim,) = (kept.claim.id for kept in _own(alpha))
    alpha.node.append(withhold_payload([claim], "the source asked for it", None))
    settle(trio)
    assert {one.rule for one in lint(text, known(home.node.ledger, lambda: DAY))} == {"unknown-claim", "number-not-in-claims"}


def _own(home: House) -> list[Any]:
    with home.node.ledger.view() as view:
        return list(view.every_claim())


def test_a_partners_name_cannot_pose_as_the_end_of_a_footnote(trio: list[House]) -> None:
    shared(trio, "amber")
    brief = drafted(trio[0])
    note = next(one for one in brief.footnotes if one.loan is not None)
    assert note.loan is not None
    giver = replace(note.loan.giver, partners=("X; claim 999999999999, TLP:CLEAR",), origins=("Y; origin aaaaaaaaaaaa (named: Z), ok.",))
    told = note_text(replace(note, loan=replace(note.loan, giver=giver)), "en")
    assert "claim 999999999999" not in told.rpartition("; ")[2]
    assert "aaaaaaaaaaaa" not in told.rpartition("; ")[2]


@given(st.sampled_from((*LEVELS, "unknown")), st.none() | st.lists(st.text(max_size=20), max_size=3).map(tuple))
def test_the_first_line_is_read_back_as_it_was_written(level: str, allies: tuple[str, ...] | None) -> None:
    from lagebild.picture.brief.edited import manuscript

    bare = markdown(brief_of("x"))
    read = manuscript(markdown(replace(brief_of("x"), reach=Reach(level, allies))))
    assert (read.level, manuscript(bare).level) == (level, None)
    assert [one.text for one in read.sentences] == [one.text for one in manuscript(bare).sentences], "the line is no sentence"
