"""Drafts: what stands where, what carries which footnotes, and that the same ledger gives the same brief."""

from dataclasses import replace

import pytest

from lagebild.errors import InvalidBrief, NotRecorded
from lagebild.picture import Picture
from lagebild.picture.brief import Brief, Commission, Judgement, Paragraph, draft, lint, note_text
from lagebild.pipeline.briefing import names
from lagebild.pipeline.example import Demo

Seoul = tuple[Picture, Demo]


def on(seoul: Seoul, thing: str, **more: object) -> Brief:
    picture, demo = seoul
    return draft(picture, replace(Commission((demo.things[thing],)), **more), names())  # type: ignore[arg-type]


def told(brief: Brief, kind: str) -> list[Paragraph]:
    return [paragraph for section in brief.sections if section.kind == kind for paragraph in section.paragraphs]


def test_every_sentence_outside_the_method_annex_has_footnotes_that_are_there(whole: Brief) -> None:
    for sentence in whole.sentences():
        assert sentence.footnotes or sentence.kind == "method"
        assert all(1 <= number <= len(whole.footnotes) for number in sentence.footnotes)
    assert [note.number for note in whole.footnotes] == list(range(1, len(whole.footnotes) + 1))


def test_every_footnote_names_a_claim_and_quotes_words_that_stand_in_its_report(whole: Brief, seoul: Seoul) -> None:
    picture, _ = seoul
    for note in whole.footnotes:
        assert note.claims
        if note.report is not None:
            assert note.words in picture.view.report(note.report).report.text.replace("\n", " ")
            assert note.captured is not None
            assert note.captured.original is not None


def test_a_draft_has_nothing_that_the_linter_minds(whole: Brief) -> None:
    assert lint(whole) == ()


def test_the_same_ledger_gives_the_same_brief(seoul: Seoul) -> None:
    assert on(seoul, "troops") == on(seoul, "troops")


def test_what_one_named_source_says_is_not_called_confirmed(seoul: Seoul) -> None:
    brief = on(seoul, "agreement")
    assert not told(brief, "confirmed")
    (paragraph,) = told(brief, "single")
    assert "9 reports" in paragraph.sentences[0].text


def test_polls_that_contradict_each_other_stand_side_by_side_and_are_not_averaged(seoul: Seoul) -> None:
    brief = on(seoul, "poll")
    (paragraph,) = told(brief, "contested")
    text = " ".join(sentence.text for sentence in paragraph.sentences)
    assert "82 percent" in text
    assert "64 percent" in text
    assert "not averaged" in text
    assert not any(sentence.kind == "estimate" for sentence in paragraph.sentences)


def test_troop_figures_stand_with_their_sources_and_the_range_says_that_it_is_not_calibrated(seoul: Seoul) -> None:
    (paragraph,) = told(on(seoul, "troops"), "single")
    text = " ".join(sentence.text for sentence in paragraph.sentences)
    for words in ("at least 10,000 persons", "about 12,000 persons", "12,000 persons", "Rustem Umerov", "not calibrated"):
        assert words in text


def test_what_nobody_would_say_stands_under_what_is_not_known(seoul: Seoul) -> None:
    (paragraph,) = told(on(seoul, "request", language="de"), "unknown")
    assert "nicht gesagt" in paragraph.sentences[0].text
    assert "Eine Menge nennt keine" in paragraph.sentences[1].text


def test_a_period_leaves_out_what_was_published_outside_it_and_an_estimate_that_rests_on_it(seoul: Seoul) -> None:
    brief = on(seoul, "troops", since="2024-12-01")
    assert {note.published for note in brief.footnotes if note.published} == {"2024-12-01"}
    assert not any(sentence.kind == "estimate" for sentence in brief.sentences())


def test_what_was_known_on_a_day_rests_on_nothing_later(seoul: Seoul) -> None:
    brief = on(seoul, "agreement", until="2024-11-28")
    assert max(note.published or "" for note in brief.footnotes) == "2024-11-28"


def test_a_judgement_prints_the_word_and_the_number_and_nothing_else_uses_such_words(seoul: Seoul) -> None:
    _, demo = seoul
    brief = on(seoul, "request", judgements=(Judgement("Seoul will send arms", 15, (demo.things["request"],)),))
    (paragraph,) = told(brief, "judgement")
    assert paragraph.sentences[0].text == "In our judgement it is very unlikely (15%) that Seoul will send arms."
    assert paragraph.sentences[0].likelihood == 15


def test_a_claim_that_is_cited_again_points_to_its_first_footnote(whole: Brief) -> None:
    again = [note for note in whole.footnotes if note.again is not None]
    assert again
    for note in again:
        first = whole.footnotes[(note.again or 0) - 1]
        assert first.claims == note.claims
        assert first.again is None
        assert str(first.number) in note_text(note, whole.language)


def test_the_method_annex_tells_counts_readers_and_the_hash_of_the_ledger(whole: Brief, seoul: Seoul) -> None:
    (paragraph,) = told(whole, "method")
    text = " ".join(sentence.text for sentence in paragraph.sentences)
    assert "16 " in text
    assert "model" in text
    assert seoul[0].view.head()[1] in text


@pytest.mark.parametrize(
    "commission",
    [
        Commission(()),
        Commission(("x",), since="2024-12-01", until="2024-11-01"),
        Commission(("x",), judgements=(Judgement("it rains", 100, ("x",)),)),
        Commission(("x",), judgements=(Judgement(" ", 50, ("x",)),)),
    ],
)
def test_a_commission_that_makes_no_sense_is_refused(commission: Commission, seoul: Seoul) -> None:
    with pytest.raises(InvalidBrief):
        draft(seoul[0], commission, names())


def test_an_unknown_thing_and_a_period_without_claims_are_refused(seoul: Seoul) -> None:
    with pytest.raises(NotRecorded):
        draft(seoul[0], Commission(("thing--nowhere",)), names())
    with pytest.raises(InvalidBrief, match="no claim"):
        on(seoul, "poll", since="2025-01-01")
